namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>Every Get pipes into every command of its noun that takes what there is, and that command acts on what was piped and on nothing else.</summary>
public sealed class SiblingTests
{
    // What a script gives out tells that the second command took its input. Where all that a Get can give is one current
    // thing, it must be another than what the second command would take by itself.
    private static readonly Dictionary<string, (string Script, object?[] Output)> Effects = new()
    {
        ["Get-DhBackend | Test-DhBackend"] =
            ("$closed = Get-DhBackend; Disconnect-DhBackend $closed; Connect-DhBackend -Local -InMemory; $closed | Test-DhBackend; Get-DhBackend | Test-DhBackend", [false, true]),
        ["Get-DhBackend | Disconnect-DhBackend"] =
            ("$first = Get-DhBackend; Connect-DhBackend -Local -InMemory; $first | Disconnect-DhBackend; $first.IsClosed; (Get-DhBackend).IsClosed", [true, false]),
        ["Get-DhKind | Get-DhKind"] =
            ("(Get-DhKind dbt* -Entity function, workflow | Get-DhKind).Name", ["dbt"]),
        ["Get-DhProject | Get-DhProject"] =
            ("(Get-DhProject s* | Get-DhProject).Id", ["spare"]),
        ["Get-DhProject | Set-DhProject"] =
            ("Get-DhProject s* | Set-DhProject; (Get-DhProject -CurrentOnly).Id", ["spare"]),
        ["Get-DhProject | Update-DhProject"] =
            ("(Get-DhProject s* | Update-DhProject -Description changed -PassThru).Description; (Get-DhProject).Description", ["changed", null, "changed"]),
        ["Get-DhProject | Remove-DhProject"] =
            ("Get-DhProject s* | Remove-DhProject -Cascade -Confirm:$false; (Get-DhProject).Id", ["demo"]),
        ["Get-DhFunction | Get-DhFunction"] =
            ("(Get-DhFunction | Get-DhFunction).Id", ["demo-traintwo"]),
        ["Get-DhFunction | Update-DhFunction"] =
            ("(Get-DhFunction | Update-DhFunction -AddLabel new -PassThru).Id; (Get-DhFunction -Label new -AllVersions -Project *).Id", ["demo-traintwo", "demo-traintwo"]),
        ["Get-DhFunction | Remove-DhFunction"] =
            ("Get-DhFunction | Remove-DhFunction; (Get-DhFunction -AllVersions -Project *).Id", ["spare-traintwo", "spare-train", "demo-train"]),
        ["Get-DhWorkflow | Get-DhWorkflow"] =
            ("(Get-DhWorkflow | Get-DhWorkflow).Id", ["demo-nightlytwo"]),
        ["Get-DhWorkflow | Update-DhWorkflow"] =
            ("(Get-DhWorkflow | Update-DhWorkflow -AddLabel new -PassThru).Id; (Get-DhWorkflow -Label new -AllVersions -Project *).Id", ["demo-nightlytwo", "demo-nightlytwo"]),
        ["Get-DhWorkflow | Remove-DhWorkflow"] =
            ("Get-DhWorkflow | Remove-DhWorkflow; (Get-DhWorkflow -AllVersions -Project *).Id", ["spare-nightlytwo", "spare-nightly", "demo-nightly"]),
        ["Get-DhFunction | Import-DhFunction"] =
            ("(Get-DhFunction | Import-DhFunction -NewId).Handler; (Get-DhFunction -AllVersions).Handler", ["two", "two", "two", "one"]),
        ["Get-DhFunction | Export-DhFunction"] =
            ("(Get-DhFunction -AllVersions | Export-DhFunction -Path out/ -PassThru).Name", ["functions-demo-traintwo.yaml", "functions-demo-train.yaml"]),
        ["Get-DhWorkflow | Import-DhWorkflow"] =
            ("(Get-DhWorkflow | Import-DhWorkflow -NewId).Handler; (Get-DhWorkflow -AllVersions).Handler", ["two", "two", "two", "one"]),
        ["Get-DhWorkflow | Export-DhWorkflow"] =
            ("(Get-DhWorkflow -AllVersions | Export-DhWorkflow -Path out/ -PassThru).Name", ["workflows-demo-nightlytwo.yaml", "workflows-demo-nightly.yaml"]),
        ["Get-DhTask | Get-DhTask"] =
            ("(Get-DhTask | Get-DhTask).Id", ["demo-job"]),
        ["Get-DhTask | Update-DhTask"] =
            ("(Get-DhTask | Update-DhTask -Spec @{ profile = 'small' } -PassThru).Id; (Get-DhTask -Project * | Where-Object { $_.Spec.profile }).Id", ["demo-job", "demo-job"]),
        ["Get-DhTask | Remove-DhTask"] =
            ("Get-DhTask | Remove-DhTask; (Get-DhTask -Project *).Id", ["spare-job"]),
        ["Get-DhRun | Get-DhRun"] =
            ("(Get-DhRun -Label listed -Sort Id | Get-DhRun).Id", ["demo-1", "demo-2"]),
        ["Get-DhRun | Import-DhRun"] =
            ("(Get-DhRun -Label listed -Sort Id | Import-DhRun -NewId).Labels; (Get-DhRun -Label listed).Count; (Get-DhRun).Count", ["listed", "listed", 4, 5]),
        ["Get-DhRun | Update-DhRun"] =
            ("(Get-DhRun -Label listed -Sort Id | Update-DhRun -AddLabel new -PassThru).Id; (Get-DhRun -Label new -Sort Id).Id", ["demo-1", "demo-2", "demo-1", "demo-2"]),
        ["Get-DhRun | Copy-DhRun"] =
            ("(Get-DhRun -Label listed -Sort Id | Copy-DhRun).Labels; (Get-DhRun -Label listed).Count; (Get-DhRun).Count", ["listed", "listed", 4, 5]),
        ["Get-DhRun | Compare-DhRun"] =
            ("Get-DhRun -Sort Id | Compare-DhRun -Property kind -IncludeEqual | ForEach-Object { $_.ReferenceId; $_.DifferenceId; $_.SideIndicator }", ["demo-1", "demo-2", "==", "demo-1", "single", "<>"]),
        ["Get-DhRun | Export-DhRun"] =
            ("(Get-DhRun -Label listed -Sort Id | Export-DhRun -Path out/ -PassThru).Name", ["runs-demo-1.yaml", "runs-demo-2.yaml"]),
        ["Get-DhRun | Show-DhRun"] =
            ("$like = [DigitalHub.PowerShell.Tests.Hosting.Stage]::Core((Get-DhRun single)); Get-DhRun -Session $like -Project demo -Label listed -Sort Id | Show-DhRun -PassThru 3> $null | ForEach-Object { \"$_\" }", ["https://core.example.org/console/-/demo/runs/demo-1/show", "https://core.example.org/console/-/demo/runs/demo-2/show"]),
        ["Get-DhRunLog | Get-DhRunLog"] =
            ("[DigitalHub.PowerShell.Tests.Hosting.Stage]::Log((Get-DhRun single), 'logged', \"one`ntwo`n\"); Get-DhRunLog logged -AsObject | Get-DhRunLog", ["one", "two"]),
        ["Get-DhRunMetric | Get-DhRunMetric"] =
            ("Add-DhRunMetric single loss 0.5, 0.25; (Get-DhRunMetric single | Get-DhRunMetric).Value", [0.5, 0.25]),
        ["Get-DhRun | Wait-DhRun"] =
            ("(Get-DhRun -Label listed -Sort Id | Wait-DhRun -State CREATED -ThrottleLimit 1).Id", ["demo-1", "demo-2"]),
        ["Get-DhRun | Watch-DhRun"] =
            ("$r = Get-DhRun -Label listed; Update-DhRun demo-2 -State BUILT; Update-DhRun single -State BUILT; $r | Watch-DhRun -First 1 | ForEach-Object { \"$_\" }", ["UPDATE demo-2 CREATED -> BUILT"]),
        ["Get-DhRun | Stop-DhRun"] =
            ("(Get-DhRun -Project spare -State RUNNING | Stop-DhRun -PassThru).State; (Get-DhRun -Project spare -State STOPPED).Id", ["STOPPED", "spare-2"]),
        ["Get-DhRun | Resume-DhRun"] =
            ("Get-DhRun -Label listed | Resume-DhRun -ErrorAction SilentlyContinue -ErrorVariable refused; $refused.Exception.ErrorId", ["TransitionRefused", "TransitionRefused"]),
        ["Get-DhRun | Remove-DhRun"] =
            ("Get-DhRun -Label listed | Remove-DhRun; (Get-DhRun -Project * -Sort Id).Id", ["single", "spare-1", "spare-2"]),
    };

    // What goes from one noun to another.
    private static readonly Dictionary<string, (string Script, object?[] Output)> Others = new()
    {
        ["Get-DhProject | Get-DhRun"] =
            ("(Get-DhProject s* | Get-DhRun -Sort Id).Id", ["spare-1", "spare-2"]),
        ["Get-DhProject | New-DhRun"] =
            ("(Get-DhProject s* | New-DhRun python+run).Project", ["spare"]),
        ["Get-DhProject | Get-DhFunction"] =
            ("(Get-DhProject s* | Get-DhFunction).Id", ["spare-traintwo"]),
        ["Get-DhProject | New-DhFunction"] =
            ("(Get-DhProject s* | New-DhFunction fresh python).Project", ["spare"]),
        ["Get-DhProject | Get-DhTask"] =
            ("(Get-DhProject s* | Get-DhTask).Id", ["spare-job"]),
        ["Get-DhFunction | Get-DhTask"] =
            ("(Get-DhFunction -AllVersions | Get-DhTask).Id", ["demo-job"]),
        ["Get-DhWorkflow | New-DhTask"] =
            ("(Get-DhWorkflow | New-DhTask pipeline).Workflow", ["hera://demo/nightly:demo-nightlytwo"]),
        ["Get-DhFunction | Get-DhRun"] =
            ("New-DhRun python+run -Id mine -Function (Get-DhFunction train) > $null; (Get-DhFunction -AllVersions | Get-DhRun).Id", ["mine"]),
        ["Get-DhTask | Get-DhRun"] =
            ("New-DhRun python+run -Id mine -Task (Get-DhTask) > $null; (Get-DhTask -Project * | Get-DhRun).Id", ["mine"]),
        ["Get-DhWorkflow | Get-DhRun"] =
            ("New-DhRun hera+run -Id mine -Workflow (Get-DhWorkflow) > $null; (Get-DhWorkflow | Get-DhRun -State CREATED).Id", ["mine"]),
        ["Get-DhRun | Get-DhRunLog"] =
            ("[DigitalHub.PowerShell.Tests.Hosting.Stage]::Log((Get-DhRun single), 'logged', \"one`ntwo`n\"); Get-DhRun | Get-DhRunLog", ["one", "two"]),
        ["Get-DhRun | Get-DhRunMetric"] =
            ("Add-DhRunMetric single loss 0.5, 0.25; (Get-DhRun | Get-DhRunMetric).Value", [0.5, 0.25]),
        ["Get-DhRun | Add-DhRunMetric"] =
            ("Get-DhRun -Label listed | Add-DhRunMetric loss 0.5; (Get-DhRun -Sort Id | Get-DhRunMetric).Id", ["demo-1", "demo-2"]),
        ["Watch-DhRun | Update-DhRun"] =
            ("$r = Get-DhRun -Label listed; Update-DhRun demo-2 -State BUILT; $r | Watch-DhRun -First 1 | Update-DhRun -AddLabel seen; (Get-DhRun -Label seen).Id", ["demo-2"]),
        ["Get-DhRunLog | Get-DhRun"] =
            ("[DigitalHub.PowerShell.Tests.Hosting.Stage]::Log((Get-DhRun single), 'logged', \"one`ntwo`n\"); (Get-DhRunLog logged -AsObject | Get-DhRun).Id", ["logged"]),
        ["Get-DhRun | Export-DhReport"] =
            ("(Get-DhRun -Label listed | Export-DhReport report.html -PassThru).Name; $text = [IO.File]::ReadAllText(\"$PWD/report.html\"); $text.Contains('2 runs of project demo'); $text.Contains('single')", ["report.html", true, false]),
        ["Get-DhProject | Get-DhRun | Remove-DhRun"] =
            ("Get-DhProject s* | Get-DhRun | Remove-DhRun; (Get-DhRun -Project * -Sort Id).Id", ["demo-1", "demo-2", "single"]),
    };

    private static IEnumerable<string> PairNames =>
        from get in AllCommands.Infos
        where get.Verb == "Get"
        from sibling in AllCommands.Infos
        where sibling.Noun == get.Noun && TakesWhatThereIs(sibling.Name, sibling.Verb)
        select $"{get.Name} | {sibling.Name}";

    public static TheoryData<string> Pairs => [.. PairNames];

    public static TheoryData<string> OtherPairs => [.. Others.Keys];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Acts_on_what_is_piped(string pair)
    {
        Assert.True(Effects.TryGetValue(pair, out var effect), $"'{pair}' needs a script in {nameof(SiblingTests)} that shows its effect.");
        Check(effect);
    }

    [Theory]
    [MemberData(nameof(OtherPairs))]
    public void Acts_on_what_is_piped_from_another_noun(string pair) => Check(Others[pair]);

    [Fact]
    public void Every_effect_is_of_commands_that_exist() => Assert.Empty(Effects.Keys.Except(PairNames));

    private static void Check((string Script, object?[] Output) effect)
    {
        using var shell = World.Open();

        Assert.Equal(effect.Output, shell.Run(effect.Script).Select(item => item?.BaseObject));
    }

    // What is new comes from elsewhere, and which backend is used is no question of input.
    private static bool TakesWhatThereIs(string command, string verb) => verb is not ("New" or "Connect" or "Add") && command is not ("Get-DhBackend" or "Test-DhRun");
}
