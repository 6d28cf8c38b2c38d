using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes with names that belong to the run on the command line. Its backend is asked, and what it says in time is all there is.</summary>
/// <param name="names">Asks for the names.</param>
internal abstract class RunPartCompleter(Func<IBackend, RunAddress, CancellationToken, Task<IEnumerable<string?>>> names) : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request)
    {
        if (request.Bound["Run"] is not { } given) return [];
        var selection = RunSelector.Of(RunSelector.Items(given).First(), piped: false);
        var session = selection.Run?.Session ?? selection.Session ?? request.Session;
        if (session is null || (selection.Project ?? request.Project) is not { } project) return [];
        IEnumerable<string?> found = [];
        Asked.Wait(request with { Session = session }, async _ => found = await names(session.Client, new RunAddress(project, selection.Id), request.Deadline).ConfigureAwait(false));
        return found
            .OfType<string>()
            .Order(StringComparer.Ordinal)
            .Select(Plain);
    }
}

/// <summary>Completes with the containers that have a log.</summary>
internal sealed class ContainerCompleter() : RunPartCompleter(async (client, run, token) => (await client.GetRunLogsAsync(run, token).ConfigureAwait(false)).Select(log => log.Container));

/// <summary>Completes with the names of metrics.</summary>
internal sealed class MetricCompleter() : RunPartCompleter(async (client, run, token) => (await client.GetRunMetricsAsync(run, token).ConfigureAwait(false)).Keys);
