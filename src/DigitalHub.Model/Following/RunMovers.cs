using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>Tells of a run that is followed that nothing will move it on, and how it is moved on.</summary>
internal static class RunMovers
{
    /// <summary>The warning; null where the run moves by itself.</summary>
    public static async ValueTask<string?> WarningAsync(IBackend backend, RunAddress run, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var state = RunMoves.State(document);
        if (RunState.IsFinal(state) || state == RunState.Deleting) return null;
        var how = $"Move it on with Update-DhRun {run.Id} -State {Next(state)}, here or in another shell; Ctrl+C ends the wait.";
        if (RunFacts.IsLocal(document)) return $"Run '{run.Id}' is a local one, which no backend executes: it stays {state} until who made it moves it on. {how}";
        return await backend.IsMovingAsync(run, cancellationToken).ConfigureAwait(false) ? null : $"Nothing executes runs of the local store: run '{run.Id}' stays {state} until somebody moves it on. {how}";
    }

    private static string Next(string state) => RunState.Next(state) is { Count: > 0 } next && !next.Contains(RunState.Completed) ? next[0] : RunState.Completed;
}
