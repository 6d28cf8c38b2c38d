using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Gets functions or workflows by name, id or object, or lists those that match all filters, newest first.</summary>
public abstract class GetExecutableCommand : ExecutableCommand
{
    private static readonly string[] Paged = [nameof(PagingParameters.First), nameof(PagingParameters.Skip), nameof(PagingParameters.IncludeTotalCount)];

    /// <inheritdoc/>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [TextArgument(Accepts = typeof(Executable))]
    [ArgumentCompleter(typeof(ExecutableNameCompleter))]
    public override string[]? Name { get; set; }

    /// <summary>Any of these kinds.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(EntityKindCompleter))]
    public string[]? Kind { get; set; }

    /// <summary>Created by any of these users.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string[]? User { get; set; }

    /// <summary>With all of these labels.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>Every version of each name, not only the newest.</summary>
    [Parameter]
    public SwitchParameter AllVersions { get; set; }

    private protected override void Process()
    {
        // One listing for all, so that what two patterns match comes once.
        if (Name is not null && (Name.Any(Wildcard.IsPattern) || Paged.Any(MyInvocation.BoundParameters.ContainsKey))) Matching(Name);
        else base.Process();
    }

    private protected override void Unselected() => List(Query(Project == "*" ? null : ProjectOf(Current)), Current);

    private protected override void AllOf(EntitySelection selection, Session session) => List(Query(selection.Of!.Id), session);

    private protected override void Selected(EntitySelection selection, string project, Session session)
    {
        if (selection.Name is { } name)
        {
            Start(
                name,
                token => NamedAsync(name, project, session, token),
                versions =>
                {
                    // A name selects among what there is, as a pattern does: it is no claim that it is there.
                    if (versions.Count == 0) WriteVerbose($"There is no {Words.Word} '{name}' in project '{project}' on {session.Name}.");
                    foreach (var version in versions) Emit(version, session);
                });
            return;
        }
        Refuse($"a single version of a {Words.Word}", [nameof(Kind), nameof(User), nameof(Label), nameof(AllVersions), .. Paged]);
        Start(
            selection.Entity?.Key ?? selection.Id,
            token => session.Client.GetEntityAsync(new EntityAddress(Type, project, selection.Id!), token),
            stored => Emit(stored, session));
    }

    private async Task<List<StoredDocument>> NamedAsync(string name, string project, Session session, CancellationToken cancellationToken)
    {
        var query = Query(project);
        var (matcher, kinds) = (new EntityMatcher(query), new HashSet<string?>(StringComparer.Ordinal));
        List<StoredDocument> versions = [];
        var any = false;
        // A backend's newest is one for a name, and functions of two kinds may have the same.
        await foreach (var version in session.Client.ListEntitiesAsync(new EntityQuery(Type) { Project = project, Names = [name], AllVersions = true }, cancellationToken).ConfigureAwait(false))
        {
            any = true;
            if ((AllVersions || kinds.Add(version.Head("kind"))) && matcher.Matches(version)) versions.Add(version);
        }
        if (!any && matcher.TakesAll && !AllVersions && await WithIdAsync(name, project, session, cancellationToken).ConfigureAwait(false) is { } found) versions.Add(found);
        return versions;
    }

    // What is no name may be the id of a version.
    private async Task<StoredDocument?> WithIdAsync(string id, string project, Session session, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Client.GetEntityAsync(new EntityAddress(Type, project, id), cancellationToken).ConfigureAwait(false);
        }
        catch (DigitalHubException exception) when (exception.ErrorId == Words.NotFound.Id || exception.ErrorId == "ProjectMismatch")
        {
            return null;
        }
    }

    private void Matching(string[] names)
    {
        foreach (var name in names.Where(name => !Wildcard.IsPattern(name))) RunRules.Name(name);
        List(Query(Project == "*" ? null : ProjectOf(Current)) with { Names = names }, Current);
    }

    private EntityQuery Query(string? project) => new(Type)
    {
        Project = project,
        Kinds = Kind ?? [],
        Users = User ?? [],
        Labels = Label ?? [],
        AllVersions = AllVersions,
    };
}
