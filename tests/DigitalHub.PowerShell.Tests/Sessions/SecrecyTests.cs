using System.Management.Automation;
using System.Text;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Auth;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Sessions;

/// <summary>Secrets appear in no stream, error or serialised session, however they are given and whatever goes wrong.</summary>
[Collection(nameof(Alone))]
public sealed class SecrecyTests : IDisposable
{
    private const string Marked = "MARKEDsecret0123";

    private readonly CleanEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("-Token " + Marked)]
    [InlineData("-Token $secure")]
    [InlineData("-PersonalAccessToken " + Marked)]
    [InlineData("-PersonalAccessToken $secure")]
    [InlineData("-ClientId nobody -ClientSecret " + Marked)]
    [InlineData("-ClientId nobody -ClientSecret $secure")]
    [InlineData("-Credential $credential")]
    [InlineData("-Token " + Marked + " -ClientId x")]
    [InlineData("-Token " + Marked + " -Profile $undefined")]
    [InlineData("-Token " + Marked + " -Credential $credential")]
    [InlineData("-Token " + Marked + " -Proxy 'http://user:" + Marked + "@ x'")]
    [InlineData("-ClientSecret " + Marked)]
    [InlineData("-Token " + Marked + " -TimeoutSec soon")]
    [InlineData("-Proxy http://user:" + Marked + "@127.0.0.1:1")]
    public async Task No_error_shows_one(string arguments)
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = AuthMode.Oidc });
        using var shell = Prepared();

        var result = shell.Try($"$Error.Clear(); & {{ Connect-DhBackend {core.Endpoint} {arguments} {(arguments.Contains("-TimeoutSec", StringComparison.Ordinal) ? string.Empty : "-TimeoutSec 3")} -Verbose -Debug }} *>&1");

        var errors = shell.Run("$Error").Concat(result.Errors.Select(PSObject.AsPSObject)).ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors.Select(error => error.BaseObject is ErrorRecord record ? record : ((IContainsErrorRecord)error.BaseObject).ErrorRecord), Hides);
        Assert.DoesNotContain(result.Output, item => PSSerializer.Serialize(item, 3).Contains(Marked, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("-Credential $credential")]
    [InlineData("-Token $secure")]
    [InlineData("-Token " + Marked)]
    [InlineData("-PersonalAccessToken $secure")]
    [InlineData("-ClientId admin -ClientSecret $secure")]
    [InlineData("-ClientId admin -ClientSecret " + Marked)]
    [InlineData("-Proxy http://me:" + Marked + "@127.0.0.1:1")]
    public async Task Nothing_that_is_said_keeps_one(string arguments)
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = AuthMode.Basic, Password = Marked });
        // That it isn't there is said.
        _environment.Set("DH_NAME", "nobody");
        using var shell = Prepared();

        var said = shell.Run($"& {{ try {{ Connect-DhBackend {core.Endpoint} {arguments} -Verbose -TimeoutSec 3 }} catch {{ }} }} *>&1").Select(item => item.BaseObject).OfType<VerboseRecord>().First();

        // It shows in JSON.
        var bound = said.InvocationInfo.BoundParameters;
        Assert.True(bound.Count > 2);
        var told = string.Join('\n', bound.Values) + PSSerializer.Serialize(bound, 6);
        Assert.DoesNotContain(Marked, told, StringComparison.OrdinalIgnoreCase);
        // So the shell writes a SecureString where the system encrypts none.
        Assert.DoesNotContain(Convert.ToHexString(Encoding.Unicode.GetBytes(Marked)), told, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task No_session_shows_one()
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = AuthMode.Basic, Password = Marked });
        var token = core.Tokens.IssueAccessToken("admin");
        using var shell = Prepared();
        shell.Set("token", token);

        foreach (var way in new[] { "-Credential $credential", "-ClientId admin -ClientSecret $secure", "-Token $token" })
        {
            var result = shell.Try($"Connect-DhBackend {core.Endpoint} {way} -PassThru -Verbose *>&1; Get-DhProject -Verbose *>&1");
            Assert.Empty(result.Errors);
            Assert.All(result.Output, item =>
            {
                var text = PSSerializer.Serialize(item, 8) + item + string.Join("\n", item.Properties.Select(property => $"{property.Name}={property.Value}"));
                Assert.DoesNotContain(Marked, text);
                Assert.DoesNotContain(token, text);
            });
        }
    }

    [Fact]
    public async Task No_error_of_an_environment_shows_one()
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = AuthMode.Basic });
        _environment.Set("DHCORE_ENDPOINT", core.Endpoint.AbsoluteUri);
        _environment.Set("DHCORE_USER", "admin");
        _environment.Set("DHCORE_PASSWORD", Marked);
        using var shell = Shell.Bare();

        Hides(shell.Fail("Get-DhProject -Verbose -Debug"));
        Assert.DoesNotContain(Marked, PSSerializer.Serialize(shell.Run("Get-DhBackend").Single(), 8));
        Hides(shell.Fail("Connect-DhBackend"));
        Hides(shell.Fail("Get-DhBackend"));
    }

    private static Shell Prepared()
    {
        var shell = Shell.Bare();
        shell.Set("secure", Secrets.Secure(Marked));
        shell.Set("credential", Secrets.Credential("admin", Marked));
        return shell;
    }

    private static void Hides(ErrorRecord error)
    {
        var told = string.Join(
            "\n",
            error,
            error.Exception,
            error.ErrorDetails,
            error.ErrorDetails?.RecommendedAction,
            error.TargetObject,
            error.ScriptStackTrace,
            error.InvocationInfo.Line,
            error.InvocationInfo.PositionMessage,
            error.InvocationInfo.Statement,
            error.InvocationInfo.DisplayScriptPosition,
            PSSerializer.Serialize(error, 3));
        Assert.DoesNotContain(Marked, told);
    }
}
