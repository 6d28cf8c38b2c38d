using System.Collections.Concurrent;
using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Re-points the references in the spec of a run that goes to another project or backend (design section 5): to the function
/// or workflow of the same name there, and to its task of the same action. What was looked up is remembered for the runs that
/// follow. Where there is none, a run can't go to a core; the local store checks no more than the form of references, so
/// that it gets those of the old place with its own project in them.
/// </summary>
internal sealed class ReferenceMover
{
    private readonly ConcurrentDictionary<(Session Destination, EntityType Type, string Project, string Name), Lazy<Task<StoredDocument?>>> _versions = new();

    private readonly ConcurrentDictionary<(Session Destination, string Owner, string Kind), Lazy<Task<StoredDocument?>>> _tasks = new();

    /// <param name="spec">The spec; it is changed.</param>
    /// <param name="project">The project that it goes to.</param>
    /// <param name="destination">The backend that it goes to.</param>
    /// <param name="source">The backend that it comes from; null where that is not known.</param>
    /// <param name="given">The fields that the user gave for there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EntityNotFoundException"><c>ReferenceNotFound</c></exception>
    public async Task MoveAsync(
        OrderedDictionary spec,
        string project,
        Session destination,
        Session? source,
        IReadOnlyCollection<string> given,
        CancellationToken cancellationToken)
    {
        bool Moves(string field) => !given.Contains(field, StringComparer.OrdinalIgnoreCase) && spec[field] is string;
        // Its function may stand in the old task only.
        var owner = Moves("task") ? await OwnerAsync(spec, source, cancellationToken).ConfigureAwait(false) : null;
        foreach (var type in (EntityType[])[EntityType.Function, EntityType.Workflow])
        {
            var field = EntityWords.Of(type).Word;
            if (!Moves(field) || !EntityReference.TryParse(spec.Text(field), out var reference)) continue;
            spec[field] = (await ThereAsync(type, reference, project, destination, cancellationToken).ConfigureAwait(false)).ToString();
        }
        if (!Moves("task") || !EntityReference.TryParse(spec.Text("task"), out var task)) return;
        spec["task"] = (await TaskThereAsync(task, Owner(spec) ?? owner, project, destination, cancellationToken).ConfigureAwait(false)).ToString();
    }

    private static (EntityType Type, EntityReference Reference)? Owner(OrderedDictionary spec) =>
        EntityReference.TryParse(spec.Text("function"), out var function) ? (EntityType.Function, function)
        : EntityReference.TryParse(spec.Text("workflow"), out var workflow) ? (EntityType.Workflow, workflow)
        : null;

    private static async Task<(EntityType Type, EntityReference Reference)?> OwnerAsync(OrderedDictionary spec, Session? source, CancellationToken cancellationToken)
    {
        if (Owner(spec) is { } own) return own;
        if (source is null || !EntityReference.TryParse(spec.Text("task"), out var task)) return null;
        try
        {
            var stored = await source.Client.GetEntityAsync(new EntityAddress(EntityType.Task, task.Project, task.Name), cancellationToken).ConfigureAwait(false);
            return stored.Map.Map("spec") is { } there ? Owner(there) : null;
        }
        catch (DigitalHubException)
        {
            return null;
        }
    }

    private async Task<EntityReference> ThereAsync(EntityType type, EntityReference reference, string project, Session destination, CancellationToken cancellationToken)
    {
        if (await VersionAsync(type, reference.Name, project, destination, cancellationToken).ConfigureAwait(false) is { } found) return Reference(found);
        if (!destination.ActsAsCore) return reference with { Project = project };
        var words = EntityWords.Of(type);
        throw NotFound($"There is no {words.Word} '{reference.Name}' in project '{project}' on {destination.Name}.", reference, $"Make it there with New-{words.Noun}, or give the {words.Word} of the destination to Copy-DhRun with -{type}.");
    }

    private async Task<EntityReference> TaskThereAsync(
        EntityReference task,
        (EntityType Type, EntityReference Reference)? owner,
        string project,
        Session destination,
        CancellationToken cancellationToken)
    {
        if (owner is var (type, reference))
        {
            // Of a function that the spec does not name, the one there is to be found yet.
            var there = reference.Project == project ? reference : await ThereAsync(type, reference, project, destination, cancellationToken).ConfigureAwait(false);
            if (await TaskAsync(type, there, task.Kind, destination, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return new EntityReference(found.Head("kind")!, project, found.Head("id")!, null);
            }
        }
        if (!destination.ActsAsCore) return task with { Project = project };
        var action = RunFacts.TaskAction(task.Kind) ?? task.Kind;
        throw owner is { } known
            ? NotFound($"The {EntityWords.Of(known.Type).Word} '{known.Reference.Name}' in project '{project}' on {destination.Name} has no task of the action '{action}'.", task, $"Make it there with New-DhTask {action} -{known.Type} {known.Reference.Name}, or give the task of the destination to Copy-DhRun with -Task.")
            : NotFound($"What function the task '{task}' is of is not known, so that there is none like it in project '{project}' on {destination.Name}.", task, "Give the task of the destination to Copy-DhRun with -Task, or put the function into the document's spec.");
    }

    private Task<StoredDocument?> VersionAsync(EntityType type, string name, string project, Session destination, CancellationToken cancellationToken) =>
        _versions.GetOrAdd((destination, type, project, name), _ => new(() => destination.Client.LatestAsync(type, project, name, cancellationToken))).Value;

    private Task<StoredDocument?> TaskAsync(EntityType type, EntityReference owner, string kind, Session destination, CancellationToken cancellationToken) =>
        _tasks.GetOrAdd((destination, owner.ToString(), kind), _ => new(() => destination.Client.TaskAsync(type, owner, kind, cancellationToken))).Value;

    private static EntityReference Reference(StoredDocument version) =>
        new(version.Head("kind")!, version.Head("project")!, version.Head("name")!, version.Head("id"));

    private static EntityNotFoundException NotFound(string message, EntityReference reference, string action) =>
        new("ReferenceNotFound", message) { Target = reference.ToString(), RecommendedAction = action };
}
