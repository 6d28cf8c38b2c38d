using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Local.Entities;

/// <summary>Lists functions, workflows and tasks page by page; no transaction outlives a page.</summary>
internal sealed class EntityListing(StoreReader reader, EntityQuery query)
{
    private const int PageSize = 200;

    private readonly EntityMatcher _matcher = new(query);

    public async IAsyncEnumerable<StoredDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (skip, wanted) = (query.Skip, query.First ?? long.MaxValue);
        RunPlace? last = null;
        while (wanted > 0)
        {
            var after = last;
            var page = await reader.ReadAsync(connection => EntityTable.Page(connection, query, after, PageSize), () => ProjectTable.WithoutFile<IReadOnlyList<(RunPlace Place, string Json)>>(query.Project, []), cancellationToken).ConfigureAwait(false);
            foreach (var (place, json) in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                last = place;
                var document = reader.Parse(json);
                if (!_matcher.Matches(document) || skip-- > 0) continue;
                yield return document;
                if (--wanted == 0) yield break;
            }
            if (page.Count < PageSize) yield break;
        }
    }

    public async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (var _ in new EntityListing(reader, query with { Skip = 0, First = null }).ReadAsync(cancellationToken).ConfigureAwait(false)) count++;
        return count;
    }
}
