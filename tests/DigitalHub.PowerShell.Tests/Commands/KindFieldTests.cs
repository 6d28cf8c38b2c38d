using System.Management.Automation;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>The fields of a kind are parameters of the commands that make functions, workflows and tasks.</summary>
public sealed class KindFieldTests : IDisposable
{
    // What parameters of the commands' own stand for.
    private static readonly Dictionary<string, string[]> Static = new()
    {
        ["function"] = ["source"],
        ["workflow"] = ["source"],
        ["task"] = ["envs", "profile", "resources", "secrets", "volumes"],
    };

    private readonly Shell _shell = Shell.Open();

    public void Dispose() => _shell.Dispose();

    private object?[] Values(string script) => [.. _shell.Run(script).Select(item => item?.BaseObject)];

    [Fact]
    public void Every_field_of_every_kind_is_a_parameter_and_no_name_is_taken_twice() => CheckAll(_shell);

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public async Task Every_field_of_every_kind_of_a_core_is_a_parameter_and_no_name_is_taken_twice(int level)
    {
        await using var core = await CoreShell.OpenAsync(new FakeCoreOptions { Kubernetes = new KubernetesOptions(), Level = level });
        core.Shell.Run("Get-DhKind > $null");
        CheckAll(core.Shell);
    }

    [Fact]
    public void A_file_a_handler_and_fields_make_a_function()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "train.py"), "def main(): pass");
        dynamic function = _shell.Run("New-DhFunction -Kind python -Name train -SourcePath ./train.py -Handler main -PythonVersion PYTHON3_11 -Requirements numpy, pandas -BaseImage python:3 -Strict").Single().BaseObject;

        Assert.Equal("PYTHON3_11", (string)function.Spec["python_version"]);
        Assert.Equal(["numpy", "pandas"], ((Array)function.Spec["requirements"]).Cast<string>());
        Assert.Equal("python:3", (string)function.Spec["base_image"]);
        Assert.Equal("def main(): pass", (string)function.SourceCode);
    }

    [Theory]
    [InlineData("New-DhFunction f PYTHON -PythonVersion python3_12", "python_version", "PYTHON3_12")]
    [InlineData("New-DhFunction f container -ImagePullPolicy always -Command run", "image_pull_policy", "Always")]
    [InlineData("New-DhFunction f sklearnserve -Path store://demo/model/sklearn/m:1", "path", "store://demo/model/sklearn/m:1")]
    [InlineData("New-DhFunction f kubeai-text -Features textgeneration -Url hf://a", "features", "TextGeneration")]
    [InlineData("New-DhFunction f python -Spec @{ python_version = 'PYTHON3_10' } -PythonVersion PYTHON3_13", "python_version", "PYTHON3_13")]
    [InlineData("New-DhWorkflow w hera -Image hera:1", "image", "hera:1")]
    [InlineData("New-DhTask -Kind python+serve -Function train -Replicas '2'", "replicas", 2L)]
    [InlineData("New-DhTask serve -Function train -ServiceType nodeport", "service_type", "NodePort")]
    [InlineData("New-DhTask serve -Function python://demo/train -ServiceName s", "service_name", "s")]
    [InlineData("New-DhTask build -Function (Get-DhFunction train) -Instructions 'apt install'", "instructions", "apt install")]
    [InlineData("Get-DhFunction train | New-DhTask serve -Replicas 3", "replicas", 3L)]
    [InlineData("New-DhTask job -Function train -ResourceProfile 1xgpu", "profile", "1xgpu")]
    [InlineData("Update-DhTask python+serve://demo/there -Replicas 4 -PassThru", "replicas", 4L)]
    [InlineData("Update-DhTask store://demo/task/python+serve/there -ServiceType clusterip -PassThru", "service_type", "ClusterIP")]
    [InlineData("Update-DhTask (Get-DhTask there) -Replicas 5 -PassThru", "replicas", 5L)]
    [InlineData("Update-DhTask there -Replicas 6 -PassThru", "replicas", 6L)]
    [InlineData("Get-DhTask | Update-DhTask -Replicas 7 -PassThru", "replicas", 7L)]
    [InlineData("'there' | Update-DhTask -ServiceType clusterip -PassThru", "service_type", "ClusterIP")]
    [InlineData("Get-DhFunction train | New-DhTask -Kind python+serve -ServiceType clusterip", "service_type", "ClusterIP")]
    [InlineData("Get-DhTask | Update-DhTask -ResourceProfile 2xgpu -PassThru", "profile", "2xgpu")]
    public void A_value_comes_into_the_spec_as_its_type(string script, string field, object expected)
    {
        _shell.Run("New-DhFunction train python > $null; New-DhTask serve -Function train -Id there > $null");
        dynamic made = _shell.Run(script).Single().BaseObject;

        var value = (object)made.Spec[field];
        Assert.Equal(expected, value is Array list ? Assert.Single(list.Cast<object>()) : value);
    }

    [Fact]
    public void What_a_container_gets_comes_into_the_spec_of_a_task()
    {
        dynamic task = _shell.Run("New-DhFunction train python > $null; New-DhTask job -Function train -Resources @{ mem = '4Gi' } -Envs @{ A = 1; B = 'b' } -Secrets s -Volumes @{ volume_type = 'empty_dir'; name = 'v'; mount_path = '/v' } -Strict").Single().BaseObject;

        Assert.Equal("4Gi", (string)task.Spec["resources"]["mem"]);
        Assert.Equal(["A=1", "B=b"], ((Array)task.Spec["envs"]).Cast<dynamic>().Select(one => $"{one["name"]}={one["value"]}").Order(StringComparer.Ordinal));
        Assert.Equal("s", ((Array)task.Spec["secrets"]).GetValue(0));
        Assert.Equal("/v", (string)((dynamic)((Array)task.Spec["volumes"]).GetValue(0)!)["mount_path"]);
    }

    [Theory]
    [InlineData("New-DhFunction f python -PythonVersion PYTHON4", "SpecFieldInvalid", "PYTHON3_12")]
    [InlineData("New-DhFunction f python -Requirements @()", "ValueInvalid", "-Requirements")]
    [InlineData("New-DhFunction f python -PythonVersion $undefined", "ValueInvalid", "-PythonVersion")]
    [InlineData("New-DhFunction f flower-app -FabSource text", "ValueInvalid", "-FabSource")]
    [InlineData("New-DhFunction f pyton", "KindNotFound", "python")]
    [InlineData("New-DhFunction f pyton -PythonVersion PYTHON3_12 -Requirements numpy", "KindNotFound", "python")]
    [InlineData("New-DhWorkflow w herra -Image x", "KindNotFound", "hera")]
    [InlineData("New-DhTask jop -Function train -Replicas 2", "KindNotFound", "python+job")]
    [InlineData("New-DhTask -Kind python+srve -Function train -Replicas 2", "KindNotFound", "python+serve")]
    [InlineData("New-DhTask job -Function train -Replicas 2", "SpecFieldUnknown", "a task of kind python+job has none.")]
    [InlineData("Get-DhFunction train | New-DhTask job -ServiceName x", "SpecFieldUnknown", "The fields of the kind are -")]
    [InlineData("Update-DhTask there -Instructions x", "SpecFieldUnknown", "a task of kind python+serve has none.")]
    [InlineData("Get-DhTask | Update-DhTask -Instructions x", "SpecFieldUnknown", "-ServiceType")]
    [InlineData("Update-DhTask there -Instructions x -WhatIf", "SpecFieldUnknown", "-ServiceType")]
    [InlineData("New-DhFunction f python -Spec @{ python_verson = 'PYTHON3_12' } -PythonVersion PYTHON3_12 -SourceCode x -Strict", "SpecFieldUnknown", "'python_version'")]
    [InlineData("New-DhFunction f python -Spec @{ requirements = 'numpy' }", "SpecFieldInvalid", "spec.requirements")]
    [InlineData("New-DhWorkflow w herra", "KindNotFound", "hera")]
    [InlineData("New-DhTask -Kind python+serve -Function train -Replicas many", "SpecFieldInvalid", "whole number")]
    [InlineData("New-DhTask serve -Function train -Replicas -1", "SpecFieldInvalid", "0 or more")]
    [InlineData("New-DhTask job -Function train -Spec @{ replicas = 1 } -Strict", "SpecFieldUnknown", "replicas")]
    [InlineData("New-DhTask job -Function train -Resources 5", "ValueInvalid", "-Resources")]
    [InlineData("New-DhTask jop -Function train", "KindNotFound", "python+job")]
    [InlineData("Update-DhTask python+serve://demo/there -Replicas -1", "SpecFieldInvalid", "0 or more")]
    [InlineData("Update-DhTask there -Spec @{ replica = 1 } -Strict", "SpecFieldUnknown", "'replicas'")]
    [InlineData("Update-DhTask there -Spec @{ replica = 1 } -Strict -WhatIf", "SpecFieldUnknown", "'replicas'")]
    [InlineData("Update-DhTask there -Replace", "ValueInvalid", "-Replace")]
    public void A_wrong_value_is_one_error_and_nothing_is_made(string script, string id, string word)
    {
        _shell.Run("New-DhFunction train python > $null; New-DhTask serve -Function train -Id there > $null");
        var error = _shell.Fail(script);

        Assert.Equal(id, error.Id());
        Assert.Contains(word, error.Exception.Message + error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["train", "there", null], Values("(Get-DhFunction).Name; Get-DhWorkflow; (Get-DhTask).Id; (Get-DhTask).Spec.replicas"));
    }

    [Theory]
    [InlineData("New-DhFunction f python -PythonVersion PYTHON3_12 -SourceCode x -Spec @{ pythn_version = 'x' }", "no field 'pythn_version': the store keeps it, a core would drop it. The nearest is 'python_version'.")]
    [InlineData("New-DhFunction f python -PythonVersion PYTHON3_12", "spec.source is missing, and on a core a function of kind python must have it.")]
    [InlineData("New-DhWorkflow w hera -SourceCode x -Spec @{ imagee = 'x' }", "'image'")]
    [InlineData("New-DhTask job -Function train -Spec @{ envz = 'x' }", "'envs'")]
    [InlineData("Update-DhTask there -Spec @{ replica = 1 } -PassThru", "'replicas'")]
    [InlineData("Import-DhFunction -Content '{ kind: python, name: g, spec: { python_version: PYTHON3_12 } }'", "spec.source is missing")]
    public void A_local_store_keeps_a_spec_as_it_is_and_says_what_a_core_would_not(string script, string word)
    {
        _shell.Run("New-DhFunction train python > $null; New-DhTask serve -Function train -Id there > $null");
        var id = word.Contains("missing", StringComparison.Ordinal) ? "SpecFieldInvalid" : "SpecFieldUnknown";
        Assert.Equal(id, _shell.Fail($"{script} -Strict").Id());
        Assert.Equal(["train", "there"], Values("(Get-DhFunction).Name; Get-DhWorkflow; (Get-DhTask).Id"));

        var result = _shell.Try(script);
        Assert.Empty(result.Errors);
        Assert.Single(result.Output);
        Assert.Contains(word, Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_kind_that_nobody_knows_a_local_store_takes_what_a_document_says()
    {
        var result = _shell.Try("Import-DhFunction -Content '{ kind: pyton, name: g, spec: { colour: red } }'");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Single(result.Output);
    }

    [Theory]
    [InlineData("New-DhFunction f python -PythonVersion PYTHON3_12 -SourceCode x -Spec @{ pythn_version = 'x' }", "SpecFieldUnknown", "'python_version'")]
    [InlineData("New-DhFunction f sklearnserve -Path store://demo/model/sklearn/m:1 -Source git+https://example.org/x", "SpecFieldUnknown", "'source'")]
    [InlineData("New-DhWorkflow w hera -SourceCode x -Spec @{ imagee = 'x' }", "SpecFieldUnknown", "'image'")]
    [InlineData("New-DhTask job -Function train -Spec @{ envz = 'x' }", "SpecFieldUnknown", "'envs'")]
    [InlineData("Update-DhTask there -Spec @{ replica = 1 }", "SpecFieldUnknown", "'replicas'")]
    [InlineData("Import-DhFunction -Content '{ kind: python, name: g, spec: { python_version: PYTHON3_12, source: { base64: eA== }, colour: red } }'", "SpecFieldUnknown", "'colour'")]
    public void What_a_core_drops_is_a_warning_and_with_Strict_an_error(string script, string id, string word)
    {
        _shell.Run("New-DhFunction train python > $null; New-DhTask serve -Function train -Id there > $null");
        BackendProxy.Put(_shell, call => call.Go());

        var error = _shell.Fail($"{script} -Strict -Session $core");
        Assert.Equal(id, error.Id());
        Assert.Contains(word, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["train", "there"], Values("(Get-DhFunction).Name; Get-DhWorkflow; (Get-DhTask).Id"));

        var result = _shell.Try($"{script} -Session $core");
        Assert.Empty(result.Errors);
        Assert.Contains(word, Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-DhFunction f python", "spec.python_version is missing")]
    [InlineData("New-DhFunction f python", "spec.source is missing")]
    [InlineData("New-DhFunction f python -SourceCode x -Spec @{ pythn_version = 'x' }", "The nearest is 'python_version'.")]
    [InlineData("New-DhFunction f openinference -PythonVersion PYTHON3_12 -SourceCode x -ModelName m -Inputs @{ name = 'a'; datatype = 'FP99' }", "FP32")]
    [InlineData("New-DhWorkflow w hera", "spec.source is missing")]
    [InlineData("Import-DhFunction -Content '{ kind: python, name: g, spec: { python_version: PYTHON3_7 } }'", "PYTHON3_10")]
    public void What_a_core_would_refuse_is_refused_before_anything_is_sent(string script, string word)
    {
        BackendProxy.Put(_shell, call => call.Name is "CreateEntityAsync" ? throw new InvalidOperationException("It was sent.") : call.Go());

        var error = _shell.Fail($"{script} -Session $core");

        Assert.Equal("SpecFieldInvalid", error.Id());
        Assert.Contains(word, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-DhFunction x python -Pyth", "-PythonVersion")]
    [InlineData("New-DhFunction -Kind python -Name x -PythonVersion PYTHON3_1", "PYTHON3_10", "PYTHON3_11", "PYTHON3_12", "PYTHON3_13")]
    [InlineData("New-DhFunction x container -ImagePullPolicy a", "Always")]
    [InlineData("New-DhFunction x guardrail -ProcessingMode p", "postprocessor", "preprocessor")]
    [InlineData("New-DhFunction x kubeai-text -Features ", "TextEmbedding", "TextGeneration")]
    [InlineData("New-DhWorkflow x hera -Im", "-Image")]
    [InlineData("New-DhTask -Kind python+serve -Function f -ServiceType n", "NodePort")]
    [InlineData("New-DhTask serve -Function f -ServiceType n", "NodePort")]
    [InlineData("New-DhTask serve -Function huggingfaceserve://demo/f -Dtype b", "BFLOAT16")]
    [InlineData("New-DhTask python+serve -Repl", "-Replicas")]
    [InlineData("Update-DhTask python+serve://demo/t -ServiceType n", "NodePort")]
    [InlineData("Update-DhTask python+serve://demo/t -Repl", "-Replace", "-Replicas")]
    public void Tab_completes_names_and_values(string line, params string[] expected) =>
        Assert.Equal(expected, _shell.Complete(line).Where(text => !text.StartsWith("./", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_language_of_a_file_is_one_that_the_kind_takes()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "code.sql"), "select 1");
        Assert.Equal(["sql", null], Values("(New-DhFunction a dbt -SourcePath code.sql).Spec.source.lang; (New-DhFunction b python -SourcePath code.sql).Spec.source.lang"));
    }

    private static void CheckAll(Shell shell)
    {
        foreach (dynamic kind in shell.Run("Get-DhKind -Entity function, workflow, task").Select(kind => kind.BaseObject))
        {
            var (entity, name) = ((string)kind.Entity, (string)kind.Name);
            foreach (var line in Lines(entity, name))
            {
                // They are worked out each time that somebody looks, and for the runspace that looks.
                var parameters = (Dictionary<string, ParameterMetadata>)shell.Run($"(Get-Command {line}).Parameters").Single().BaseObject;
                var names = parameters.Values.SelectMany(parameter => parameter.Aliases.Append(parameter.Name)).ToList();
                Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
                foreach (dynamic field in kind.Fields)
                {
                    if (entity == "task" && (string)field.Name is "function" or "workflow") continue;
                    Assert.True(parameters.TryGetValue((string)field.Parameter, out ParameterMetadata? parameter), $"{line}: {field.Name}");
                    Assert.True(parameter!.IsDynamic != Static[entity].Contains((string)field.Name), $"{line}: {field.Name}");
                    if (parameter.IsDynamic) Assert.False(string.IsNullOrEmpty(parameter.ParameterSets.Values.Single().HelpMessage), $"{line}: {field.Name}");
                    if (parameter.IsDynamic && ((string[])field.Values).Length > 0) Assert.Contains(parameter.Attributes, attribute => attribute is ArgumentCompleterAttribute);
                }
            }
        }
    }

    private static IEnumerable<string> Lines(string entity, string kind) => entity switch
    {
        "task" => [$"New-DhTask -ArgumentList '-Kind', '{kind}'", $"Update-DhTask -ArgumentList '{kind}://demo/t'"],
        "workflow" => [$"New-DhWorkflow -ArgumentList 'x', '{kind}'"],
        _ => [$"New-DhFunction -ArgumentList 'x', '{kind}'"],
    };
}
