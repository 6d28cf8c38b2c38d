using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>What becomes of each part of a run that another is made of, as the table of about_DigitalHub_Documents has it.</summary>
public sealed class LeftBehindTests : IDisposable
{
    private static readonly string[] Ways =
    [
        "Import-DhRun old.yaml -Session $there",
        "Import-DhRun old.yaml -Session $there -NewId",
        "Import-DhRun old.yaml -Session $there -Update",
        "Copy-DhRun old -DestinationSession $there",
        "Copy-DhRun old -DestinationSession $there -AsRecord",
    ];

    private readonly Shell _shell = Shell.Open();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_table_is_true(int way)
    {
        _shell.Run(
            """
            $there = Connect-DhBackend -Local -InMemory -NoDefault
            $null = New-DhProject demo -Session $there
            Set-DhProject demo -Session $there
            $null = @{ kind = 'python+job:run'; id = 'old'; name = 'before'; metadata = @{ labels = @('x'); description = 'mine' }; spec = @{ n = 1; function = 'python://demo/train:1'; task = 'python+job://demo/t1' }; extensions = @(@{ kind = 'note'; spec = @{ text = 'hello' } }) } | Import-DhRun
            Update-DhRun old -Metadata @{ ensure_hash = 'h' }
            Update-DhRun old -Status @{ results = @{ acc = 1 } } -State BUILT
            """);
        _shell.Run("Add-DhRunMetric old -Name loss -Value 0.5; Export-DhRun old old.yaml; $old = Get-DhRun old");
        // Whoever imports it is another one.
        var file = Path.Combine(_shell.Folder, "old.yaml");
        File.WriteAllLines(file, File.ReadAllLines(file).Select(line => line.TrimStart().Split(": ")[0] is "user" or "created_by" ? line.Split(": ")[0] + ": somebody" : line));
        if (way == 2) _shell.Run("$null = New-DhRun python+job:run -Id old -Session $there -Label own -Metadata @{ ensure_hash = 'kept' }; $stays = Get-DhRun old -Session $there");
        while (DateTime.Now < ((DateTime)_shell.Run("$old.Created").Single().BaseObject).AddMilliseconds(5))
        {
        }

        _shell.Run($"$new = {Ways[way]}");

        var table = Table();
        Assert.True(table.Count > 12);
        foreach (var (part, said) in table.Where(row => row.Part != "logs"))
        {
            var (old, now) = (Value("$old", part), Value("$new", part));
            // In its own store the old run is its importer's, too.
            if (part is "user" or "metadata.created_by" && way < 3) old = "somebody";
            switch (said[way])
            {
                case "taken over":
                    Assert.True(old == now, $"{part} is {now}");
                    break;
                case "new" when part is "user" or "metadata.created_by":
                    Assert.True(now is { Length: > 0 } and not "somebody", $"{part} is {now}");
                    break;
                case "new":
                    Assert.True(now is { Length: > 0 } && now != old, $"{part} is {now}");
                    break;
                case "left behind":
                    Assert.True(now is null && old is not null, $"{part} is {now}");
                    break;
                case "stays":
                    Assert.True(now == Value("$stays", part) && now != old, $"{part} is {now}");
                    break;
                case "added":
                    Assert.Equal("own x", now);
                    break;
                default:
                    Assert.Fail($"{part}: {said[way]}");
                    break;
            }
        }
    }

    public void Dispose() => _shell.Dispose();

    private string? Value(string run, string part)
    {
        var value = part switch
        {
            "spec" => $"{run}.Spec.Keys; {run}.Spec.Values",
            "extensions" => $"{run}.Extensions.spec.text",
            "status.results" => $"{run}.Results.acc",
            "metrics" => $"Get-DhRunMetric {run} | ForEach-Object Name",
            _ => $"{run}.{part}",
        };
        return _shell.Run($"$value = @({value}).Where({{ $null -ne $_ }}); if ($value) {{ \"$value\" }}").SingleOrDefault()?.BaseObject as string;
    }

    private static List<(string Part, string[] Said)> Table() =>
    [
        .. File.ReadAllLines(Path.Combine(BuiltModule.Repository, "module", "help", "about_DigitalHub_Documents.md"))
            .SkipWhile(line => !line.StartsWith("| Of the old run ", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])
            .Select(cells => (cells[0], cells[1..])),
    ];
}
