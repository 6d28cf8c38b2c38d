using System.Collections.Specialized;

namespace DigitalHub.Backends.Core;

/// <summary>The kinds of a core, from the schemas that it gives (contract 1.3, Schemas). They are remembered for the session.</summary>
internal sealed class CoreKinds(ICoreTransport transport)
{
    private readonly object _gate = new();
    private Task<KindTable?>? _asked;

    /// <summary>The kinds as they were answered last; null before that, or where the server gave no schemas.</summary>
    public KindTable? Known
    {
        get
        {
            lock (_gate) return _asked is { IsCompletedSuccessfully: true } ? _asked.Result : null;
        }
    }

    /// <summary>The kinds; null where the server gives no schemas.</summary>
    /// <param name="fresh">Whether to ask again.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<KindTable?> GetAsync(bool fresh, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // For all who want them, so that it does not end with the first of these.
            if (fresh || _asked is null || _asked.IsFaulted || _asked.IsCanceled) _asked = AskAsync();
            return _asked.WaitAsync(cancellationToken);
        }
    }

    private async Task<KindTable?> AskAsync()
    {
        try
        {
            var level = await transport.LevelAsync(CancellationToken.None).ConfigureAwait(false);
            var pages = await Task.WhenAll(KindFacts.Entities.Select(PageAsync)).ConfigureAwait(false);
            var schemas = new KindSchema();
            foreach (var (entity, page) in KindFacts.Entities.Zip(pages))
            {
                foreach (var item in page)
                {
                    if (item.Text("kind") is { } kind) schemas.Add(entity, kind, item.Map("schema") ?? ValueMap.New());
                }
            }
            List<EntityKind> kinds = [.. new KindFacts(level.Level, schemas.Facts, KindTable.Texts).Kinds().OrderBy(kind => Array.IndexOf(KindFacts.Entities, kind.Entity)).ThenBy(kind => kind.Name, StringComparer.Ordinal)];
            return kinds.Count > 0 ? new KindTable(() => kinds) : null;
        }
        catch (DigitalHubException exception)
        {
            Notices.Verbose($"The server gives no schemas of its kinds ({exception.Message}): the module's own tables are used.");
            return null;
        }
    }

    private async Task<List<OrderedDictionary>> PageAsync(string entity)
    {
        var request = new CoreRequest(HttpMethod.Get, $"/api/v1/schemas/{entity}");
        var page = CoreDocuments.Value(request, await transport.SendAsync(request, CancellationToken.None).ConfigureAwait(false));
        return [.. CoreDocuments.Content(page)];
    }
}
