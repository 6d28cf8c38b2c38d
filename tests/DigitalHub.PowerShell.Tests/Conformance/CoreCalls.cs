namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>One call of every command that works on a core of level 15, in the world that <see cref="Prepare"/> makes there.</summary>
internal static class CoreCalls
{
    /// <summary>
    /// What the calls need of the things in <see cref="Calls.Prepare"/>, as a core takes them: functions have a Python version
    /// and runs a task, and nobody but their maker executes them. Besides, <c>finished</c> has a log and <c>served</c> can be stopped.
    /// </summary>
    public const string Prepare =
        """
        New-DhProject spare > $null
        New-DhFunction train python -Project spare -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_10 > $null
        'one', 'two' | ForEach-Object { New-DhFunction train python -Id "demo-train$($_ -replace 'one')" -SourceCode 'def main(): pass' -Handler $_ -PythonVersion PYTHON3_10 -Label listed > $null }
        'one', 'two' | ForEach-Object { New-DhWorkflow nightly hera -Id "demo-nightly$($_ -replace 'one')" -SourceCode 'def main(): pass' -Handler $_ -Label listed > $null }
        New-DhTask job -Function train -Id demo-job > $null
        'demo-1', 'demo-2', 'single' | New-DhRun -Function train -Action job -Id { $_ } -Label listed -LocalExecution > $null
        New-DhRun -Function train -Action serve -Id served > $null
        New-DhRun -Function train -Action job -Id finished > $null
        Wait-DhRun served -State RUNNING -Timeout 100
        Wait-DhRun finished -Timeout 100
        """;

    private static readonly Dictionary<string, string> Others = new()
    {
        ["Get-DhRunLog"] = "Get-DhRunLog finished",
        ["Import-DhRun"] = "Get-DhRun single | Import-DhRun -NewId -LocalExecution",
        ["New-DhFunction"] = "New-DhFunction fresh python -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_10",
        ["New-DhRun"] = "New-DhRun -Function train -Action job -LocalExecution",
        ["New-DhTask"] = "New-DhTask build -Function train",
        ["New-DhWorkflow"] = "New-DhWorkflow fresh hera -SourceCode 'def main(): pass' -Handler main",
        ["Remove-DhFunction"] = "Remove-DhFunction -Id demo-train",
        ["Remove-DhTask"] = "Remove-DhTask demo-job -Cascade",
        ["Resume-DhRun"] = "Resume-DhRun finished",
        // Those after it are for this one too.
        ["Set-DhProject"] = "Set-DhProject demo",
        ["Show-DhRun"] = "Show-DhRun single",
        ["Stop-DhRun"] = "Stop-DhRun served",
        ["Test-DhRun"] = "Test-DhRun -Function train -Action job",
        ["Wait-DhRun"] = "Wait-DhRun finished",
    };

    /// <summary>The error of each command that can't work on any core: none lets a run resume.</summary>
    public static IReadOnlyDictionary<string, string> Refused { get; } = new Dictionary<string, string> { ["Resume-DhRun"] = "TransitionRefused" };

    /// <summary>Those that outlast a request that failed or do without it, or ask no core at all.</summary>
    public static IReadOnlyList<string> Unhurt { get; } = ["Get-DhBackend", "Get-DhKind", "Test-DhBackend", "Wait-DhRun", "Watch-DhRun"];

    /// <summary>The names of the commands that something is said of here.</summary>
    public static IEnumerable<string> Commands => [.. Others.Keys, .. Refused.Keys, .. Unhurt];

    public static string For(string command) => Others.TryGetValue(command, out var call) ? call : Calls.For(command)[0];
}
