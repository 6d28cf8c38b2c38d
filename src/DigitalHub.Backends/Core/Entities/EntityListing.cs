using System.Runtime.CompilerServices;
using DigitalHub.Backends.Core.Listing;

namespace DigitalHub.Backends.Core.Entities;

/// <summary>
/// Lists functions, workflows and tasks, newest first, over one project or all that the user may read. The server narrows by
/// what it filters; all is checked here, since its versions differ in whether a name is compared whole.
/// </summary>
/// <param name="transport">The way to the server.</param>
/// <param name="query">What is asked for.</param>
internal sealed class EntityListing(ICoreTransport transport, EntityQuery query)
{
    private const int SmallPage = 100;

    private readonly EntityMatcher _matcher = new(query);

    // Whether a server that is asked over all projects gives the newest of a name in each of them, or one for all, is not
    // known of every version: all come then, newest first.
    private bool IsNewestHere => query.Project is null && !query.AllVersions && EntityWords.Of(query.Type).HasVersions;

    public async IAsyncEnumerable<StoredDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (skip, wanted) = (query.Skip, query.First ?? long.MaxValue);
        if (wanted == 0) yield break;
        var seen = IsNewestHere ? new HashSet<(string? Project, string? Name)>() : null;
        await foreach (var item in AllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (seen?.Add((item.Document.Head("project"), item.Document.Head("name"))) == false) continue;
            if (!_matcher.Matches(item.Document) || skip-- > 0) continue;
            yield return item.Document;
            if (--wanted == 0) yield break;
        }
    }

    /// <summary>How many match; null where the server can't tell.</summary>
    public async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        if (!_matcher.TakesAll || query.Project is not { } project) return null;
        var request = new CoreRequest(HttpMethod.Get, CorePaths.With(Path(project), new KeyValuePair<string, string>("size", "1"))) { Subject = Subject(project) };
        var page = PageReader.Read(request, await transport.SendAsync(request, cancellationToken).ConfigureAwait(false));
        if (page.Total == 0) await ProjectAccess.EnsureAsync(transport, project, cancellationToken).ConfigureAwait(false);
        return page.Total;
    }

    private IAsyncEnumerable<PageItem> AllAsync(CancellationToken cancellationToken) =>
        query.Project is { } project ? OfProjectAsync(project, cancellationToken) : EverywhereAsync(cancellationToken);

    private async IAsyncEnumerable<PageItem> OfProjectAsync(string project, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (pages, items) = Open(project, cancellationToken);
        var open = items.GetAsyncEnumerator(cancellationToken);
        await using (open.ConfigureAwait(false))
        {
            while (await ProjectAccess.ReadAsync(transport, project, () => open.MoveNextAsync().AsTask(), cancellationToken).ConfigureAwait(false)) yield return open.Current;
        }
        // An empty list looks the same whether or not there is such a project (contract 1.1).
        if (!pages.FoundAny) await ProjectAccess.EnsureAsync(transport, project, cancellationToken).ConfigureAwait(false);
    }

    // Who is no administrator gets the projects one after the other.
    private async IAsyncEnumerable<PageItem> EverywhereAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var readable = new ReadableProjects(transport);
        if (await readable.MayReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await foreach (var item in Open(null, cancellationToken).Items.ConfigureAwait(false)) yield return item;
            yield break;
        }
        foreach (var name in await readable.NamesAsync(cancellationToken).ConfigureAwait(false))
        {
            var items = Open(name, cancellationToken).Items.GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                while (await NextOrPassAsync(items, name).ConfigureAwait(false)) yield return items.Current;
            }
        }
    }

    private static async Task<bool> NextOrPassAsync(IAsyncEnumerator<PageItem> items, string project)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (DigitalHubException exception) when (ReadableProjects.PassOver(project, exception))
        {
            return false;
        }
    }

    private (OrderedPages Pages, IAsyncEnumerable<PageItem> Items) Open(string? project, CancellationToken cancellationToken)
    {
        var source = new PageSource(transport, Path(project), Subject(project), "created,desc", "id,desc");
        var wanted = _matcher.TakesAll && !(project is null && IsNewestHere) ? query.Reach : null;
        var pages = new OrderedPages(source, new PageSizes(query.First is null ? PageSource.MaxSize : SmallPage, wanted), descending: true);
        return (pages, new Batches<PageItem>(Pump.ReadAsync(pages, ahead: query.First is null, cancellationToken), cancellationToken));
    }

    private string Path(string? project)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        Narrow("name", query.Names, RunRules.IsSlug);
        var hasAllHere = project is null && IsNewestHere;
        // It is the newest that must be of this kind.
        if (!hasAllHere) Narrow("kind", query.Kinds, RunRules.IsSlug);
        Narrow("function", query.Functions, IsWhole);
        Narrow("workflow", query.Workflows, IsWhole);
        // Without it the newest come in a project, and all over all projects (contract 1.3).
        if (EntityWords.Of(query.Type).HasVersions) parameters.Add(new("versions", hasAllHere || query.AllVersions ? "all" : "latest"));
        return CorePaths.With(CorePaths.Entities(query.Type, project), parameters);

        void Narrow(string name, IReadOnlyList<string> values, Func<string, bool> legal)
        {
            if (values.Distinct(StringComparer.Ordinal).Take(2).ToList() is [var only] && !Wildcard.IsPattern(only) && legal(only)) parameters.Add(new(name, only));
        }
    }

    private static bool IsWhole(string reference) => EntityReference.TryParse(reference, out var parsed) && parsed.Id is not null;

    private CoreSubject Subject(string? project) => new(EntityWords.Of(query.Type).Word, null, project);
}
