using System.Text;
using System.Text.Json;
using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>What a core's refusals become (design section 7); the texts are those of the transcripts.</summary>
public sealed class ErrorMappingTests
{
    private const string BadId = "Validation failed for argument [1] in public it.smartcommunitylabdhub.runs.Run it.smartcommunitylabdhub.core.controllers.v1.context.RunContextController.createRun(java.lang.String,it.smartcommunitylabdhub.runs.Run) throws it.smartcommunitylabdhub.commons.exceptions.DuplicatedEntityException,org.springframework.validation.BindException: [Field error in object 'run' on field 'id': rejected value [bad id]; codes [Pattern.run.id,Pattern.id,Pattern.java.lang.String,Pattern]; arguments [org.springframework.context.support.DefaultMessageSourceResolvable: codes [run.id,id]; arguments []; default message [id],[Ljakarta.validation.constraints.Pattern$Flag;@3b35f8aa,^[a-zA-Z0-9._+-]+$]; default message [must match \"^[a-zA-Z0-9._+-]+$\"]] ";
    private const string BadKind = "Validation failed for argument [1] in public … throws org.springframework.validation.BindException: [Field error in object 'run' on field 'kind': rejected value [python job:run]; codes [Pattern.run.kind]; arguments [org.springframework.context.support.DefaultMessageSourceResolvable: codes [run.kind,kind]; arguments []; default message [kind],[Ljakarta.validation.constraints.Pattern$Flag;@3b35f8aa,^[a-zA-Z0-9._+-:]+$]; default message [must match \"^[a-zA-Z0-9._+-:]+$\"]] ";
    private const string BadProjectSize = "Validation failed for argument [0] in public … org.springframework.validation.BindException: [Field error in object 'project' on field 'name': rejected value [x]; codes [Size.project.name,Size.name,Size.java.lang.String,Size]; arguments [org.springframework.context.support.DefaultMessageSourceResolvable: codes [project.name,name]; arguments []; default message [name],38,2]; default message [size must be between 2 and 38]] ";
    private const string BadFilter = "Validation failed for argument [1] in public org.springframework.data.domain.Page<it.smartcommunitylabdhub.runs.Run> it.smartcommunitylabdhub.core.controllers.v1.context.RunContextController.searchRuns(java.lang.String,it.smartcommunitylabdhub.runs.filters.RunEntityFilter,org.springframework.data.domain.Pageable): [Field error in object 'runEntityFilter' on field 'function': rejected value [hello]; codes [Pattern.runEntityFilter.function]; arguments [org.springframework.context.support.DefaultMessageSourceResolvable: codes [runEntityFilter.function,function]; arguments []; default message [function],[Ljakarta.validation.constraints.Pattern$Flag;@3b35f8aa,([^:/]+)://([^/]+)/([^:]+):(.+)|([^:/]+)://([^/]+)/([^:]+)]; default message [must match \"([^:/]+)://([^/]+)/([^:]+):(.+)|([^:/]+)://([^/]+)/([^:]+)\"]] ";
    private const string NoTask = "Validation failed for argument [0] in public void it.smartcommunitylabdhub.core.components.infrastructure.specs.SpecValidatorImpl.validateSpec(it.smartcommunitylabdhub.commons.models.specs.Spec) throws java.lang.IllegalArgumentException: [Field error in object 'target' on field 'task': rejected value [null]; codes [NotEmpty.target.task,NotEmpty.task,NotEmpty.java.lang.String,NotEmpty]; arguments [org.springframework.context.support.DefaultMessageSourceResolvable: codes [target.task,task]; arguments []; default message [task]]; default message [must not be empty]] ";
    private const string NoMap = "Cannot construct instance of `java.util.LinkedHashMap` (although at least one Creator exists): no String-argument constructor/factory method to deserialize from String value ('not a map')\n at [Source: UNKNOWN; byte offset: #UNKNOWN] (through reference chain: it.smartcommunitylabdhub.runtime.python.specs.PythonRunSpec[\"parameters\"])";
    private const string NoEnum = "Cannot deserialize value of type `it.smartcommunitylabdhub.framework.k8s.objects.CoreVolume$VolumeType` from String \"nope\": not one of the values accepted for Enum class: [image, shared_volume, ephemeral, persistent_volume_claim, empty_dir]\n at [Source: UNKNOWN; byte offset: #UNKNOWN] (through reference chain: it.smartcommunitylabdhub.runtime.python.job.PythonJobTaskSpec[\"volumes\"]->java.util.ArrayList[0]->it.smartcommunitylabdhub.framework.k8s.objects.CoreVolume[\"volume_type\"])";

    private static readonly CoreSubject Run = new("run", "r1", "demo");

    public static TheoryData<int, string, string, string, string> Refusals => new()
    {
        // status, message, subject, id of the error, part of the sentence
        { 400, "Duplicated entity run:r1.", "run", "RunExists", "'r1'" },
        { 400, "Duplicated entity EntityName.RUN(value=run):r1.", "run", "RunExists", "'r1'" },
        { 400, "Duplicated entity project:demo.", "project", "ProjectExists", "'demo'" },
        { 400, "Duplicated entity EntityName.PROJECT(value=project):null.", "project", "ProjectExists", "'demo'" },
        { 400, "Duplicated entity function:f1.", "function", "FunctionExists", "'f1'" },
        { 404, "No such run.", "run", "RunNotFound", "'r1' in project 'demo'" },
        { 404, "No such EntityName.RUN(value=run).", "run", "RunNotFound", "'r1'" },
        { 404, "No such project.", "project", "ProjectNotFound", "'demo'" },
        { 404, "No such EntityName.PROJECT(value=project).", "run", "ProjectNotFound", "'demo'" },
        { 404, "No such function.", "function", "FunctionNotFound", "function 'f1' in project 'demo'" },
        { 404, "No such workflow.", "run", "WorkflowNotFound", "workflow" },
        { 404, "No such EntityName.TASK(value=task).", "none", "TaskNotFound", "task" },
        { 404, "No such entity.", "run", "RunNotFound", "'r1'" },
        { 404, "No such model.", "none", "EntityNotFound", "model" },
        { 404, "No such model.", "run", "EntityNotFound", "model" },
        { 404, "No such spec.", "run", "KindNotFound", "kind" },
        { 400, "missing spec", "run", "KindNotFound", "kind" },
        { 400, "invalid project", "run", "ProjectMismatch", "'r1' belongs to another project than 'demo'" },
        { 400, "project mismatch", "run", "ProjectMismatch", "reference" },
        { 400, "invalid or missing project", "run", "ProjectNotFound", "'demo'" },
        { 400, "invalid task", "run", "ReferenceNotFound", "task" },
        { 400, "invalid executable entity", "none", "ReferenceNotFound", "function or workflow" },
        { 400, "Cannot create accessor for the given task string.", "run", "TaskRequired", "task" },
        { 400, BadId, "run", "IdInvalid", "the field id: it may have only the characters" },
        { 400, BadKind, "run", "KindInvalid", "the field kind" },
        { 400, BadProjectSize, "project", "ProjectInvalid", "it must have 2 to 38 characters" },
        { 400, BadFilter, "run", "ValueInvalid", "the filter function: it must be a reference" },
        { 400, NoTask, "run", "TaskRequired", "task" },
        { 400, NoMap, "run", "SpecFieldInvalid", "spec.parameters: it must be a map" },
        { 400, NoEnum, "run", "SpecFieldInvalid", "spec.volumes[0].volume_type: it must be one of image, shared_volume" },
        { 400, "getRunById.id: must match \"^[a-zA-Z0-9._+-]+$\"", "run", "IdInvalid", "the field id" },
        { 400, "max page size exceeded", "run", "RequestRefused", "max page size exceeded." },
        { 400, "No property 'nope' found for type 'RunEntity'; Did you mean 'name'", "run", "RequestRefused", "No property 'nope'" },
        { 500, "Error getting metrics for run u1", "run", "ServerError", "The server failed (500): Error getting metrics for run u1." },
        { 501, "no engine", "none", "ServerError", "501" },
        { 422, "odd", "run", "RequestRefused", "(422): odd." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_becomes_the_error_of_its_meaning(int status, string message, string subject, string errorId, string part)
    {
        var request = new CoreRequest(HttpMethod.Post, "/api/v1/-/demo/runs?x=1")
        {
            Subject = subject switch { "run" => Run, "project" => CoreSubject.OfProject("demo"), "function" => new CoreSubject("function", "f1", "demo"), _ => CoreSubject.None },
        };
        var error = Map(request, status, JsonSerializer.Serialize(new { status, message, errorCode = (string?)null }));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Equal(status, error.StatusCode);
        Assert.Equal("POST /api/v1/-/demo/runs", error.Request);
        Assert.NotNull(error.ServerMessage);
        foreach (var java in new[] { "java.", "org.springframework", "it.smartcommunitylab", "DefaultMessageSourceResolvable", "\n", "bad id", "not a map" })
        {
            Assert.DoesNotContain(java, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(java, error.ServerMessage, StringComparison.Ordinal);
        }

        if (message.Length < 100 && !message.StartsWith("getRun", StringComparison.Ordinal)) Assert.Equal(message, error.ServerMessage);
    }

    [Theory]
    [InlineData(400, """{"timestamp":"x","status":400,"error":"Bad Request","path":"/x"}""", "RequestRefused")]
    [InlineData(400, """{"status":400,"message":null,"errorCode":null}""", "RequestRefused")]
    [InlineData(400, "<html>no</html>", "UnexpectedResponse")]
    [InlineData(404, """{"timestamp":"x","status":404,"error":"Not Found","path":"/x"}""", "UnexpectedResponse")]
    [InlineData(404, "<html>no</html>", "UnexpectedResponse")]
    [InlineData(404, "", "UnexpectedResponse")]
    [InlineData(405, """{"timestamp":"x","status":405,"error":"Method Not Allowed","path":"/x"}""", "RequestRefused")]
    [InlineData(413, "<html>too large</html>", "RequestRefused")]
    [InlineData(415, """{"timestamp":"x","status":415,"error":"Unsupported Media Type","path":"/x"}""", "RequestRefused")]
    [InlineData(500, "", "ServerError")]
    [InlineData(500, """{"timestamp":"x","status":500,"error":"Internal Server Error","path":"/x"}""", "ServerError")]
    [InlineData(500, "<html>java.lang.NullPointerException</html>", "ServerError")]
    [InlineData(304, "", "UnexpectedResponse")]
    public void An_answer_without_a_message_is_told_by_its_status(int status, string body, string errorId)
    {
        var error = Map(new CoreRequest(HttpMethod.Get, "/api/v1/x") { Subject = Run }, status, body);
        Assert.Equal(errorId, error.ErrorId);
        Assert.Null(error.ServerMessage);
        Assert.DoesNotContain("html", error.Message.Replace("text/html", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("NullPointer", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_says_what_to_do()
    {
        foreach (var status in new[] { 400, 404, 407, 413, 429, 500, 502, 503, 504 })
        {
            Assert.NotNull(Map(Lab.Get, status, string.Empty).RecommendedAction);
            Assert.NotNull(Map(Lab.Post, status, """{"status":1,"message":"invalid task","errorCode":null}""").RecommendedAction);
        }
    }

    [Fact]
    public void A_servers_words_are_short_and_on_one_line()
    {
        var message = "It failed\r\n  badly " + new string('x', 2000) + "\n\tat java.lang.Thread.run(Thread.java:1)";
        var error = Map(Lab.Get, 500, JsonSerializer.Serialize(new { status = 500, message, errorCode = (string?)null }));
        Assert.StartsWith("It failed badly xxx", error.ServerMessage, StringComparison.Ordinal);
        Assert.Equal(500, error.ServerMessage!.Length);
        Assert.DoesNotContain("Thread", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_server_quotes_of_the_secrets_is_taken_out()
    {
        var error = Map(Lab.Get, 400, """{"status":400,"message":"bad header Bearer s3cr3t-token","errorCode":null}""");
        Assert.Equal("bad header Bearer (secret)", error.ServerMessage);
        Assert.DoesNotContain("s3cr3t", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_of_a_secret_that_is_cut_off()
    {
        var quoted = new string('x', 490) + " s3cr3t-token";
        var error = Map(Lab.Get, 500, JsonSerializer.Serialize(new { status = 500, message = quoted, errorCode = (string?)null }));
        Assert.DoesNotContain("s3c", error.ToString() + error.ServerMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(407)]
    [InlineData(403)]
    [InlineData(502)]
    public void What_a_proxy_quotes_of_its_password_is_taken_out(int status)
    {
        var header = Convert.ToBase64String("me:p@ss/word"u8);
        var error = Map(Lab.Get, status, $$"""{"message":"{{header}} of http://me:p%40ss%2Fword@proxy is me and p@ss/word"}""");
        Assert.Equal("(secret) of http://me:(secret)@proxy is me and (secret)", error.ServerMessage);
        Assert.DoesNotMatch("p(@|%40)ss", error.ToString());
    }

    private static DigitalHubException Map(CoreRequest request, int status, string body)
    {
        var options = new CoreOptions(new Uri("https://core.example.org")) { SignIn = new TokenSignIn(new Secret("s3cr3t-token")), Proxy = new Uri("http://me:p%40ss%2Fword@proxy.invalid:3128") };
        var mapping = new ErrorMapping(CoreAddress.Of(options), new Redaction(options), TimeProvider.System);
        return mapping.Of(request, new WireAnswer { Status = status, ContentType = body.StartsWith('<') ? "text/html" : "application/json", Body = Encoding.UTF8.GetBytes(body) });
    }
}
