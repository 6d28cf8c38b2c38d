using System.Management.Automation;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that take existing projects: by name, or piped.</summary>
public abstract class ProjectCommand : SessionCommand
{
    /// <summary>A project.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    private protected override void Begin()
    {
        // Both at once would repeat the names for each project piped in.
        if (Names is not null && MyInvocation.ExpectingInput)
        {
            throw Errors.Value("Projects are both named and piped in.", action: "Give names with -Name, or pipe projects, not both.");
        }
    }

    private protected override void Process()
    {
        if (MyInvocation.ExpectingInput || InputObject is not null)
        {
            ForItem(InputObject, () =>
            {
                var project = ProjectSelector.Piped(InputObject);
                Selected(project.Id, For(project), project);
            });
        }
        else if (Names is null)
        {
            Unselected();
        }
        foreach (var name in Names ?? []) ForItem(name, () => Selected(RunRules.Project(name), Current, null));
    }

    /// <summary>The names given; null where none is.</summary>
    private protected abstract string[]? Names { get; }

    private protected virtual void Unselected() =>
        throw Errors.Value("No project is given.", action: "Give its name with -Name, or pipe projects from Get-DhProject.");

    private protected abstract void Selected(string name, Session session, Project? project);
}
