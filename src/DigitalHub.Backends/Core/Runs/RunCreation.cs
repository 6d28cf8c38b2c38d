using System.Collections.Specialized;
using System.Globalization;
using System.Text;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>Creates runs (contract 2.1), which on a core starts them unless they are local.</summary>
internal static class RunCreation
{
    public static async Task<StoredDocument> CreateAsync(ICoreTransport transport, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var (run, level) = await PrepareAsync(transport, document, cancellationToken).ConfigureAwait(false);
        var address = new RunAddress(run.Text("project")!, run.Text("id")!);
        var body = JsonText.Write(run);
        var post = new CoreRequest(HttpMethod.Post, CorePaths.Runs(address.Project)) { Body = body, Subject = CoreSubject.Run(address) };
        try
        {
            return await new Creation(transport, post, run, CorePaths.Run(address))
            {
                KeepsName = !level.HasShortRunKinds,
                Exists = () => Errors.RunExists(address.Id),
                Refused = exception => TooLarge(address.Id, body, exception),
            }.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DigitalHubException exception) when (exception.ErrorId == "KindNotFound")
        {
            throw await RunKinds.NotFoundAsync(transport, run.Text("kind")!, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Checks what creating a run would be refused for.</summary>
    public static async Task CheckAsync(ICoreTransport transport, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var (run, _) = await PrepareAsync(transport, document, cancellationToken).ConfigureAwait(false);
        await TaskCheck.IsThereAsync(transport, run, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(OrderedDictionary Run, CoreLevel Level)> PrepareAsync(ICoreTransport transport, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var run = RunBody.New(document);
        RunRules.Check(run);
        await TaskCheck.CheckAsync(transport, run, cancellationToken).ConfigureAwait(false);
        var level = await transport.LevelAsync(cancellationToken).ConfigureAwait(false);
        await TranslateAsync(transport, run, level, cancellationToken).ConfigureAwait(false);
        return (run, level);
    }

    private static async Task TranslateAsync(ICoreTransport transport, OrderedDictionary run, CoreLevel level, CancellationToken cancellationToken)
    {
        var kind = run.Text("kind")!;
        var own = RunKinds.Translate(kind, run.Map("spec")?.Text("task"), level)
            ?? throw await RunKinds.NotFoundAsync(transport, kind, cancellationToken).ConfigureAwait(false);
        if (own == kind) return;
        Notices.Verbose($"The kind {kind} is {own} on this server.");
        run["kind"] = own;
    }

    private static ServerException TooLarge(string id, string body, DigitalHubException exception) =>
        new(
            "RequestRefused",
            ErrorKind.InvalidArgument,
            string.Format(CultureInfo.InvariantCulture, "The server's database does not take the run '{0}': its document of {1} bytes is too large, or its id too long.", Errors.Shorten(id), Encoding.UTF8.GetByteCount(body)),
            exception)
        {
            Target = id,
            StatusCode = exception.StatusCode,
            ServerMessage = exception.ServerMessage,
            Request = exception.Request,
            RecommendedAction = "Spec and metadata may have some 32,000 bytes each on a core with its own database, and an id 255 characters: keep large values in files or artifacts and refer to them.",
        };
}
