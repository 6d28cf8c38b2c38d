using System.Runtime.CompilerServices;
using DigitalHub.Backends.Core.Listing;

namespace DigitalHub.Backends.Local.Rehearsals;

/// <summary>
/// A listing where what is due could not be stored: what the store's filters and sort look at is not how it is now, so that
/// they are worked out here.
/// </summary>
internal sealed class DerivedListing(MovingReader reader, RunQuery query)
{
    public async IAsyncEnumerable<StoredDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (skip, left) = (query.Skip, query.First ?? long.MaxValue);
        await foreach (var run in SortedAsync(cancellationToken).ConfigureAwait(false))
        {
            if (left == 0) yield break;
            if (skip-- > 0) continue;
            yield return run;
            left--;
        }
    }

    public async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (var _ in MatchingAsync(query.Sort, cancellationToken).ConfigureAwait(false)) count++;
        return count;
    }

    private async IAsyncEnumerable<StoredDocument> SortedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.Sort is not (RunSort.State or RunSort.Updated))
        {
            await foreach (var run in MatchingAsync(query.Sort, cancellationToken).ConfigureAwait(false)) yield return run;
            yield break;
        }
        var sorted = new SortedRuns(query);
        await foreach (var run in MatchingAsync(RunSort.Created, cancellationToken).ConfigureAwait(false)) sorted.Add(run);
        foreach (var run in sorted.Take()) yield return run;
    }

    private async IAsyncEnumerable<StoredDocument> MatchingAsync(RunSort sort, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = reader.Now;
        var rows = await reader.ReadStoredAsync(
            connection => RehearsalTable.Due(connection, now, int.MaxValue)
                .Select(row => (Row: row, Id: RunTable.Find(connection, row.Seq)?.Document.Head("id")))
                .Where(pair => pair.Id is not null)
                .ToDictionary(pair => pair.Id!, pair => pair.Row, StringComparer.Ordinal),
            static () => [],
            cancellationToken).ConfigureAwait(false);
        var matcher = new RunMatcher(query);
        var all = new RunListing(reader, query with { States = [], Reasons = [], UpdatedAfter = null, UpdatedBefore = null, Sort = sort, Skip = 0, First = null });
        await foreach (var stored in all.ReadStoredAsync(cancellationToken).ConfigureAwait(false))
        {
            var seen = rows.TryGetValue(stored.Head("id")!, out var row) ? RehearsedRuns.See(stored, row, now) : stored;
            if (seen is not null && matcher.Matches(seen)) yield return seen;
        }
    }
}
