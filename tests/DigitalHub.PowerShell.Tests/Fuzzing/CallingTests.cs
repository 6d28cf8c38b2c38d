using DigitalHub.PowerShell.Tests.Hosting;
using Xunit.Abstractions;

namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>What is called by chance would be found out, if it were wrong.</summary>
[Collection(nameof(Alone))]
public sealed class CallingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("$null = [byte[]]::new(70MB)", "MB of memory")]
    [InlineData("throw 'of my own'", "of my own")]
    [InlineData("[int]::Parse('x')", "FormatException")]
    [InlineData("Get-DhRun -Nonsense x", "matches parameter name 'Nonsense'")]
    [InlineData("Get-DhNonsense", "Get-DhNonsense")]
    public void A_call_that_is_wrong(string script, string said)
    {
        using var shell = Shell.Open();

        Assert.Contains(said, Assert.ThrowsAny<Exception>(() => Calling.Run(shell, output, 0, _ => new(script, new Dictionary<string, object>()))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-DhRun nothing")]
    [InlineData("Get-DhRun -First $x")]
    [InlineData("$null = [byte[]]::new(30MB)")]
    public void A_call_that_is_not(string script)
    {
        using var shell = Shell.Open();

        Calling.Run(shell, output, 0, _ => new(script, new Dictionary<string, object> { ["x"] = "many" }));
    }
}
