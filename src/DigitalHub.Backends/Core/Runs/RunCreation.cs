using System.Collections.Specialized;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>Creates runs (contract 2.1), which on a core starts them unless they are local.</summary>
internal static class RunCreation
{
    public static async Task<StoredDocument> CreateAsync(ICoreTransport transport, CoreKinds kinds, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var (run, level) = await PrepareAsync(transport, kinds, document, cancellationToken).ConfigureAwait(false);
        var address = new RunAddress(run.Text("project")!, run.Text("id")!);
        var post = new CoreRequest(HttpMethod.Post, CorePaths.Runs(address.Project)) { Body = JsonText.Write(run), Subject = CoreSubject.Run(address) };
        try
        {
            return await new Creation(transport, post, run, CorePaths.Run(address))
            {
                KeepsName = !level.HasShortRunKinds,
                Exists = () => Errors.RunExists(address.Id),
                Refused = exception => CoreErrors.TooLarge($"run '{address.Id}'", run, exception),
            }.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DigitalHubException exception) when (exception.ErrorId == "KindNotFound")
        {
            throw await RunKinds.NotFoundAsync(kinds, run.Text("kind")!, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Checks what creating a run would be refused for.</summary>
    public static async Task CheckAsync(ICoreTransport transport, CoreKinds kinds, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var (run, _) = await PrepareAsync(transport, kinds, document, cancellationToken).ConfigureAwait(false);
        await TaskCheck.IsThereAsync(transport, run, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(OrderedDictionary Run, CoreLevel Level)> PrepareAsync(ICoreTransport transport, CoreKinds kinds, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var run = RunBody.New(document);
        RunRules.Check(run);
        await TaskCheck.CheckAsync(transport, run, cancellationToken).ConfigureAwait(false);
        var level = await transport.LevelAsync(cancellationToken).ConfigureAwait(false);
        await TranslateAsync(kinds, run, level, cancellationToken).ConfigureAwait(false);
        return (run, level);
    }

    private static async Task TranslateAsync(CoreKinds kinds, OrderedDictionary run, CoreLevel level, CancellationToken cancellationToken)
    {
        var kind = run.Text("kind")!;
        var own = RunKindName.Translate(kind, run.Map("spec")?.Text("task"), level.Level)
            ?? throw await RunKinds.NotFoundAsync(kinds, kind, cancellationToken).ConfigureAwait(false);
        if (own == kind) return;
        Notices.Verbose($"The kind {kind} is {own} on this server.");
        run["kind"] = own;
    }
}
