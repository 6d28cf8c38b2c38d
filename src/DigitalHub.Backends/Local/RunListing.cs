using System.Runtime.CompilerServices;
using DigitalHub.Backends.Local.Rehearsals;

namespace DigitalHub.Backends.Local;

/// <summary>Lists runs page by page; no transaction outlives a page.</summary>
internal sealed class RunListing(MovingReader reader, RunQuery query)
{
    // Somebody who looks at the first few must not wait for a thousand, unless he asked for them.
    private const int FirstPage = 50;
    private const int MaxPage = 1000;

    private RunSelect? _select;
    private List<long>? _fixed;
    private int _read;
    private long _newest;
    private RunPlace? _last;

    /// <summary>The runs as they are now.</summary>
    public IAsyncEnumerable<StoredDocument> ReadAsync(CancellationToken cancellationToken) => ReadAsync(isStored: false, cancellationToken);

    /// <summary>The runs as they are stored.</summary>
    public IAsyncEnumerable<StoredDocument> ReadStoredAsync(CancellationToken cancellationToken) => ReadAsync(isStored: true, cancellationToken);

    private async IAsyncEnumerable<StoredDocument> ReadAsync(bool isStored, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = query.First ?? long.MaxValue;
        var size = query.First is null ? FirstPage : MaxPage;
        while (wanted > 0)
        {
            var count = (int)Math.Min(size, wanted);
            var isFirst = _select is null;
            var ((documents, isLast), isStale) = isStored
                ? (await reader.ReadStoredAsync(connection => Page(connection, count), NoFile, cancellationToken).ConfigureAwait(false), false)
                : await reader.ReadAsync(connection => Page(connection, count), NoFile, cancellationToken).ConfigureAwait(false);
            if (isStale && isFirst)
            {
                await foreach (var run in new DerivedListing(reader, query).ReadAsync(cancellationToken).ConfigureAwait(false)) yield return run;
                yield break;
            }
            foreach (var document in documents)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return reader.Parse(document);
            }
            if (isLast) yield break;
            wanted -= documents.Count;
            size = MaxPage;
        }
    }

    private RunPage NoFile() => ProjectTable.WithoutFile(query.Project, new RunPage([], true));

    public static long Count(StoreConnection connection, RunQuery query) =>
        Select(connection, query)?.Counts().Sum(part => connection.Number(part.Sql, [.. part.Values])!.Value) ?? 0;

    private static RunSelect? Select(StoreConnection connection, RunQuery query)
    {
        var projects = query.Project is { } name ? [ProjectTable.Seq(connection, name)] : ProjectTable.All(connection);
        return projects.Count == 0 ? null : new RunSelect(query, projects);
    }

    // A read may be repeated, so that the state of the listing changes only at its end.
    private RunPage Page(StoreConnection connection, int count)
    {
        var select = _select ?? Select(connection, query);
        if (select is null) return new([], true);
        if (!select.IsPaged) return FixedPage(connection, select, count);

        var newest = _select is null ? connection.Number("SELECT max(seq) FROM runs") ?? 0 : _newest;
        var page = select.Page(newest, _last, _select is null ? query.Skip : 0, count);
        var places = new List<RunPlace>();
        connection.Each(page.Sql, row => places.Add(new RunPlace(row.Number(0), row.Number(1))), [.. page.Values]);
        var documents = places.ConvertAll(place => RunTable.Document(connection, place.Seq) ?? throw StoreErrors.Incomplete());
        if (places.Count > 0) _last = places[^1];
        (_select, _newest) = (select, newest);
        return new(documents, places.Count < count);
    }

    private RunPage FixedPage(StoreConnection connection, RunSelect select, int count)
    {
        var all = _fixed;
        if (all is null)
        {
            all = [];
            var statement = select.All();
            connection.Each(statement.Sql, row => all.Add(row.Number(0)), [.. statement.Values]);
        }
        var documents = new List<string>();
        var read = _read;
        while (read < all.Count && documents.Count < count)
        {
            // What was removed since then is left out.
            if (RunTable.Document(connection, all[read++]) is { } document) documents.Add(document);
        }
        (_select, _fixed, _read) = (select, all, read);
        return new(documents, read == all.Count);
    }

    private sealed record RunPage(IReadOnlyList<string> Documents, bool IsLast);
}
