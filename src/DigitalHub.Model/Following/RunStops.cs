namespace DigitalHub;

/// <summary>Stops many runs as well as it goes, when nobody is there any more to hear what went wrong.</summary>
internal static class RunStops
{
    private const int AtOnce = 32;

    /// <summary>Asks for the stop of each; what can't be stopped is left alone.</summary>
    public static async Task StopAllAsync(IReadOnlyList<FollowedRun> runs)
    {
        // On other threads: the caller is the one that ends the pipeline.
        await Task.Yield();
        await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (run, token) =>
        {
            try
            {
                await run.Session.Client.InvokeRunActionAsync(run.Address, "stop", token).ConfigureAwait(false);
            }
            catch (DigitalHubException)
            {
                // It has ended, or has not begun yet, or nobody can be asked.
            }
        }).ConfigureAwait(false);
    }
}
