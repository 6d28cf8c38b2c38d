using System.Collections.Concurrent;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Watches runs that a backend has promised to remove until each is gone.</summary>
/// <param name="limit">How many requests are under way at once.</param>
internal sealed class RemovalWatch(int limit)
{
    // From here on, one listing of what is being removed is cheaper than a request for each.
    private const int Many = 20;

    private List<Run> _awaited = [];

    /// <summary>The runs that are not gone yet.</summary>
    public IReadOnlyList<Run> Awaited => _awaited;

    /// <summary>Watches a run as the backend answered its removal.</summary>
    public void Add(Run run) => _awaited.Add(run);

    /// <summary>Looks once at what is awaited. What has ended is awaited no more.</summary>
    /// <returns>The runs that ended, each with the error where it did not end in its removal.</returns>
    public async Task<IReadOnlyList<(Run Run, DigitalHubException? Error)>> EndedAsync(CancellationToken cancellationToken)
    {
        var suspects = new List<Run>();
        foreach (var group in _awaited.GroupBy(run => (run.Session, run.Project)))
        {
            var listed = group.Count() < Many ? [] : await BeingRemovedAsync(group.Key.Session, group.Key.Project, cancellationToken).ConfigureAwait(false);
            suspects.AddRange(group.Where(run => !listed.Contains(run.Id)));
        }
        var ended = new ConcurrentDictionary<Run, DigitalHubException?>(ReferenceEqualityComparer.Instance);
        var options = new ParallelOptions { MaxDegreeOfParallelism = limit, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(suspects, options, async (run, token) =>
        {
            var (gone, error) = await LookAsync(run, token).ConfigureAwait(false);
            if (gone || error is not null) ended[run] = error;
        }).ConfigureAwait(false);
        var result = _awaited.Where(ended.ContainsKey).Select(run => (run, ended[run])).ToList();
        _awaited = [.. _awaited.Where(run => !ended.ContainsKey(run))];
        return result;
    }

    private static async Task<HashSet<string>> BeingRemovedAsync(Session session, string project, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            var query = new RunQuery { Project = project, States = [RunState.Deleting] };
            await foreach (var document in session.Client.ListRunsAsync(query, cancellationToken).ConfigureAwait(false))
            {
                if (document.Head("id") is { } id) ids.Add(id);
            }
        }
        catch (DigitalHubException)
        {
            // Then each is asked for, and what is wrong is its error.
            ids.Clear();
        }
        return ids;
    }

    private static async Task<(bool Gone, DigitalHubException? Error)> LookAsync(Run run, CancellationToken cancellationToken)
    {
        try
        {
            var now = new Run(await run.Session.Client.GetRunAsync(new RunAddress(run.Project, run.Id), cancellationToken).ConfigureAwait(false), run.Session);
            // A core may answer with what it remembers from before the removal: only what changed since tells anything.
            var failed = now.State == RunState.Error && now.Updated > run.Updated;
            return (now.State == RunState.Deleted, failed ? Failed(now) : null);
        }
        catch (EntityNotFoundException)
        {
            return (true, null);
        }
        catch (DigitalHubException exception)
        {
            return (false, exception);
        }
    }

    private static DigitalHubException Failed(Run run) => new(
        "RemovalFailed",
        ErrorKind.InvalidOperation,
        $"Run '{run.Id}' was not removed: it is in {RunState.Error} now.{(run.Message is { Length: > 0 } message ? $" {message}" : string.Empty)}")
    {
        Target = run,
        RecommendedAction = $"Try again with Remove-DhRun {run.Id} -Project {run.Project}.",
    };
}
