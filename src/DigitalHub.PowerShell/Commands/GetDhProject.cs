using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Gets projects by name, or lists them.</summary>
[Cmdlet(VerbsCommon.Get, "DhProject", SupportsPaging = true)]
[OutputType(typeof(Project))]
public sealed class GetDhProjectCommand : ProjectCommand
{
    /// <summary>The projects' names; with wildcards those that match.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [TextArgument(Accepts = typeof(DigitalHub.Project))]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The current project.</summary>
    [Parameter]
    public SwitchParameter CurrentOnly { get; set; }

    private protected override string[]? Names => Name;

    private protected override void Process()
    {
        if (CurrentOnly && (Name is not null || MyInvocation.ExpectingInput))
        {
            throw Errors.Value("-CurrentOnly excludes other projects.", Name, "Leave -CurrentOnly or the projects out.");
        }
        if (Name?.Any(Wildcard.IsPattern) == true || (Name is not null && Paged)) Matching(Name);
        else base.Process();
    }

    // One listing for all, so that a project that two patterns match comes once.
    private void Matching(string[] names)
    {
        foreach (var name in names.Where(name => !Wildcard.IsPattern(name))) RunRules.Project(name);
        var found = List(names);
        if (Paged) return;
        foreach (var name in names.Where(name => !Wildcard.IsPattern(name) && !found.Contains(name))) Fail(Errors.ProjectNotFound(name), name);
    }

    private bool Paged => MyInvocation.BoundParameters.Keys.Any(name =>
        name is nameof(PagingParameters.First) or nameof(PagingParameters.Skip) or nameof(PagingParameters.IncludeTotalCount));

    private protected override void Unselected()
    {
        if (!CurrentOnly)
        {
            List([]);
            return;
        }
        var name = CurrentSession.GetProject(Runspace.DefaultRunspace, Current);
        if (name is not null) Selected(name, Current, null);
        else WriteVerbose("No project is set.");
    }

    private protected override void Selected(string name, Session session, Project? project) =>
        Emit(new Project(Await(session.Client.GetProjectAsync(name, Stop)), session));

    private HashSet<string> List(IReadOnlyList<string> names)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var query = new ProjectQuery
        {
            Names = names,
            Skip = PagingParameters.Left(),
            First = PagingParameters.Wanted(),
        };
        if (PagingParameters.IncludeTotalCount) WriteObject(PagingParameters.Total(Await(Current.Client.CountProjectsAsync(query, Stop))));
        foreach (var stored in Stream(Current.Client.ListProjectsAsync(query, Stop)))
        {
            var project = new Project(stored, Current);
            found.Add(project.Id);
            Emit(project);
        }
        return found;
    }

    private void Emit(Project project)
    {
        Seen.Add(project);
        WriteObject(project);
    }
}
