namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Finds what a run by function and action is of. A name stands for its newest version; it is looked up once a command, so
/// that all runs of a pipeline are of the same version. Nothing is made or changed.
/// </summary>
internal sealed class RunTargetFinder
{
    // Enough to see that a name is used for two kinds, and a page that is quickly sent, whatever is embedded in it.
    private const int MaxVersions = 25;

    private const int MaxNamed = 10;

    private readonly AskedOnce<(Session Session, RunOwner Owner, string Project), EntityReference> _newest = new();

    /// <summary>Finds it.</summary>
    /// <param name="owner">The function or workflow as it was given.</param>
    /// <param name="action">The action; null to take the only one.</param>
    /// <param name="session">The backend.</param>
    /// <param name="project">The project of a bare name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InputException"><c>ActionNotFound</c>, <c>NameAmbiguous</c></exception>
    /// <exception cref="EntityNotFoundException"><c>FunctionNotFound</c>, <c>WorkflowNotFound</c>, <c>ProjectNotFound</c></exception>
    public async Task<RunTarget> FindAsync(RunOwner owner, string? action, Session session, string project, CancellationToken cancellationToken)
    {
        var reference = owner is { Kind: { } kind, Id: { } id }
            ? new EntityReference(kind, owner.Project!, owner.Name, id)
            : await _newest.Get((session, owner, project), () => NewestAsync(owner, owner.Project ?? project, session, cancellationToken)).Value.ConfigureAwait(false);
        var level = await session.Client.GetApiLevelAsync(cancellationToken).ConfigureAwait(false);
        action = await ActionAsync(owner, reference.Kind, action, session, level, cancellationToken).ConfigureAwait(false);
        return new RunTarget(session, owner.Type, reference, action, RunKindName.Of($"{reference.Kind}+{action}", level));
    }

    private static async Task<EntityReference> NewestAsync(RunOwner owner, string project, Session session, CancellationToken cancellationToken)
    {
        var query = new EntityQuery(owner.Type) { Project = project, Names = [owner.Name], Kinds = owner.Kind is null ? [] : [owner.Kind], AllVersions = true, First = owner.Kind is null ? MaxVersions : 1 };
        var versions = new List<StoredDocument>();
        await foreach (var version in session.Client.ListEntitiesAsync(query, cancellationToken).ConfigureAwait(false)) versions.Add(version);
        var kinds = versions.DistinctBy(version => version.Head("kind")).ToList();
        return kinds switch
        {
            [] => throw await NotFoundAsync(owner, project, session, cancellationToken).ConfigureAwait(false),
            [var only] => new EntityReference(only.Head("kind")!, project, owner.Name, only.Head("id")!),
            _ => throw Errors.NameAmbiguous(owner.Type, owner.Name, project, kinds.Select(version => version.Head("key")!)),
        };
    }

    /// <summary>That there is no such function or workflow, with the names that are near, or some of those that there are.</summary>
    public static async Task<EntityNotFoundException> NotFoundAsync(RunOwner owner, string project, Session session, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(owner.Type, project, session, cancellationToken).ConfigureAwait(false);
        var near = NearestName.Of(owner.Name, (names ?? []).Where(name => name != owner.Name), 3);
        var version = owner.Id is null ? string.Empty : $" with the id '{owner.Id}'";
        return new EntityNotFoundException(owner.Words.NotFound.Id, $"There is no {owner.Words.Word} '{Errors.Shorten(owner.Name)}'{(owner.Kind is null ? string.Empty : $" of kind '{owner.Kind}'")}{version} in project '{project}'.")
        {
            Target = owner.Name,
            RecommendedAction = names switch
            {
                null => $"List those that there are with Get-{owner.Words.Noun}.",
                [] => $"The project has no {owner.Words.Plural} yet: make one with New-{owner.Words.Noun}.",
                _ when near.Count > 0 => $"The nearest {(near.Count == 1 ? "is" : "are")} {string.Join(", ", near)}. Get-{owner.Words.Noun} lists all.",
                _ => $"The project has {string.Join(", ", names.Take(MaxNamed))}{(names.Count > MaxNamed ? " and others" : string.Empty)}. Get-{owner.Words.Noun} lists all.",
            },
        };
    }

    private static async Task<List<string>?> NamesAsync(EntityType type, string project, Session session, CancellationToken cancellationToken)
    {
        const int MaxAsked = 100;
        var names = new List<string>();
        var query = new EntityQuery(type) { Project = project, First = MaxAsked };
        try
        {
            await foreach (var version in session.Client.ListEntitiesAsync(query, cancellationToken).ConfigureAwait(false)) names.Add(version.Head("name") ?? string.Empty);
            return names;
        }
        catch (DigitalHubException exception) when (exception.ErrorId != "ProjectNotFound")
        {
            return null;
        }
    }

    private static async Task<string> ActionAsync(RunOwner owner, string kind, string? action, Session session, int? level, CancellationToken cancellationToken)
    {
        if (RunActionChoice.Of(session.Client.KnownKinds ?? KindTable.Bundled(level), owner.Type, kind, action) is { } known) return known;
        // The server may have more than the module knows of.
        var kinds = await session.Client.GetKindsAsync(fresh: false, cancellationToken).ConfigureAwait(false) ?? KindTable.Bundled(level);
        if (RunActionChoice.Of(kinds, owner.Type, kind, action) is { } told) return told;
        throw kinds.Find(owner.Words.Word, kind) is { } facts ? NoAction(owner, action, facts) : Errors.KindNotFound(kind, owner.Words.Word, kinds);
    }

    /// <summary>That an action is none of a kind, or none is given where there are several.</summary>
    /// <param name="owner">The function or workflow.</param>
    /// <param name="action">The action; null where none is given.</param>
    /// <param name="kind">The kind; null where its actions are not known.</param>
    public static InputException NoAction(RunOwner owner, string? action, EntityKind? kind)
    {
        var actions = kind?.Action ?? [];
        var there = string.Join(", ", actions);
        if (action is null)
        {
            return new InputException("ActionNotFound", $"What is to be done with the {owner} is not said, and its kind '{kind?.Name ?? owner.Kind}' has {(actions.Length == 0 ? "no action that is known" : "several actions")}.")
            {
                Target = owner.Name,
                RecommendedAction = actions.Length == 0 ? "Give the action with -Action." : $"Give one of {there} with -Action, for example -Action {kind!.UsualAction}.",
            };
        }
        var near = NearestName.Of(action, actions, 1);
        return new InputException("ActionNotFound", $"The {owner} of kind '{kind?.Name ?? owner.Kind}' has no action '{Errors.Shorten(action)}'.")
        {
            Target = action,
            RecommendedAction = $"{(actions.Length == 1 ? "Its action is" : "Its actions are")} {there}.{(near.Count > 0 && actions.Length > 1 ? $" The nearest is {near[0]}." : string.Empty)}",
        };
    }
}
