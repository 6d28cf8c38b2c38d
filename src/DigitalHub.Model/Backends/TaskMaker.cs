using System.Collections.Specialized;
using System.Security.Cryptography;
using System.Text;

namespace DigitalHub;

/// <summary>Makes the task that a function or workflow lacks for an action.</summary>
internal static class TaskMaker
{
    private const int IdBytes = 16;

    /// <summary>
    /// The id of such a task. It follows from what the task is for, so that of all who make it at once one succeeds, and the
    /// others find his: a core takes as many tasks of a kind as it is sent (contract 8.2).
    /// </summary>
    /// <param name="owner">The full reference of the function or workflow.</param>
    /// <param name="kind">The task's kind, for example <c>python+job</c>.</param>
    public static string Id(EntityReference owner, string kind) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {owner}")), 0, IdBytes).ToLowerInvariant();

    /// <summary>Makes the task; the one that somebody else has just made is as good.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="type">Function or workflow.</param>
    /// <param name="owner">Its full reference.</param>
    /// <param name="kind">The task's kind.</param>
    /// <param name="fields">Further fields of its spec; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EntityNotFoundException"><c>ReferenceNotFound</c>: the function or workflow is not there. <c>ProjectNotFound</c>, <c>KindNotFound</c>.</exception>
    public static async Task<StoredDocument> MakeTaskAsync(
        this IBackend backend,
        EntityType type,
        EntityReference owner,
        string kind,
        OrderedDictionary? fields,
        CancellationToken cancellationToken)
    {
        var spec = fields is null ? ValueMap.New() : ValueMap.Clone(fields);
        spec[EntityWords.Of(type).Word] = owner.ToString();
        var document = ValueMap.From([new("kind", kind), new("project", owner.Project), new("id", Id(owner, kind)), new("spec", spec)]);
        try
        {
            return await backend.CreateEntityAsync(EntityType.Task, document, cancellationToken).ConfigureAwait(false);
        }
        catch (EntityExistsException)
        {
            if (await FindAsync(backend, type, owner, document, cancellationToken).ConfigureAwait(false) is { } there) return there;
        }
        // The id is somebody's who uses it for something else.
        document["id"] = NameGenerator.Id();
        return await backend.CreateEntityAsync(EntityType.Task, document, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<StoredDocument?> FindAsync(IBackend backend, EntityType type, EntityReference owner, OrderedDictionary wanted, CancellationToken cancellationToken)
    {
        try
        {
            var there = await backend.GetEntityAsync(new EntityAddress(EntityType.Task, owner.Project, wanted.Text("id")!), cancellationToken).ConfigureAwait(false);
            return there.Head("kind") == wanted.Text("kind") && there.Map.Map("spec")?.Text(EntityWords.Of(type).Word) == owner.ToString() ? there : null;
        }
        catch (DigitalHubException exception) when (exception.ErrorId is "TaskNotFound" or "ProjectMismatch")
        {
            return null;
        }
    }
}
