using System.Diagnostics;
using System.Management.Automation;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Sessions;

/// <summary>Sessions with a core, in every way of signing in.</summary>
[Collection(nameof(Alone))]
public sealed class CoreSessionTests : IDisposable
{
    private readonly CleanEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    private static Task<FakeCoreServer> Core(AuthMode auth) =>
        FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = auth, Users = [new FakeUser("alice", "wonder", Admin: true)], Kubernetes = new KubernetesOptions() });

    private static string Address(FakeCoreServer core) => core.Endpoint.AbsoluteUri.TrimEnd('/');

    private static Shell With(params (string Name, object Value)[] variables)
    {
        var shell = Shell.Bare();
        foreach (var (name, value) in variables) shell.Set(name, value);
        return shell;
    }

    private static object? One(Shell shell, string script) => shell.Run(script).Single()?.BaseObject;

    [Fact]
    public async Task From_an_address_and_a_password_to_the_first_runs()
    {
        await using var core = await Core(AuthMode.Basic);
        core.Seed("demo", 3);
        using var shell = With(("c", Secrets.Credential("admin", "secret")));

        shell.Run($"Connect-DhBackend {Address(core)} -Credential $c");

        var session = shell.Run("Get-DhBackend").Single();
        object? Fact(string name) => session.Properties[name].Value;
        Assert.Equal($"127.0.0.1:{core.Endpoint.Port}", Fact("Name"));
        Assert.Equal(Address(core), Fact("Location"));
        Assert.Equal("-Endpoint", Fact("Source"));
        Assert.Equal("admin", Fact("User"));
        Assert.NotNull(Fact("UserSource"));
        Assert.Equal("basic", Fact("SignIn"));
        Assert.Equal("-Credential", Fact("SignInSource"));
        Assert.Equal(15, Fact("ApiLevel"));
        Assert.NotNull(Fact("ApiLevelSource"));
        Assert.Null(Fact("TokenExpires"));
        Assert.Equal("demo", One(shell, "(Get-DhProject).Name"));
        shell.Run("Set-DhProject demo");
        Assert.Equal(3, shell.Run("Get-DhRun").Count);
        shell.Run("Get-DhRun | Remove-DhRun -Wait -Timeout 20");
        Assert.Empty(shell.Run("Get-DhRun"));
    }

    [Fact]
    public async Task A_connection_that_fails_changes_nothing()
    {
        await using var core = await Core(AuthMode.Basic);
        using var shell = With(("c", Secrets.Credential("admin", "wrong")));
        shell.Run("Connect-DhBackend -Local -InMemory");
        var before = One(shell, "Get-DhBackend");

        Assert.Equal("AuthenticationFailed", shell.Fail($"Connect-DhBackend {Address(core)} -Credential $c").Id());
        Assert.Equal("AuthenticationFailed", shell.Fail($"Connect-DhBackend {Address(core)}").Id());
        Assert.Equal("ConnectionFailed", shell.Fail("Connect-DhBackend http://127.0.0.1:1 -TimeoutSec 2").Id() is var id && id is "RequestTimeout" ? "ConnectionFailed" : id);
        Assert.Equal("EncryptionRequired", shell.Fail("Connect-DhBackend http://core.invalid -Credential $c").Id());

        Assert.Same(before, One(shell, "Get-DhBackend"));
    }

    [Fact]
    public async Task A_core_without_authentication_needs_no_credentials()
    {
        await using var core = await Core(AuthMode.Off);
        using var shell = With();

        Assert.Equal("none", One(shell, $"(Connect-DhBackend 127.0.0.1:{core.Endpoint.Port} -PassThru).SignIn"));
        Assert.Empty(shell.Run("Get-DhProject"));
    }

    [Theory]
    [InlineData("-Token", "access token")]
    [InlineData("-PersonalAccessToken", "personal access token")]
    public async Task A_token_is_text_or_a_secure_string_or_a_credential(string parameter, string method)
    {
        await using var core = await Core(AuthMode.Basic);
        var token = parameter == "-Token" ? core.Tokens.IssueAccessToken("alice") : core.Tokens.IssuePersonalToken("alice");
        using var shell = With(("text", token), ("secure", Secrets.Secure(token)), ("credential", Secrets.Credential("any", token)));

        foreach (var variable in new[] { "$text", "$secure", "$credential" })
        {
            dynamic session = One(shell, $"Connect-DhBackend {Address(core)} {parameter} {variable} -PassThru")!;
            Assert.Equal(method, (string)session.SignIn);
            Assert.Equal(parameter, (string)session.SignInSource);
            Assert.Equal("alice", (string)session.User);
        }
    }

    [Fact]
    public async Task A_client_signs_in_for_itself()
    {
        await using var core = await Core(AuthMode.Basic);
        using var shell = With(("secret", Secrets.Secure("secret")));

        dynamic session = One(shell, $"Connect-DhBackend {Address(core)} -ClientId admin -ClientSecret $secret -PassThru")!;

        Assert.Equal("client credentials", (string)session.SignIn);
        Assert.InRange((DateTime)session.TokenExpires, DateTime.Now, DateTime.Now.AddDays(1));
    }

    [Fact]
    public async Task A_person_signs_in_with_the_browser_and_stays_signed_in_by_a_profile()
    {
        await using var core = await Core(AuthMode.Oidc);
        using var shell = With();
        using var command = System.Management.Automation.PowerShell.Create(shell.Runspace);
        command.AddScript($"Connect-DhBackend {Address(core)} -Interactive -NoBrowser -Profile work -PassThru");
        var running = command.BeginInvoke();

        await Visit(command);
        await Task.Run(() => running.AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(20)));

        Assert.True(running.IsCompleted);
        dynamic session = command.EndInvoke(running).Single().BaseObject;
        Assert.Empty(command.Streams.Error);
        Assert.Equal("browser", (string)session.SignIn);
        Assert.Equal("alice", (string)session.User);
        Assert.NotNull((DateTime?)session.TokenExpires);
        Assert.Contains($"dhcore_endpoint = {Address(core)}", await File.ReadAllTextAsync(_environment.Ini));

        Assert.Equal("alice", One(shell, "(Connect-DhBackend -Profile work -PassThru).User"));
        using var other = Shell.Bare();
        other.Run("Connect-DhBackend -Profile work; Get-DhProject");
    }

    [Fact]
    public async Task The_address_is_shown_while_waiting_and_stopping_ends_it_at_once()
    {
        await using var core = await Core(AuthMode.Oidc);
        using var shell = With();
        using var command = System.Management.Automation.PowerShell.Create(shell.Runspace);
        command.AddScript($"Connect-DhBackend {Address(core)} -Interactive -NoBrowser");
        command.BeginInvoke();
        Assert.StartsWith(Address(core), await Announced(command));
        Assert.Equal(PSInvocationState.Running, command.InvocationStateInfo.State);

        var clock = Stopwatch.StartNew();
        command.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"It took {clock.Elapsed}.");
        Assert.Empty(command.Streams.Error);
        Assert.False(File.Exists(_environment.Ini));
    }

    [Fact]
    public async Task A_core_of_the_environment_is_used_without_connecting()
    {
        await using var core = await Core(AuthMode.Basic);
        await using var second = await Core(AuthMode.Basic);
        core.Seed("demo", 2);
        _environment.Set("DHCORE_ENDPOINT", Address(core));
        _environment.Set("DHCORE_USER", "admin");
        _environment.Set("DHCORE_PASSWORD", "secret");
        _environment.Set("PROJECT_NAME", "demo");
        using var shell = Shell.Bare();

        Assert.Equal(0, core.Requests.Count);
        var first = shell.Try("Get-DhRun -Verbose");
        Assert.Empty(first.Errors);
        Assert.Empty(first.Warnings);
        Assert.Equal(2, first.Output.Count);
        Assert.Contains(first.Verbose, text => text.Contains(Address(core), StringComparison.Ordinal) && text.Contains("DHCORE_ENDPOINT", StringComparison.Ordinal));
        Assert.DoesNotContain(shell.Try("Get-DhRun -Verbose").Verbose, text => text.StartsWith("Nobody connected", StringComparison.Ordinal));
        dynamic session = One(shell, "Get-DhBackend")!;
        Assert.Equal("admin", (string)session.User);
        Assert.Contains("PROJECT_NAME", (string)session.DefaultProjectSource);
        Assert.Same((object)session, One(shell, "Get-DhBackend"));

        _environment.Set("DHCORE_ENDPOINT", Address(second));
        Assert.Equal(Address(second), One(shell, "(Get-DhBackend).Location"));
        _environment.Set("DHCORE_ENDPOINT", Address(core));
        Assert.Same((object)session, One(shell, "Get-DhBackend"));
        _environment.Set("DHCORE_PASSWORD", "wrong");
        Assert.Equal("AuthenticationFailed", shell.Fail("Get-DhRun").Id());

        _environment.Set("DH_LOCAL_STORE", Path.Combine(_environment.Home, "store.db"));
        Assert.Equal("Local", $"{One(shell, "(Get-DhBackend).Type")}");
    }

    [Fact]
    public async Task A_profile_is_used_for_its_own_core_only()
    {
        await using var core = await Core(AuthMode.Basic);
        await using var other = await Core(AuthMode.Basic);
        await File.WriteAllTextAsync(_environment.Ini, $"[lab]\ndhcore_endpoint = {Address(core)}\ndhcore_user = admin\ndhcore_password = secret\n\n[empty]\nx = y\n");
        using var shell = With(("c", Secrets.Credential("alice", "wonder")));

        Assert.Equal("admin", One(shell, "(Connect-DhBackend -Profile lab -PassThru).User"));
        Assert.Equal("alice", One(shell, "(Connect-DhBackend -Profile lab -Credential $c -PassThru).User"));
        Assert.Equal("admin", One(shell, $"(Connect-DhBackend {Address(core)} -Profile lab -PassThru).User"));
        Assert.Equal("ValueInvalid", shell.Fail($"Connect-DhBackend {Address(other)} -Profile lab").Id());
        Assert.Equal("BackendNotConfigured", shell.Fail("Connect-DhBackend -Profile none").Id());
        Assert.Equal("BackendNotConfigured", shell.Fail("Connect-DhBackend -Profile empty").Id());
        Assert.Equal("BackendNotConfigured", shell.Fail($"Connect-DhBackend {Address(core)} -Profile none -Credential $c").Id());

        _environment.Set("DH_NAME", "lab");
        Assert.Equal("admin", One(shell, $"(Connect-DhBackend {Address(core)}/ -PassThru).User"));
        Assert.Equal("AuthenticationFailed", shell.Fail($"Connect-DhBackend {Address(other)}").Id());
        Assert.DoesNotContain(other.Requests.All, request => request.Headers.ContainsKey("Authorization"));
        _environment.Set("DH_NAME", "none");
        Assert.Equal("alice", One(shell, $"(Connect-DhBackend {Address(core)} -Credential $c -PassThru).User"));
    }

    [Fact]
    public void Tab_completes_profiles()
    {
        File.WriteAllText(_environment.Ini, "[lab]\ndhcore_endpoint = http://127.0.0.1:1\n\n[work]\ndhcore_endpoint = http://127.0.0.1:1\n");
        using var shell = Shell.Bare();
        using var engine = System.Management.Automation.PowerShell.Create(shell.Runspace);
        const string Input = "Connect-DhBackend -Profile w";

        Assert.Equal(["work"], CommandCompletion.CompleteInput(Input, Input.Length, null, engine).CompletionMatches.Select(match => match.CompletionText));
    }

    [Fact]
    public async Task Testing_tells_whether_a_core_can_be_used()
    {
        var core = await Core(AuthMode.Off);
        using var shell = With();
        shell.Run($"Connect-DhBackend {Address(core)} -TimeoutSec 2");
        Assert.Equal(true, One(shell, "Test-DhBackend"));

        await core.DisposeAsync();

        var result = shell.Try("Test-DhBackend -Verbose");
        Assert.Equal(false, result.Output.Single().BaseObject);
        Assert.Contains(result.Verbose, text => text.StartsWith("ConnectionFailed", StringComparison.Ordinal) || text.StartsWith("RequestTimeout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disconnecting_ends_the_use_of_a_core()
    {
        await using var core = await Core(AuthMode.Off);
        using var shell = With();
        shell.Run($"Connect-DhBackend {Address(core)}; $session = Get-DhBackend; Disconnect-DhBackend");

        Assert.Equal(true, One(shell, "$session.IsClosed"));
        Assert.Equal("BackendNotConfigured", shell.Fail("Get-DhProject").Id());
        Assert.Equal("BackendNotConfigured", shell.Fail("Get-DhProject -Session $session").Id());
    }

    private static async Task Visit(System.Management.Automation.PowerShell command)
    {
        using var browser = new HttpClient();
        using var answer = await browser.GetAsync(new Uri(await Announced(command)));
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static async Task<string> Announced(System.Management.Automation.PowerShell command)
    {
        for (var i = 0; i < 2400 && command.Streams.Information.Count == 0; i++) await Task.Delay(50);
        return Assert.Single(command.Streams.Information).MessageData.ToString()!.Split(' ')[^1];
    }

    [Theory]
    [InlineData("kind: python+job:run\nproject: nowhere\nspec: { local_execution: true, task: 'python+job://nowhere/t' }", "ProjectNotFound")]
    [InlineData("kind: python+job:run\nproject: demo\nspec: { task: 'python+job://demo/nowhere', function: 'python://demo/nowhere:1' }", "ReferenceNotFound")]
    [InlineData("kind: python+job:run\nproject: demo\nspec: { task: 'python+job://other/t' }", "ProjectMismatch")]
    public async Task What_a_core_can_t_import_is_one_error_that_says_where(string document, string id)
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Kubernetes = new KubernetesOptions() });
        core.Seed("demo", 1);
        using var shell = With();
        File.WriteAllText(Path.Combine(shell.Folder, "run.yaml"), document + "\n");
        shell.Run($"Connect-DhBackend {Address(core)}; Set-DhProject demo");

        var error = shell.Fail("Import-DhRun run.yaml");

        Assert.Equal(id, error.Id());
        Assert.Contains("run.yaml:1", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Single(shell.Run("Get-DhRun"));
    }
}
