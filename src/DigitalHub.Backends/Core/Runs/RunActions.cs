namespace DigitalHub.Backends.Core.Runs;

/// <summary>Stops and resumes runs (contract 2.6). Core answers alike whether it did what was asked or not: the state tells.</summary>
internal static class RunActions
{
    public static Task<StoredDocument> InvokeAsync(ICoreTransport transport, RunAddress address, string action, CancellationToken cancellationToken) => action switch
    {
        "stop" => StopAsync(transport, address, cancellationToken),
        "resume" => ResumeAsync(transport, address, cancellationToken),
        _ => throw RunMoves.ActionUnknown(action),
    };

    private static async Task<StoredDocument> StopAsync(ICoreTransport transport, RunAddress address, CancellationToken cancellationToken)
    {
        // Another stop of a run in STOP would not wait for its workload to end (contract 0.8): it is looked at first.
        var run = await transport.DocumentAsync(Get(address), cancellationToken).ConfigureAwait(false);
        for (var attempts = new Attempts(transport); RunMoves.State(run.Map) == RunState.Running; attempts.Next())
        {
            try
            {
                run = await transport.DocumentAsync(attempts.Repeated(Post(address, "stop")), cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (DigitalHubException exception) when (CoreErrors.IsLost(exception))
            {
                run = await transport.DocumentAsync(attempts.Following(Get(address)), cancellationToken).ConfigureAwait(false);
                if (RunMoves.State(run.Map) == RunState.Running && attempts.AreOver) throw;
            }
        }
        // Of a local run nothing is at work whose end the server could see: only another stop takes it on.
        if (RunMoves.State(run.Map) == RunState.Stop && RunFacts.IsLocal(run.Map))
        {
            run = await transport.DocumentAsync(Post(address, "stop"), cancellationToken).ConfigureAwait(false);
        }
        return RunMoves.State(run.Map) is RunState.Stop or RunState.Stopped ? run : throw RunMoves.NotStoppable(run.Map);
    }

    // No runtime of the cores that are known here resumes anything; one that comes to do so is believed.
    private static async Task<StoredDocument> ResumeAsync(ICoreTransport transport, RunAddress address, CancellationToken cancellationToken)
    {
        var before = await transport.DocumentAsync(Get(address), cancellationToken).ConfigureAwait(false);
        StoredDocument after;
        try
        {
            after = await transport.DocumentAsync(Post(address, "resume"), cancellationToken).ConfigureAwait(false);
        }
        catch (DigitalHubException exception) when (exception.StatusCode is 400 or 404 or 405 && !CoreErrors.IsNotFound(exception))
        {
            after = before;
        }
        return RunMoves.State(after.Map) == RunMoves.State(before.Map)
            ? throw RunMoves.Refused(before.Map, RunState.Resume, "This server can't resume the run. Make a new run of its spec.")
            : after;
    }

    private static CoreRequest Post(RunAddress address, string action) => new(HttpMethod.Post, $"{CorePaths.Run(address)}/{action}") { Subject = CoreSubject.Run(address) };

    private static CoreRequest Get(RunAddress address) => new(HttpMethod.Get, CorePaths.Run(address)) { Subject = CoreSubject.Run(address) };
}
