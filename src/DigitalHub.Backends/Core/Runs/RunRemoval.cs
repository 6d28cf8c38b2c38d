using System.Collections.Specialized;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>
/// Removes runs (contract 2.5). A second DELETE of a run in DELETING removes it by force, leaving its workload behind, so it
/// is sent only when that is wanted: runs known to be on their way out are looked at instead, and who asks while another
/// removal of the run is under way comes after it. A run that somebody else began to remove after this session last saw it is
/// not known: whoever has never seen it, looks before he asks for its removal.
/// </summary>
internal sealed class RunRemoval(ICoreTransport transport, KnownRemovals known)
{
    private readonly RunTurns _turns = new();

    public Task<RunDeletion> DeleteAsync(RunAddress address, bool force, CancellationToken cancellationToken) =>
        _turns.InTurnAsync(address, () => InTurnAsync(address, force, cancellationToken), cancellationToken);

    private async Task<RunDeletion> InTurnAsync(RunAddress address, bool force, CancellationToken cancellationToken)
    {
        if (!force && known.Has(address.Id))
        {
            var run = await transport.DocumentAsync(Request(HttpMethod.Get, address), cancellationToken).ConfigureAwait(false);
            if (RunMoves.State(run.Map) is RunState.Deleting or RunState.Deleted) return new RunDeletion(run, Gone: false);
            // Its removal failed, and it is there as before.
            known.Forget(address.Id);
        }
        var level = await transport.LevelAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await AskAsync(address, force, level, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException || (exception is DigitalHubException error && CoreErrors.IsLost(error)))
        {
            // Nobody knows whether it is on its way out: whoever asks next looks first.
            known.Add(address.Id);
            throw;
        }
    }

    private async Task<RunDeletion> AskAsync(RunAddress address, bool force, CoreLevel level, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Delete, address);
        for (var attempts = new Attempts(transport); ; attempts.Next())
        {
            try
            {
                var answer = await transport.DocumentAsync(attempts.Repeated(request), cancellationToken).ConfigureAwait(false);
                return Done(address, answer, IsGone(answer.Map, level));
            }
            catch (DigitalHubException exception) when (!attempts.IsFirst && CoreErrors.IsNotFound(exception))
            {
                return Done(address, Nothing(address), gone: true);
            }
            catch (DigitalHubException exception) when (CoreErrors.IsLost(exception))
            {
                // What was on its way out before says nothing of what was asked for now.
                var forced = force && known.Has(address.Id);
                if (await LookAsync(attempts.Following(Request(HttpMethod.Get, address)), address, exception, cancellationToken).ConfigureAwait(false) is { } done && (done.Gone || !forced)) return done;
                if (attempts.AreOver) throw;
                Notices.Verbose($"The answer to the removal of run '{address.Id}' was lost, and it is there as before: it is asked for again.");
            }
        }
    }

    /// <summary>
    /// Removes a run that was read before, and looks for what came to it since. The answer shows the document; the metrics beside
    /// it can be read only while the run is still there, which costs the one request more. Logs nobody writes but the core.
    /// </summary>
    public async Task<RunDeletion?> DeleteReadAsync(RunAddress address, WholeRun read, bool force, CancellationToken cancellationToken)
    {
        var deletion = await DeleteAsync(address, force, cancellationToken).ConfigureAwait(false);
        if (read.IsLeaving) return deletion;
        var (isGone, metrics) = deletion.Gone ? (true, null) : await MetricsLeftAsync(address, cancellationToken).ConfigureAwait(false);
        if (deletion.Answer.Head("kind") is null) return deletion with { Unseen = "document and metrics" };
        var level = await transport.LevelAsync(cancellationToken).ConfigureAwait(false);
        var late = LateRun.Of(read, deletion.Answer, metrics);
        // Where nothing but the time of the last change tells of it, it was the state, of which such a core gives no account.
        var isLate = !ReferenceEquals(late, read);
        var isTouched = isLate || (deletion.Gone && Updated(deletion.Answer) != Updated(read.Document));
        var hidesState = level.StoresRawStates && isTouched && LateRun.Moves(late.Document.Map).Count == LateRun.Moves(read.Document.Map).Count;
        var hidesMetrics = metrics is null && (isTouched || !isGone || RunState.IsActive(read.State));
        return deletion with
        {
            Late = isLate ? late : null,
            Unseen = (hidesState, hidesMetrics) switch
            {
                (true, true) => "state and metrics",
                (true, false) => "state",
                (false, true) => "metrics",
                _ => null,
            },
        };
    }

    // That they can't be read does not undo the removal.
    private async Task<(bool IsGone, IReadOnlyDictionary<string, RunMetric>? Metrics)> MetricsLeftAsync(RunAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return (false, await RunParts.MetricsAsync(transport, address, cancellationToken).ConfigureAwait(false));
        }
        catch (EntityNotFoundException)
        {
            return (true, null);
        }
        catch (DigitalHubException exception)
        {
            Notices.Verbose($"The metrics of run '{address.Id}' could not be looked at after its removal was asked for: {exception.Message}");
            return (false, null);
        }
    }

    private static string? Updated(StoredDocument document) => document.Map.Map("metadata")?.Text("updated");

    /// <summary>
    /// Whether the answer shows that the run is gone. It says DELETING of all (contract 0.13), or DELETED on level 14; a run
    /// that nothing was ever executed for is gone at once from level 15 on. That it has no account of its moves says nothing,
    /// since an update may have put another status in the place of its own (contract 2.4): then it was changed.
    /// </summary>
    private bool IsGone(OrderedDictionary answer, CoreLevel level)
    {
        var moves = (answer.Map("status")?["transitions"] as Array)?.OfType<OrderedDictionary>().Select(move => move.Text("status")).ToList() ?? [];
        if (RunMoves.State(answer) == RunState.Deleted || moves is [RunState.Deleted, ..]) return true;
        if (level.StoresRawStates) return false;
        // 0.15.0 does not see that a run is local once it has moved (contract 13).
        var isLocal = RunFacts.IsLocal(answer) && transport.Known?.Version != "0.15.0";
        var metadata = answer.Map("metadata");
        return isLocal || (moves.TrueForAll(move => move == RunState.Deleting) && metadata?.Text("updated") == metadata?.Text("created"));
    }

    private async Task<RunDeletion?> LookAsync(CoreRequest look, RunAddress address, DigitalHubException lost, CancellationToken cancellationToken)
    {
        try
        {
            var run = await transport.DocumentAsync(look, cancellationToken).ConfigureAwait(false);
            return RunMoves.State(run.Map) is RunState.Deleting or RunState.Deleted ? Done(address, run, gone: false) : null;
        }
        catch (DigitalHubException exception) when (CoreErrors.IsNotFound(exception))
        {
            return Done(address, Nothing(address), gone: true);
        }
        catch (DigitalHubException)
        {
            // That it may be on its way out is what the caller has to know.
            throw lost;
        }
    }

    private RunDeletion Done(RunAddress address, StoredDocument answer, bool gone)
    {
        if (gone) known.Forget(address.Id);
        else known.Add(address.Id);
        return new RunDeletion(answer, gone);
    }

    // The only answer that there was is lost; what is left to say of the run is where it was.
    private static StoredDocument Nothing(RunAddress address) =>
        StoredDocument.Of(ValueMap.From(
        [
            new("project", address.Project),
            new("id", address.Id),
            new("name", address.Id),
            new("status", ValueMap.From([new("state", RunState.Deleted)])),
        ]));

    private static CoreRequest Request(HttpMethod method, RunAddress address) => new(method, CorePaths.Run(address)) { Subject = CoreSubject.Run(address) };
}
