using System.Management.Automation;
using System.Security;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>Every parameter of every command, given what it must refuse: one clear error with our id, and nothing changed.</summary>
public sealed class BadInputTests(BadInputTests.Shells shells) : IClassFixture<BadInputTests.Shells>
{
    private const string Prepare = "New-DhRun -Kind python+run -Id kept -Name demo -Label x > $null";

    /// <summary>A call of each command that works, without the parameters that are put in.</summary>
    private static readonly Dictionary<string, Dictionary<string, string>> Valid = new()
    {
        ["Connect-DhBackend"] = new() { ["Local"] = "$true", ["NoDefault"] = "$true" },
        ["Set-DhProject"] = new() { ["Name"] = "demo" },
        ["New-DhProject"] = new() { ["Name"] = "other" },
        ["Update-DhProject"] = new() { ["Name"] = "demo", ["Description"] = "changed" },
        ["Remove-DhProject"] = new() { ["Name"] = "demo", ["Confirm"] = "$false", ["Cascade"] = "$true" },
        ["New-DhFunction"] = new() { ["Name"] = "fresh", ["Kind"] = "python" },
        ["Update-DhFunction"] = new() { ["Name"] = "train", ["Description"] = "changed" },
        ["Remove-DhFunction"] = new() { ["Name"] = "train" },
        ["Import-DhFunction"] = new() { ["Path"] = "none.yaml" },
        ["Export-DhFunction"] = new() { ["Name"] = "train", ["Path"] = "function.yaml" },
        ["Import-DhWorkflow"] = new() { ["Path"] = "none.yaml" },
        ["Export-DhWorkflow"] = new() { ["Name"] = "nightly", ["Path"] = "workflow.yaml" },
        ["New-DhWorkflow"] = new() { ["Name"] = "fresh", ["Kind"] = "hera" },
        ["Update-DhWorkflow"] = new() { ["Name"] = "nightly", ["Description"] = "changed" },
        ["Remove-DhWorkflow"] = new() { ["Name"] = "nightly" },
        ["New-DhTask"] = new() { ["Action"] = "job", ["Function"] = "train" },
        ["Update-DhTask"] = new() { ["Id"] = "job", ["Spec"] = "@{ a = 1 }" },
        ["Remove-DhTask"] = new() { ["Id"] = "job" },
        ["Test-DhRun"] = new() { ["Kind"] = "python+run" },
        ["Remove-DhRun"] = new() { ["Run"] = "kept", ["Wait"] = "$true" },
        ["New-DhRun"] = new() { ["Kind"] = "python+run", ["Wait"] = "$true" },
        ["Wait-DhRun"] = new() { ["Run"] = "kept" },
        ["Watch-DhRun"] = new() { ["First"] = "1" },
        ["Stop-DhRun"] = new() { ["Run"] = "kept", ["Wait"] = "$true" },
        ["Resume-DhRun"] = new() { ["Run"] = "kept" },
        ["Import-DhRun"] = new() { ["Path"] = "none.yaml" },
        ["Update-DhRun"] = new() { ["Run"] = "kept", ["AddLabel"] = "y" },
        ["Copy-DhRun"] = new() { ["Run"] = "kept" },
        ["Compare-DhRun"] = new() { ["Run"] = "kept", ["DifferenceRun"] = "kept" },
        ["Get-DhRunLog"] = new() { ["Run"] = "kept", ["Follow"] = "$true" },
        ["Get-DhRunMetric"] = new() { ["Run"] = "kept" },
        ["Add-DhRunMetric"] = new() { ["Run"] = "kept", ["Name"] = "loss", ["Value"] = "1" },
        ["Show-DhRun"] = new() { ["Run"] = "kept" },
        ["Export-DhReport"] = new() { ["Run"] = "kept", ["Path"] = "report.html" },
        ["Export-DhRun"] = new() { ["Run"] = "kept", ["Path"] = "run.yaml" },
    };

    public static TheoryData<string, string, string> NullOrEmpty => Cases(
        parameter => parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(string[]) || parameter.ParameterType == typeof(object)
            || typeof(System.Collections.IDictionary).IsAssignableFrom(parameter.ParameterType) || parameter.ParameterType.FullName == "DigitalHub.Session"
            || IsSpecial(parameter),
        parameter => parameter.ParameterType.IsArray ? ["$undefined", "@()", "@('a', '')", "@('a', $null)"]
            : parameter.ParameterType == typeof(string) ? ["$undefined", "''"]
            : parameter.ParameterType == typeof(SecureString) ? ["$undefined", "''", "([securestring]::new())"]
            : parameter.ParameterType == typeof(object) ? ["$undefined", "@()"]
            : ["$undefined"]);

    public static TheoryData<string, string, string> NoText => Cases(
        parameter => parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(string[]),
        parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipelineByPropertyName) ? ["@{ a = 1 }"] : ["@{ a = 1 }", "{ 1 }"]);

    public static TheoryData<string, string, string> NoSpecialValue => Cases(
        IsSpecial,
        parameter => parameter.ParameterType == typeof(TimeSpan?) ? ["@{ a = 1 }", "'soon'", "-1", "'-1'", "([timespan]::MinValue)", "([double]::NaN)", "1e300"] : ["@{ a = 1 }", "{ 1 }", "5", "(Get-DhRun)"]);

    public static TheoryData<string, string, string> Entities => Cases(
        parameter => parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(string[]),
        parameter => TakesProjects(parameter) ? ["(Get-DhRun)", "(Get-DhBackend)"] : ["(Get-DhRun)", "(Get-DhProject)", "(Get-DhBackend)"]);

    public static TheoryData<string, string, string> NoMap => Cases(
        parameter => typeof(System.Collections.IDictionary).IsAssignableFrom(parameter.ParameterType),
        _ => ["'text'", "5", "@(1, 2)"]);

    [Theory]
    [MemberData(nameof(NullOrEmpty))]
    public void Null_and_empty_are_refused(string command, string parameter, string value)
    {
        var property = AllCommands.Info(command).Parameters[parameter];
        var mayBeEmpty = property.Attributes.Any(attribute => attribute.GetType().Name == "MayBeEmptyAttribute");
        if (mayBeEmpty && value == "''") return;

        Refused(command, parameter, value);
    }

    [Theory]
    [MemberData(nameof(NoText))]
    public void What_is_no_text_is_refused(string command, string parameter, string value) => Refused(command, parameter, value);

    [Theory]
    [MemberData(nameof(NoSpecialValue))]
    public void What_is_no_secret_credential_or_duration_is_refused(string command, string parameter, string value) => Refused(command, parameter, value);

    // A run named like a project must not become that project.
    [Theory]
    [MemberData(nameof(Entities))]
    public void Objects_of_another_kind_are_no_text(string command, string parameter, string value) => Refused(command, parameter, value);

    [Theory]
    [MemberData(nameof(NoMap))]
    public void What_is_no_dictionary_is_refused(string command, string parameter, string value) => Refused(command, parameter, value);

    private static bool IsSpecial(ParameterMetadata parameter) =>
        parameter.ParameterType == typeof(SecureString) || parameter.ParameterType == typeof(PSCredential) || parameter.ParameterType == typeof(TimeSpan?);

    private static bool TakesProjects(ParameterMetadata parameter) =>
        parameter.Attributes.Single(attribute => attribute.GetType().Name == "TextArgumentAttribute") is var text
        && (text.GetType().GetProperty("Accepts")!.GetValue(text) as Type)?.Name == "Project";

    private static TheoryData<string, string, string> Cases(Func<ParameterMetadata, bool> of, Func<ParameterMetadata, string[]> values)
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var command in AllCommands.Infos)
        {
            foreach (var parameter in AllCommands.OwnParameters(command).Where(parameter => parameter.Name != "InputObject" && of(parameter)))
            {
                foreach (var value in values(parameter)) cases.Add(command.Name, parameter.Name, value);
            }
        }
        return cases;
    }

    private void Refused(string command, string parameter, string value)
    {
        var shell = shells.Take();
        var arguments = new Dictionary<string, string>(Valid.GetValueOrDefault(command) ?? []) { [parameter] = value };

        var error = shell.Fail($"{command} {string.Join(" ", arguments.Select(argument => $"-{argument.Key}:{argument.Value}"))}");

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal("kept", shell.Run("(Get-DhRun).Id").Single().BaseObject);
        Assert.Equal("demo", shell.Run("(Get-DhProject).Id").Single().BaseObject);
        shells.GiveBack(shell);
    }

    /// <summary>A shell serves many tests: each looks whether everything is as it was before it gives the shell back.</summary>
    public sealed class Shells : IDisposable
    {
        private Shell? _free;

        public void Dispose() => _free?.Dispose();

        internal Shell Take()
        {
            if (Interlocked.Exchange(ref _free, null) is { } free) return free;
            var shell = Shell.Open();
            shell.Run(Prepare);
            return shell;
        }

        internal void GiveBack(Shell shell) => _free = shell;
    }
}
