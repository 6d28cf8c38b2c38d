namespace DigitalHub.PowerShell.Input;

/// <summary>The task that a run is to be of, as it was given: by an id, a store key or a reference, or as an object. A core also wants to be told what it is a task of.</summary>
/// <param name="Reference">Its reference.</param>
internal sealed record GivenTask(EntityReference Reference)
{
    /// <summary>The field of the spec that names what it is a task of, and the reference there; null where that was not asked for, or nobody knows.</summary>
    public (string Field, string Reference)? Owner { get; private init; }

    /// <summary>A task in the user's hand.</summary>
    public static GivenTask Of(RunTask task) => new(new EntityReference(task.Kind, task.Project, task.Id, null))
    {
        Owner = task.Function is { } function ? ("function", function) : task.Workflow is { } workflow ? ("workflow", workflow) : null,
    };

    /// <summary>What a text stands for. A reference that leads nowhere is a local store's to keep, and an error on a core.</summary>
    /// <param name="text">An id, a store key or a reference.</param>
    /// <param name="session">The backend.</param>
    /// <param name="project">The project of the run.</param>
    /// <param name="withOwner">Whether it has to be found out what it is a task of.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InputException"><c>IdInvalid</c>, <c>KeyInvalid</c>, <c>ProjectMismatch</c></exception>
    /// <exception cref="EntityNotFoundException"><c>TaskNotFound</c>: an id of none; <c>ReferenceNotFound</c></exception>
    public static async Task<GivenTask> FindAsync(string text, Session session, string project, bool withOwner, CancellationToken cancellationToken)
    {
        var reference = EntityKey.TryParse(text, out var key) && key.Type == "task" ? new EntityReference(key.Kind!, key.Project, key.Id, null)
            : EntityReference.TryParse(text, out var parsed) && key is null ? parsed with { Id = null }
            : null;
        if (reference is not null && reference.Project != project) throw Errors.ReferenceMismatch("task", text, "run", project);
        if (reference is not null && !withOwner) return new(reference);
        var id = reference?.Name ?? EntitySelector.Given(text, EntityType.Task, isId: true).Id!;
        try
        {
            var found = new RunTask(await session.Client.GetEntityAsync(new EntityAddress(EntityType.Task, project, id), cancellationToken).ConfigureAwait(false), session);
            return Of(found) with { Reference = reference ?? new EntityReference(found.Kind, project, id, null) };
        }
        catch (EntityNotFoundException exception) when (reference is not null && exception.ErrorId == "TaskNotFound")
        {
            return session.Type == BackendType.Local ? new(reference) : throw Errors.ReferenceNotFound("task", reference.ToString());
        }
    }
}
