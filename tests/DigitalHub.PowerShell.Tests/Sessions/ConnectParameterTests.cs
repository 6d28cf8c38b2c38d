using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Sessions;

/// <summary>What does not go together is one clear error before anything is sent, and the session stays.</summary>
public sealed class ConnectParameterTests
{
    [Theory]
    [InlineData("https://core.invalid -Local", "-Endpoint", "-Local")]
    [InlineData("https://core.invalid -Path x.db", "-Endpoint", "-Path")]
    [InlineData("https://core.invalid -InMemory", "-Endpoint", "-InMemory")]
    [InlineData("-Local -Profile x", "-Profile", "-Local")]
    [InlineData("-Local -Token x", "-Token", "-Local")]
    [InlineData("-Local -TimeoutSec 5", "-TimeoutSec", "-Local")]
    [InlineData("-Local -SkipCertificateCheck", "-SkipCertificateCheck", "-Local")]
    [InlineData("-Local -Path x.db -InMemory", "-Path", "-InMemory")]
    [InlineData("https://core.invalid -Credential $c -Token x", "-Credential", "-Token")]
    [InlineData("https://core.invalid -Token x -PersonalAccessToken y", "-Token", "-PersonalAccessToken")]
    [InlineData("https://core.invalid -Token x -Interactive", "-Token", "-Interactive")]
    [InlineData("https://core.invalid -Interactive -ClientId x -ClientSecret y", "-ClientId", "-Interactive")]
    [InlineData("https://core.invalid -Credential $c -ClientSecret y", "-Credential", "-ClientSecret")]
    [InlineData("https://core.invalid -ClientId x", "-ClientId", "-ClientSecret")]
    [InlineData("https://core.invalid -ClientSecret x", "-ClientSecret", "-ClientId")]
    [InlineData("https://core.invalid -NoBrowser", "-NoBrowser", "-Interactive")]
    [InlineData("https://core.invalid -TimeoutSec 0", "-TimeoutSec", "0")]
    [InlineData("https://core.invalid -TimeoutSec -5", "-TimeoutSec", "-5")]
    [InlineData("https://core.invalid -TimeoutSec 100000", "-TimeoutSec", "100000")]
    [InlineData("https://core.invalid -TimeoutSec soon", "-TimeoutSec", "no whole number")]
    [InlineData("https://core.invalid -Proxy 'no proxy'", "-Proxy", "-Proxy")]
    public void Is_refused(string arguments, string one, string other)
    {
        using var shell = Shell.Open();
        var before = shell.Run("Get-DhBackend").Single().BaseObject;
        shell.Set("c", Credential());

        var error = shell.Fail($"Connect-DhBackend {arguments}");

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains(one, error.ErrorDetails.Message);
        Assert.Contains(other, error.ErrorDetails.Message);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Same(before, shell.Run("Get-DhBackend").Single().BaseObject);
    }

    [Theory]
    [InlineData("'ftp://core.invalid'")]
    [InlineData("'https://'")]
    [InlineData("'two words'")]
    [InlineData("'https://core.invalid?x=1'")]
    [InlineData("'https://core.invalid#x'")]
    [InlineData("'https://user:MARKED@core.invalid'")]
    [InlineData("'user:MARKED@core.invalid'")]
    [InlineData("'https://core.invalid/?token=MARKED'")]
    [InlineData("'https://core.invalid/path#token=MARKED'")]
    [InlineData("'core.invalid?token=MARKED'")]
    [InlineData("'https://core.invalid/?mail=MARKED@core.invalid'")]
    [InlineData("'ftp://core.invalid/?token=MARKED'")]
    [InlineData("'ftp://user:MARKED@core.invalid'")]
    [InlineData("'https://user:MARKED@core.invalid:port'")]
    [InlineData("'https://user:a?MARKED@core.invalid'")]
    [InlineData("'two words?token=MARKED'")]
    [InlineData("'file:///etc/passwd'")]
    [InlineData("\"file://`u{202e}/etc/pass`u{85}`u{89b2}wd\"")]
    public void What_is_no_address_is_refused(string endpoint)
    {
        using var shell = Shell.Open();

        var error = shell.Fail($"Connect-DhBackend {endpoint}");

        Assert.Equal("ValueInvalid", error.Id());
        Assert.DoesNotContain("MARKED", error.ErrorDetails.Message);
        Assert.DoesNotContain("MARKED", $"{error.TargetObject}");
        Assert.DoesNotContain("MARKED", $"{error.Exception}");
        Assert.DoesNotContain("MARKED", $"{error.InvocationInfo.Line}{error.InvocationInfo.PositionMessage}");
    }

    [Theory]
    [InlineData("TimeoutSec", "5", "-Local -InMemory", "Local")]
    [InlineData("SkipCertificateCheck", "$true", "-Local -InMemory", "Local")]
    [InlineData("Credential", "$c", "-Local -InMemory", "Local")]
    [InlineData("Endpoint", "'https://core.invalid'", "-Local -InMemory", "Local")]
    [InlineData("T*", "{ 5 }", "-Local -InMemory", "Local")]
    [InlineData("InMemory", "$true", "-Local", "Local")]
    public void A_default_gives_way_to_what_was_typed(string parameter, string value, string arguments, string type)
    {
        using var shell = Shell.Bare();
        shell.Set("c", Credential());
        shell.Run($"$PSDefaultParameterValues['Connect-Dh*:{parameter}'] = {value}");

        Assert.Equal(type, $"{shell.Run($"(Connect-DhBackend {arguments} -PassThru).Type").Single()}");
    }

    [Fact]
    public void A_default_that_was_typed_besides_is_refused_as_ever()
    {
        using var shell = Shell.Open();

        Assert.Equal("ValueInvalid", shell.Fail("$PSDefaultParameterValues['Connect-DhBackend:TimeoutSec'] = 7; Connect-DhBackend -Local -InMemory -TimeoutSec 8").Id());
        Assert.Equal("ValueInvalid", shell.Fail("$PSDefaultParameterValues['Disabled'] = $true; Connect-DhBackend -Local -InMemory -TimeoutSec 7").Id());
    }

    private static System.Management.Automation.PSCredential Credential()
    {
        var password = new System.Security.SecureString();
        foreach (var letter in "pass") password.AppendChar(letter);
        return new("admin", password);
    }
}
