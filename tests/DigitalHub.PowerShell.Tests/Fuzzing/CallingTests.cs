using DigitalHub.PowerShell.Tests.Hosting;
using Xunit.Abstractions;

namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>What is called by chance would be found out, if it were wrong.</summary>
[Collection(nameof(Alone))]
public sealed class CallingTests(ITestOutputHelper output)
{
    private static readonly (string Script, string Said)[] Wrong =
    [
        ("$null = [byte[]]::new(70MB)", "MB of memory"), ("throw 'of my own'", "of my own"), ("[int]::Parse('x')", "FormatException"), ("Get-DhRun -Nonsense x", "matches parameter name 'Nonsense'"), ("Get-DhNonsense", "Get-DhNonsense"),
    ];

    [Fact]
    public void Calls_that_are_wrong_and_calls_that_are_not()
    {
        using var shell = Shell.Open();

        foreach (var (script, said) in Wrong) Assert.Contains(said, Assert.ThrowsAny<Exception>(() => Call(shell, script)).Message, StringComparison.Ordinal);
        foreach (var script in (string[])["Get-DhRun nothing", "Get-DhRun -First $x", "$null = [byte[]]::new(30MB)"]) Call(shell, script);
    }

    private void Call(Shell shell, string script) => Calling.Run(shell, output, 0, _ => new(script, new Dictionary<string, object> { ["x"] = "many" }));
}
