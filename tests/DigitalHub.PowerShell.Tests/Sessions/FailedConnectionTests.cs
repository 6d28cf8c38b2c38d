using DigitalHub.FakeCore;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Sessions;

/// <summary>After a Connect-DhBackend that failed, nothing is done on another backend by accident.</summary>
[Collection(nameof(Alone))]
public sealed class FailedConnectionTests : IDisposable
{
    private readonly CleanEnvironment _environment = new();
    private readonly string _store;

    public FailedConnectionTests()
    {
        _store = Path.Combine(_environment.Home, "store.db");
        _environment.Set("DH_LOCAL_STORE", _store);
    }

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("Connect-DhBackend http://core.invalid -Credential $c")]
    [InlineData("Connect-DhBackend -Profile nobody")]
    [InlineData("Connect-DhBackend $undefined")]
    [InlineData("Connect-DhBackend -Local -Path /")]
    public void Commands_end_until_somebody_connects(string connect)
    {
        using var shell = Shell.Bare();
        shell.Set("c", Secrets.Credential("admin", "secret"));

        shell.Fail(connect);

        foreach (var command in new[] { "New-DhRun python+run -Project demo", "Get-DhRun -Project demo", "Remove-DhRun r1 -Project demo", "Set-DhProject demo", "Get-DhBackend" })
        {
            var error = shell.Fail(command);
            Assert.Equal("BackendNotConfigured", error.Id());
            Assert.Contains("The last Connect-DhBackend failed", error.ErrorDetails.Message);
            Assert.Contains("Connect-DhBackend -Local", error.ErrorDetails.RecommendedAction);
        }
        Assert.Equal(false, shell.Run("Test-DhBackend").Single().BaseObject);
        Assert.False(File.Exists(_store));

        shell.Run("Connect-DhBackend -Local; Set-DhProject demo; New-DhRun python+run > $null");
        Assert.Single(shell.Run("Get-DhRun"));
    }

    [Fact]
    public void A_store_that_nobody_connected_to_is_given_up()
    {
        using var shell = Shell.Bare();
        shell.Run("Set-DhProject demo");

        shell.Fail("Connect-DhBackend -Profile nobody");

        Assert.Equal("BackendNotConfigured", shell.Fail("New-DhRun python+run").Id());
    }

    [Theory]
    [InlineData("Connect-DhBackend -Local -InMemory", "Connect-DhBackend -Profile nobody")]
    [InlineData("Set-DhProject demo", "Connect-DhBackend -Profile nobody -NoDefault")]
    public void What_is_current_stays_so_where_it_was_connected_or_was_to_be_left_alone(string before, string connect)
    {
        using var shell = Shell.Bare();
        shell.Run(before);
        var session = shell.Run("Get-DhBackend").Single().BaseObject;

        shell.Fail(connect);

        Assert.Same(session, shell.Run("Get-DhBackend").Single().BaseObject);
    }

    [Fact]
    public async Task A_password_that_was_wrong_and_then_right_leads_to_the_core()
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = FakeCore.Auth.AuthMode.Basic });
        core.Seed("demo", 1);
        using var shell = Shell.Bare();
        shell.Set("bad", Secrets.Credential("admin", "wrong"));
        shell.Set("good", Secrets.Credential("admin", "secret"));

        Assert.Equal("AuthenticationFailed", shell.Fail($"Connect-DhBackend {core.Endpoint} -Credential $bad").Id());
        Assert.Equal("BackendNotConfigured", shell.Fail("Get-DhRun -Project demo").Id());
        shell.Run($"Connect-DhBackend {core.Endpoint} -Credential $good");

        Assert.Single(shell.Run("Get-DhRun -Project demo"));
    }
}
