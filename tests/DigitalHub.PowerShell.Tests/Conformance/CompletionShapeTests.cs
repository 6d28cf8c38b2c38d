using System.Management.Automation;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>What names something that is there is completed, in every command.</summary>
public sealed class CompletionShapeTests
{
    private static readonly HashSet<string> Named =
    [
        "Action", "AddLabel", "AnyLabel", "DestinationProject", "DifferenceRun", "Entity", "Function", "Kind", "Label", "NameTemplate", "Profile", "Project",
        "Reason", "ReferenceRun", "RemoveLabel", "ResourceProfile", "Run", "Runtime", "Sort", "State", "Task", "User", "Workflow",
    ];

    // A name or an id is something that is there where the command doesn't make it.
    private static readonly HashSet<string> Making = ["New-DhProject", "New-DhRun", "Test-DhRun", "New-DhTask", "Copy-DhRun", "Update-DhRun"];

    public static TheoryData<string, string> Parameters
    {
        get
        {
            var parameters = new TheoryData<string, string>();
            foreach (var command in AllCommands.Infos)
            {
                foreach (var parameter in AllCommands.OwnParameters(command).Where(parameter => IsNamed(command, parameter))) parameters.Add(command.Name, parameter.Name);
            }
            return parameters;
        }
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void What_names_something_is_completed(string command, string parameter) =>
        Assert.Contains(AllCommands.Info(command).Parameters[parameter].Attributes, attribute => attribute is ArgumentCompleterAttribute);

    private static bool IsNamed(CmdletInfo command, ParameterMetadata parameter) =>
        !parameter.ParameterType.IsEnum && parameter.ParameterType != typeof(SwitchParameter)
        && (Named.Contains(parameter.Name) || (parameter.Name is "Name" or "Id" && !Making.Contains(command.Name) && (parameter.Name == "Name" || command.Verb != "New")));
}
