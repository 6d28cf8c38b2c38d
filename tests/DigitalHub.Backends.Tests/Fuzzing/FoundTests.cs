using DigitalHub.Backends.Core;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.SignIns;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.Backends.Tests.Core;
using DigitalHub.Backends.Tests.Local;
using DigitalHub.Backends.Tests.SignIns;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>What was found by inputs by chance and is mended.</summary>
public sealed class FoundTests
{
    private static readonly byte[] HalfOfACharacter = [.. "{\"message\":\"\\ud83d\",\"errorCode\":1,\"username\":\"\\ud83d\",\"dhcore_version\":\"\\ud83d\"}"u8];

    private static readonly byte[] NoUtf8 = [.. "{\"message\":\""u8, 0xff, .. "\",\"errorCode\":1,\"username\":\""u8, 0xff, .. "\",\"dhcore_version\":\""u8, 0xff, .. "\"}"u8];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Text_that_is_no_text_in_an_answer(bool half)
    {
        var body = half ? HalfOfACharacter : NoUtf8;
        var mapping = new ErrorMapping(CoreAddress.Of(new CoreOptions(new Uri("https://core.example.org"))), new Redaction(new NoSignIn()), TimeProvider.System);

        Assert.NotEmpty(mapping.Of(new CoreRequest(HttpMethod.Get, "/api/v1/projects"), new WireAnswer { Status = 400, ContentType = "application/json", Body = body }).Message);
        Assert.Null(IdentityReader.TryRead(body));
        Assert.Null(ServerConfiguration.TryRead(body));
        Assert.Null(TokenClaims.Of(new Secret($"a.{Convert.ToBase64String("{\"sub\":\"\\ud83d\"}"u8).TrimEnd('=')}.c")).User);
    }

    [Fact]
    public async Task A_run_without_an_id_is_changed_or_refused_on_an_old_core()
    {
        var core = new MemoryCore(level: 13);
        core.Answers["GET /api/v1/-/pp/runs/a"] = """{"kind":"python+run","project":"pp","name":"a","metadata":{},"spec":{},"status":{"state":"COMPLETED"}}""";
        await using var backend = new CoreBackend(core);

        var error = await Record.ExceptionAsync(() => backend.UpdateRunAsync(new("pp", "a"), new EntityChange { AddLabels = ["x"] }, default));

        Assert.True(error is null or DigitalHubException, error?.ToString());
    }

    [Fact]
    public async Task A_token_that_is_said_to_live_longer_than_the_calendar_goes()
    {
        using var stub = new StubCore();
        var token = $"a.{Convert.ToBase64String("{\"sub\":\"ann\",\"iat\":1,\"exp\":253402300000}"u8).TrimEnd('=')}.c";
        stub.Instead = (request, _) => request.Method == HttpMethod.Post ? StubCore.Json(200, new Dictionary<string, object> { ["token_type"] = "Bearer", ["access_token"] = token }) : null;
        var credentials = CredentialsFactory.Create(stub.Options with { SignIn = new ClientSignIn("cli", new Secret("secret")) }, stub.Invoker());

        Assert.Equal(token, (await credentials.GetAsync(default))!.Parameter);
    }

    // SQLite took the text to end there, and found everything.
    [Fact]
    public async Task A_null_character_to_look_for()
    {
        using var folder = new TemporaryFolder();
        await using var store = new LocalStore(new LocalStoreOptions(folder.File("store.db")));
        await store.CreateProjectAsync(Docs.Project("demo"), default);

        foreach (var query in (RunQuery[])[new() { Text = "\0\u745f" }, new() { Text = "\0" }, new() { Names = ["a*\0"] }, new() { Users = ["\0"] }])
        {
            Assert.Equal("ValueInvalid", (await Assert.ThrowsAsync<InputException>(() => store.IdsAsync(query))).ErrorId);
        }
    }
}
