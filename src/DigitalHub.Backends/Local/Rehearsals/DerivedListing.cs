using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Local.Rehearsals;

/// <summary>A listing where what is due could not be stored: what the filters look at in the store is not how it is now, so that they are worked out here.</summary>
internal sealed class DerivedListing(MovingReader reader, RunQuery query)
{
    public async IAsyncEnumerable<StoredDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
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
        var (skip, left) = (query.Skip, query.First ?? long.MaxValue);
        var all = new RunListing(reader, query with { States = [], Reasons = [], UpdatedAfter = null, UpdatedBefore = null, Skip = 0, First = null });
        await foreach (var stored in all.ReadStoredAsync(cancellationToken).ConfigureAwait(false))
        {
            if (left == 0) yield break;
            var seen = rows.TryGetValue(stored.Head("id")!, out var row) ? RehearsedRuns.See(stored, row, now) : stored;
            if (seen is null || !matcher.Matches(seen) || skip-- > 0) continue;
            yield return seen;
            left--;
        }
    }

    public async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (var _ in new DerivedListing(reader, query with { Skip = 0, First = null }).ReadAsync(cancellationToken).ConfigureAwait(false)) count++;
        return count;
    }
}
