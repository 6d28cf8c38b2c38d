namespace DigitalHub;

/// <summary>
/// Looks once at runs of one project in the way that costs least: each by itself, or the runs of a state page by page where
/// most of those are wanted, and by themselves only those that are not among them.
/// </summary>
/// <param name="pace">How fast may be read of a core.</param>
/// <param name="counts">How many runs there are in a state.</param>
/// <param name="limit">How many requests are under way at once.</param>
internal sealed class RunLook(Pace pace, StateCounts counts, int limit)
{
    // So few are asked for one by one in any case: of a store that is a file many more, since what they cost there is less than
    // counting the runs of a state.
    private const int Few = 8;

    private const int FewOfFile = 2000;

    // What a request costs besides what it brings, in bytes.
    private const double Request = 2000;

    private const double Page = 1000;

    // What is known of the size of a run before one was seen.
    private double _size = 3000;

    /// <summary>Looks at runs.</summary>
    /// <param name="session">Where they are.</param>
    /// <param name="project">Their project.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="see">Told what was found: the run, or what keeps it from being found. On any thread, but of each run once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task LookAsync(Session session, string project, IEnumerable<FollowedRun> runs, Action<FollowedRun, StoredDocument?, DigitalHubException?> see, CancellationToken cancellationToken)
    {
        var few = session.Type == BackendType.Core ? Few : FewOfFile;
        var left = runs.ToDictionary(run => run.Address.Id, StringComparer.Ordinal);
        var tried = new HashSet<string>(StringComparer.Ordinal);
        while (left.Count > few && await NextAsync(session, project, left.Values, tried, few, cancellationToken).ConfigureAwait(false) is { } state)
        {
            tried.Add(state);
            try
            {
                await ListAsync(session, project, state, left, see, cancellationToken).ConfigureAwait(false);
            }
            catch (DigitalHubException)
            {
                // Then each is asked for, and what is wrong is its error.
                break;
            }
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = limit, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(left.Values, options, async (run, token) => await GetAsync(run, see, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    // The state whose listing is to save most; null where none saves anything.
    private async Task<string?> NextAsync(Session session, string project, IReadOnlyCollection<FollowedRun> left, HashSet<string> tried, int few, CancellationToken cancellationToken)
    {
        foreach (var (state, wanted) in Expected(left, tried))
        {
            if (wanted <= few) continue;
            long there;
            try
            {
                there = await counts.OfAsync(session, project, state, cancellationToken).ConfigureAwait(false);
                Read(session, (long)_size);
            }
            catch (DigitalHubException)
            {
                return null;
            }
            var listing = (there * _size) + (Math.Max(1, Math.Ceiling(there / Page)) * Request);
            if (listing < Math.Min(wanted, there) * (_size + Request)) return state;
            tried.Add(state);
        }
        return null;
    }

    // Where runs were last seen, and where those may have gone that were not found there.
    private static IEnumerable<(string State, int Wanted)> Expected(IReadOnlyCollection<FollowedRun> left, HashSet<string> tried)
    {
        var byState = left.GroupBy(run => run.State ?? string.Empty).ToList();
        var here = byState.Where(group => group.Key.Length > 0 && !tried.Contains(group.Key)).OrderByDescending(group => group.Count()).Select(group => (group.Key, group.Count()));
        string[] first = [RunState.Running, RunState.Pending, RunState.Ready];
        var gone = byState.Where(group => group.Key.Length == 0 || tried.Contains(group.Key)).ToList();
        var next = gone
            .SelectMany(group => (group.Key.Length == 0 ? first : Following(group.Key)).Select(state => (State: state, Count: group.Count())))
            .Where(pair => !tried.Contains(pair.State))
            .GroupBy(pair => pair.State)
            .Select(group => (State: group.Key, Wanted: group.Sum(pair => pair.Count)))
            .OrderBy(pair => RunState.IsFinal(pair.State))
            .ThenByDescending(pair => pair.Wanted);
        return [.. here, .. next];
    }

    private static IEnumerable<string> Following(string state) => state switch
    {
        RunState.Created or RunState.Built or RunState.Ready or RunState.Pending => [RunState.Running, RunState.Pending, RunState.Completed],
        _ => RunState.Next(state).Where(next => next is not RunState.Deleted),
    };

    private async Task ListAsync(Session session, string project, string state, Dictionary<string, FollowedRun> left, Action<FollowedRun, StoredDocument?, DigitalHubException?> see, CancellationToken cancellationToken)
    {
        await pace.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var query = new RunQuery { Project = project, States = [state] };
        var oldest = left.Values.Min(run => run.Run is { } known ? Timestamp.Parse(known.Document.Map("metadata")?.Text("created")) ?? DateTimeOffset.MinValue : DateTimeOffset.MinValue);
        var most = (2 * await counts.OfAsync(session, project, state, cancellationToken).ConfigureAwait(false)) + (long)Page;
        long read = 0;
        await foreach (var document in session.Client.ListRunsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            read++;
            Read(session, document);
            if (document.Head("id") is { } id && left.Remove(id, out var run)) see(run, document, null);
            // The newest come first: what is behind is none of ours.
            if (left.Count == 0 || Timestamp.Parse(document.Head("created")) < oldest) return;
            // There have come to be many more than were counted.
            if (read > most) break;
        }
        counts.Note(session, project, state, read);
    }

    private async Task GetAsync(FollowedRun run, Action<FollowedRun, StoredDocument?, DigitalHubException?> see, CancellationToken cancellationToken)
    {
        await pace.ReadyAsync(cancellationToken).ConfigureAwait(false);
        StoredDocument document;
        try
        {
            document = await run.Session.Client.GetRunAsync(run.Address, cancellationToken).ConfigureAwait(false);
        }
        catch (DigitalHubException exception)
        {
            see(run, null, exception);
            return;
        }
        Read(run.Session, document);
        see(run, document, null);
    }

    private void Read(Session session, StoredDocument document)
    {
        Read(session, document.Size);
        // Two threads at once lose a little of the average, which is one anyway.
        _size = (0.95 * _size) + (0.05 * document.Size);
    }

    // A file serves nobody else, so what is read of it keeps nobody waiting.
    private void Read(Session session, long bytes)
    {
        if (session.Type == BackendType.Core) pace.Read(bytes);
    }
}
