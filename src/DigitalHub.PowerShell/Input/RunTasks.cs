using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// The tasks of runs by function and action: found, or made where there is none, once for all runs of a command. What a core
/// has answered is remembered for the commands that follow, until it says that a task is gone.
/// </summary>
internal sealed class RunTasks
{
    private readonly AskedOnce<(Session Session, string Owner, string Kind), EntityReference> _tasks = new();

    /// <summary>The task's reference; null where there is none yet. Nothing is made.</summary>
    public static async Task<EntityReference?> FindAsync(RunTarget target, CancellationToken cancellationToken) =>
        KnownTasks.Find(target) ?? await AskAsync(target, cancellationToken).ConfigureAwait(false);

    /// <summary>Checks that what a task would be made of is there.</summary>
    /// <exception cref="EntityNotFoundException"><c>FunctionNotFound</c>, <c>WorkflowNotFound</c></exception>
    public static async Task CheckOwnerAsync(RunTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await target.Session.Client.GetEntityAsync(new EntityAddress(target.Type, target.Owner.Project, target.Owner.Id!), cancellationToken).ConfigureAwait(false);
        }
        catch (EntityNotFoundException exception) when (exception.ErrorId == target.Words.NotFound.Id)
        {
            throw await OwnerNotFoundAsync(target, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Creates a run of a target: with the target's task, which is made where there is none.</summary>
    /// <param name="target">What the run is of.</param>
    /// <param name="document">The run's document; its task is put into it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EntityNotFoundException"><c>FunctionNotFound</c>, <c>WorkflowNotFound</c>, and what creating a run throws.</exception>
    public async Task<StoredDocument> CreateRunAsync(RunTarget target, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var task = Ensure(target, cancellationToken);
        try
        {
            return await CreateAsync(task).ConfigureAwait(false);
        }
        catch (EntityNotFoundException exception) when (exception.ErrorId == "ReferenceNotFound")
        {
            Notices.Verbose($"The task {document.Map("spec")!["task"]} is gone: it is looked for, and made where there is none.");
        }
        Forget(target, task);
        return await CreateAsync(Ensure(target, cancellationToken)).ConfigureAwait(false);

        async Task<StoredDocument> CreateAsync(Lazy<Task<EntityReference>> known)
        {
            document.Section("spec")["task"] = (await known.Value.ConfigureAwait(false)).ToString();
            return await target.Session.Client.CreateRunAsync(document, cancellationToken).ConfigureAwait(false);
        }
    }

    private Lazy<Task<EntityReference>> Ensure(RunTarget target, CancellationToken cancellationToken) =>
        _tasks.Get(Key(target), () => FindOrMakeAsync(target, cancellationToken));

    private void Forget(RunTarget target, Lazy<Task<EntityReference>> task)
    {
        // In this order: who asks in between must not be told of it again, and for good.
        KnownTasks.Forget(target.Session, target.Owner.ToString());
        _tasks.Forget(Key(target), task);
    }

    private static async Task<EntityReference> FindOrMakeAsync(RunTarget target, CancellationToken cancellationToken)
    {
        if (await FindAsync(target, cancellationToken).ConfigureAwait(false) is { } found) return found;
        try
        {
            var made = await target.Session.Client.MakeTaskAsync(target.Type, target.Owner, target.TaskKind, target.TaskSpec, cancellationToken).ConfigureAwait(false);
            Notices.Verbose($"Made task {made.Head("key")} on {target.Session.Name}.");
            return Keep(target, made);
        }
        catch (EntityNotFoundException exception) when (exception.ErrorId == "ReferenceNotFound")
        {
            throw await OwnerNotFoundAsync(target, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<EntityReference?> AskAsync(RunTarget target, CancellationToken cancellationToken) =>
        await target.Session.Client.TaskAsync(target.Type, target.Owner, target.TaskKind, cancellationToken).ConfigureAwait(false) is { } found ? Keep(target, found) : null;

    private static Task<EntityNotFoundException> OwnerNotFoundAsync(RunTarget target, CancellationToken cancellationToken) =>
        RunTargetFinder.NotFoundAsync(RunOwner.Of(target.Owner.ToString(), target.Type), target.Owner.Project, target.Session, cancellationToken);

    private static (Session Session, string Owner, string Kind) Key(RunTarget target) => (target.Session, target.Owner.ToString(), target.TaskKind);

    private static EntityReference Keep(RunTarget target, StoredDocument task)
    {
        var reference = new EntityReference(task.Head("kind")!, target.Owner.Project, task.Head("id")!, null);
        KnownTasks.Add(target, reference);
        return reference;
    }
}
