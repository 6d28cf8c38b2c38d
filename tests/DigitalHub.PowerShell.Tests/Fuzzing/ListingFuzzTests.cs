using DigitalHub.FakeCore.Store;
using DigitalHub.PowerShell.Tests.Hosting;
using Xunit.Abstractions;

namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>Whatever lists are sorted by, looked through for and filtered by, of a local store and of a core.</summary>
[Collection(nameof(Alone))]
public sealed class ListingFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Good = ["single", "run-000003", "run-*", "[p-s]un-00000?", "?x`*", "demo", "*", "python+job:run", "store://demo/run/python+job:run/run-000001:run-000001", "python://demo/train", "python+job://demo/t1", "job", "COMPLETED", "error", "Evicted", "anonymous", "jürgen", "100%", "a_b"];

    private static readonly string[] Sorts = ["Created", "created", "UPDATED", "name", "Id", "state", "User", "Created,desc", "Name,Id", "Created|Name", "+name", "-name", "0", "-1", "3", "createdBy", "metadata.created", "name asc; --", "İd", "sort=x&page=0"];

    private static readonly string[] Numbers = ["0", "1", "5", "1000", "2147483648", "9223372036854775807", "18446744073709551615", "-1", "1kb", "1.5", "1e3", "0x10", "٣"];

    private static readonly string[] Dates = ["2026-07-20", "2026-07-20T09:49:18.123456789Z", "0001-01-01", "9999-12-31T23:59:59.9999999Z", "2026-02-30", "yesterday", "-1", "7/20/2026"];

    private static readonly string[] Filters = ["Name", "Kind", "State", "Reason", "User", "Function", "Workflow", "Task", "Action", "Label", "AnyLabel"];

    private static readonly string[] Others =
    [
        "Get-DhFunction $x -Kind $y -User $z -Session $s", "Get-DhFunction $x -Label $y -AllVersions -Session $s", "Get-DhWorkflow $x -Kind $y -Session $s", "Get-DhTask -Function $x -Kind $y -Action $z -Session $s", "Get-DhTask -Workflow $x -Session $s", "Get-DhProject $x -Session $s", "Get-DhKind $x -Session $s",
        "Get-DhRun -Project $x -Session $s", "Get-DhRun $x -Session $s", "Get-DhRun run-000001 -Session $s | Get-DhRunMetric -Name $x", "Watch-DhRun -Name $x -Kind $y -Timeout 0.001 -Session $s", "TabExpansion2 \"Get-DhRun -Session `$s -Sort $k\" > $null", "TabExpansion2 \"Get-DhRun -Session `$s -Name $l\" > $null", "TabExpansion2 \"Get-DhRun -Session `$s -Kind $l -State \" > $null",
    ];

    [Fact]
    public async Task Texts_to_sort_by_and_to_look_for()
    {
        await using var core = await CoreShell.OpenAsync(runs: 12, seed: new SeedOptions { Function = "train", Labels = ["a_b", "100%"], States = ["COMPLETED", "ERROR", "RUNNING"] });
        var shell = core.Shell;
        var local = shell.Run("$s = Connect-DhBackend -Local -InMemory -NoDefault; Set-DhProject demo -Session $s; 'single', 'run-000001', 'x_y' | New-DhRun python+run -Id { $_ } -Label a_b, '100%' -Session $s > $null; New-DhFunction train python -Handler main -Session $s > $null; $s").Single();
        var sessions = new[] { shell.Run("Get-DhBackend").Single(), local };
        Calling.Run(shell, output, 1.5, random => new(Script(random), new Dictionary<string, object>
        {
            ["s"] = random.One(sessions),
            ["q"] = random.Text(Sorts),
            ["k"] = random.Typed(Sorts),
            ["l"] = random.Typed(Good),
            ["n"] = random.Text(Numbers),
            ["d"] = random.Text(Dates),
            ["x"] = random.Text(Good),
            ["y"] = random.Text(Good),
            ["z"] = random.Text(Good),
        }));
    }

    // Mostly few at once: the first that is refused hides the others.
    private static string Script(Random random)
    {
        if (random.Next(3) == 0) return random.One(Others);
        var script = "Get-DhRun -Session $s";
        if (random.Next(2) == 0) script += " -Sort $q";
        if (random.Next(2) == 0) script += " -Query $x";
        for (var more = random.Next(3); more > 0; more--)
        {
            var name = random.One(Filters);
            if (!script.Contains($" -{name} ", StringComparison.Ordinal)) script += $" -{name} {random.One((string[])["$y", "$y, $z"])}";
        }
        return script + random.Next(8) switch
        {
            0 => " -Descending",
            1 => " -First $n",
            2 => " -Skip $n -First 3",
            3 => " -IncludeTotalCount",
            4 => $" -{random.One((string[])["CreatedAfter", "CreatedBefore", "UpdatedAfter", "UpdatedBefore"])} $d",
            _ => string.Empty,
        };
    }
}
