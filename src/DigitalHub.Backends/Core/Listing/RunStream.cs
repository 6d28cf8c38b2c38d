using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>The runs of one project, or of all, that match a query, in the order of their creation.</summary>
/// <param name="transport">The way to the server.</param>
/// <param name="project">The project; null for all.</param>
/// <param name="query">What is asked for; <c>Skip</c> and <c>First</c> do not count here.</param>
/// <param name="filter">Its filters.</param>
internal sealed class RunStream(ICoreTransport transport, string? project, RunQuery query, ServerFilter filter)
{
    private const int SmallPage = 100;

    /// <summary>How many matches to leave out; only where the server filters all.</summary>
    public long Skip { get; init; }

    /// <summary>How many matches are wanted after them; null for all.</summary>
    public long? Wanted { get; init; }

    /// <summary>One of several that are read by turns: nothing is fetched ahead, and pages begin small.</summary>
    public bool IsOneOfMany { get; init; }

    /// <summary>Told of each run that the server sent, whether it matches or not.</summary>
    public Action<PageItem>? Seen { get; init; }

    /// <summary>Whether all filters are the server's, so that it counts as is counted here.</summary>
    public static bool CanSkip(RunQuery query, ServerFilter filter) => filter.Rest.TakesAll && Start(query) is null;

    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c>: there is no such project.</exception>
    public async IAsyncEnumerable<IReadOnlyList<PageItem>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var exact = filter.Rest.TakesAll;
        var small = IsOneOfMany || (Wanted is not null && !exact);
        var pages = new OrderedPages(Source(), new PageSizes(small ? SmallPage : PageSource.MaxSize, exact ? Wanted : null), query.Descending)
        {
            Skip = Skip,
            Start = Start(query),
        };
        await foreach (var page in Pump.ReadAsync(pages, ahead: !IsOneOfMany && Wanted is null, cancellationToken).ConfigureAwait(false))
        {
            var end = EndOf(page);
            for (var i = 0; i < end; i++) Seen?.Invoke(page[i]);
            if (exact && end == page.Count) yield return page;
            else yield return Matches(page.Take(end));
            if (end < page.Count) yield break;
        }
        // An empty list looks the same whether or not there is such a project (contract 1.1).
        if (!pages.FoundAny && project is not null) await ProjectAccess.EnsureAsync(transport, project, cancellationToken).ConfigureAwait(false);
    }

    private static DateTimeOffset? Start(RunQuery query) => query.Descending ? query.CreatedBefore : query.CreatedAfter;

    private PageSource Source()
    {
        var direction = query.Descending ? "desc" : "asc";
        var path = CorePaths.With(CorePaths.Runs(project), filter.Parameters);
        return new PageSource(transport, path, new CoreSubject("run", null, project), $"created,{direction}", $"id,{direction}");
    }

    // No more of them than are wanted: to match a run is to read it.
    private List<PageItem> Matches(IEnumerable<PageItem> items)
    {
        var matches = filter.Rest.TakesAll ? items : items.Where(item => filter.Rest.Matches(item.Document));
        return [.. Wanted is { } wanted ? matches.Take((int)Math.Min(wanted, int.MaxValue)) : matches];
    }

    private int EndOf(IReadOnlyList<PageItem> page)
    {
        if ((query.Descending ? query.CreatedAfter : query.CreatedBefore) is null) return page.Count;
        for (var i = 0; i < page.Count; i++)
        {
            if (IsBeyondEnd(page[i])) return i;
        }
        return page.Count;
    }

    private bool IsBeyondEnd(PageItem item) => query.Descending ? item.Created < query.CreatedAfter : item.Created > query.CreatedBefore;
}
