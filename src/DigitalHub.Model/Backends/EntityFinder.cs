namespace DigitalHub;

/// <summary>Finds functions and workflows by what a user calls them.</summary>
internal static class EntityFinder
{
    /// <summary>The newest version of a name, or null.</summary>
    public static async Task<StoredDocument?> LatestAsync(this IBackend backend, EntityType type, string project, string name, CancellationToken cancellationToken)
    {
        var query = new EntityQuery(type) { Project = project, Names = [name], First = 1 };
        await foreach (var version in backend.ListEntitiesAsync(query, cancellationToken).ConfigureAwait(false)) return version;
        return null;
    }

    /// <summary>The task of an action that a version of a function or workflow has, the newest of several; null where it has none.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="type">Function or workflow.</param>
    /// <param name="owner">Its full reference.</param>
    /// <param name="kind">The task's kind, for example <c>python+job</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<StoredDocument?> TaskAsync(this IBackend backend, EntityType type, EntityReference owner, string kind, CancellationToken cancellationToken)
    {
        var query = new EntityQuery(EntityType.Task) { Project = owner.Project, Kinds = [kind], First = 1 };
        query = type == EntityType.Function ? query with { Functions = [owner.ToString()] } : query with { Workflows = [owner.ToString()] };
        await foreach (var task in backend.ListEntitiesAsync(query, cancellationToken).ConfigureAwait(false)) return task;
        return null;
    }
}
