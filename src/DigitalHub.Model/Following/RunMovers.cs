namespace DigitalHub;

/// <summary>Tells of a run that is waited for that nothing will move it on, and how it is moved on.</summary>
internal static class RunMovers
{
    /// <summary>The warning; null where the run moves by itself.</summary>
    public static string? Warning(Run run)
    {
        if (RunState.IsFinal(run.State) || run.State == RunState.Deleting) return null;
        var how = $"Move it on with Update-DhRun {run.Id} -State {Next(run.State)}, here or in another shell; Ctrl+C ends the wait.";
        if (run.Session.Type == BackendType.Local) return $"Nothing executes runs of the local store: run '{run.Id}' stays {run.State} until somebody moves it on. {how}";
        return run.IsLocal ? $"Run '{run.Id}' is a local one, which the server does not execute: it stays {run.State} until who made it moves it on. {how}" : null;
    }

    private static string Next(string state) => RunState.Next(state) is { Count: > 0 } next && !next.Contains(RunState.Completed) ? next[0] : RunState.Completed;
}
