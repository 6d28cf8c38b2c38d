using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>Lists and counts runs (contract 2.3) in the order asked for, over one project or all that the user may read.</summary>
/// <param name="transport">The way to the server.</param>
/// <param name="query">What is asked for.</param>
/// <param name="seen">Told of each run that the server sent.</param>
internal sealed class RunListing(ICoreTransport transport, RunQuery query, Action<PageItem> seen)
{
    public IAsyncEnumerable<StoredDocument> ReadAsync(CancellationToken cancellationToken) => new Batches<StoredDocument>(BatchesAsync(cancellationToken), cancellationToken);

    private async IAsyncEnumerable<IReadOnlyList<StoredDocument>> BatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (filter, level) = await PlanAsync(cancellationToken).ConfigureAwait(false);
        if (query.First is 0) yield break;
        if (filter.IsImpossible)
        {
            if (query.Project is { } project) await ProjectAccess.EnsureAsync(transport, project, cancellationToken).ConfigureAwait(false);
            yield break;
        }
        filter.Tell();
        var runs = query.Sort == RunSort.Created
            ? InOrderOfCreation(filter, cancellationToken)
            : Sorted(filter, level, cancellationToken);
        await foreach (var batch in runs.ConfigureAwait(false)) yield return batch;
    }

    /// <summary>How many runs match; null where the server can't tell.</summary>
    public async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        var (filter, _) = await PlanAsync(cancellationToken).ConfigureAwait(false);
        if (!filter.IsImpossible && filter.Here.Count > 0) return null;
        if (query.Project is { } project)
        {
            var count = filter.IsImpossible
                ? 0
                : await ProjectAccess.ReadAsync(transport, project, () => CountAsync(project, filter, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (count == 0) await ProjectAccess.EnsureAsync(transport, project, cancellationToken).ConfigureAwait(false);
            return count;
        }
        if (filter.IsImpossible) return 0;
        var readable = new ReadableProjects(transport);
        if (await readable.MayReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                return await CountAsync(null, filter, cancellationToken).ConfigureAwait(false);
            }
            catch (DigitalHubException exception) when (CoreErrors.IsDenied(exception))
            {
                // No administrator, then.
            }
        }
        long sum = 0;
        foreach (var name in await readable.NamesAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                sum += await CountAsync(name, filter, cancellationToken).ConfigureAwait(false);
            }
            catch (DigitalHubException exception) when (ReadableProjects.PassOver(name, exception))
            {
                // It counts for nothing.
            }
        }
        return sum;
    }

    private async Task<(ServerFilter Filter, CoreLevel Level)> PlanAsync(CancellationToken cancellationToken)
    {
        var level = await transport.LevelAsync(cancellationToken).ConfigureAwait(false);
        return (ServerFilterPlan.Make(query, level), level);
    }

    private async Task<long> CountAsync(string? project, ServerFilter filter, CancellationToken cancellationToken)
    {
        var request = new CoreRequest(HttpMethod.Get, CorePaths.With(CorePaths.Runs(project), [.. filter.Parameters, new("size", "1")])) { Subject = new CoreSubject("run", null, project) };
        var page = PageReader.Read(request, await transport.SendAsync(request, cancellationToken).ConfigureAwait(false));
        return page.Total ?? throw CoreErrors.Unexpected(request, "a page with its total");
    }

    private async IAsyncEnumerable<IReadOnlyList<StoredDocument>> InOrderOfCreation(ServerFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (skip, wanted) = (query.Skip, query.First ?? long.MaxValue);
        var skipsThere = query.Project is not null && RunStream.CanSkip(query, filter);
        if (skipsThere) skip = 0;
        var needed = skipsThere ? query.First : query.Reach;
        await foreach (var batch in AllAsync(filter, skipsThere ? Math.Min(query.Skip, PageSource.MaxSkip) : 0, needed, cancellationToken).ConfigureAwait(false))
        {
            var passed = (int)Math.Min(skip, batch.Count);
            var taken = (int)Math.Min(wanted, batch.Count - passed);
            (skip, wanted) = (skip - passed, wanted - taken);
            yield return Documents(batch, passed, taken);
            if (wanted == 0) yield break;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<StoredDocument>> Sorted(ServerFilter filter, CoreLevel level, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FirstSortedAsync(filter, level, cancellationToken).ConfigureAwait(false) is { } first)
        {
            yield return [.. first.Skip((int)query.Skip)];
            yield break;
        }
        Notices.Verbose($"The runs are sorted by {query.Sort} here, after all that match have been read: sorted by the server, they could move between its pages.");
        var sorted = new SortedRuns(query);
        await foreach (var batch in AllAsync(filter, 0, null, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in batch) sorted.Add(item.Document);
        }
        yield return [.. sorted.Take().Skip((int)Math.Min(query.Skip, int.MaxValue))];
    }

    private static StoredDocument[] Documents(IReadOnlyList<PageItem> items, int from, int count)
    {
        var documents = new StoredDocument[count];
        for (var i = 0; i < count; i++) documents[i] = items[from + i].Document;
        return documents;
    }

    // What fits a page that the server filters and sorts is right as the server has it: nothing moves within one answer.
    private async Task<IEnumerable<StoredDocument>?> FirstSortedAsync(ServerFilter filter, CoreLevel level, CancellationToken cancellationToken)
    {
        if (filter.Here.Count > 0 || level.HasShortRunKinds || query.Reach is not ({ } reach and <= PageSource.MaxSize)) return null;
        if (query.Project is not null) return await SortedPageAsync(query.Project, filter, (int)reach, cancellationToken).ConfigureAwait(false);
        var readable = new ReadableProjects(transport);
        if (await readable.MayReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                return await SortedPageAsync(null, filter, (int)reach, cancellationToken).ConfigureAwait(false);
            }
            catch (DigitalHubException exception) when (CoreErrors.IsDenied(exception))
            {
                Notices.Verbose("Only administrators may list over all projects at once: project by project, then.");
            }
        }
        var first = new List<StoredDocument>();
        foreach (var name in await readable.NamesAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                first.AddRange(await SortedPageAsync(name, filter, (int)reach, cancellationToken).ConfigureAwait(false));
            }
            catch (DigitalHubException exception) when (ReadableProjects.PassOver(name, exception))
            {
                // Its runs are not among them.
            }
        }
        var sorted = new SortedRuns(query);
        foreach (var document in SortedRuns.ByCreation(first, query.Descending)) sorted.Add(document);
        return sorted.Take();
    }

    private async Task<IEnumerable<StoredDocument>> SortedPageAsync(string? project, ServerFilter filter, int size, CancellationToken cancellationToken)
    {
        var direction = query.Descending ? "desc" : "asc";
        var source = new PageSource(
            transport,
            CorePaths.With(CorePaths.Runs(project), filter.Parameters),
            new CoreSubject("run", null, project),
            [.. new[] { SortedRuns.ServerName(query.Sort), "created", "id" }.Distinct().Select(name => $"{name},{direction}")]);
        var page = await source.GetAsync(new PageWindow(0, size), cancellationToken).ConfigureAwait(false);
        foreach (var item in page.Items) seen(item);
        if (page.Items.Count == 0 && project is not null) await ProjectAccess.EnsureAsync(transport, project, cancellationToken).ConfigureAwait(false);
        return page.Items.Select(item => item.Document);
    }

    private async IAsyncEnumerable<IReadOnlyList<PageItem>> AllAsync(ServerFilter filter, long skip, long? wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = query.Project is { } project
            ? OfAsync(project, filter, skip, wanted, cancellationToken)
            : EverywhereAsync(filter, wanted, cancellationToken);
        var runs = await open.ConfigureAwait(false);
        await using (runs.ConfigureAwait(false))
        {
            await foreach (var batch in runs.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return batch;
        }
    }

    private Task<MergedRuns> OfAsync(string project, ServerFilter filter, long skip, long? wanted, CancellationToken cancellationToken) =>
        ProjectAccess.ReadAsync(
            transport,
            project,
            () => MergedRuns.OpenAsync([Stream(project, filter, skip, wanted)], query.Descending, (_, _) => false, cancellationToken),
            cancellationToken);

    private async Task<MergedRuns> EverywhereAsync(ServerFilter filter, long? wanted, CancellationToken cancellationToken)
    {
        var readable = new ReadableProjects(transport);
        if (await readable.MayReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                return await MergedRuns.OpenAsync([Stream(null, filter, 0, wanted)], query.Descending, (_, _) => false, cancellationToken).ConfigureAwait(false);
            }
            catch (DigitalHubException exception) when (CoreErrors.IsDenied(exception))
            {
                Notices.Verbose("Only administrators may list over all projects at once: project by project, then.");
            }
        }
        var names = await readable.NamesAsync(cancellationToken).ConfigureAwait(false);
        return await MergedRuns.OpenAsync(
            [.. names.Select(name => Stream(name, filter, 0, wanted, isOneOfMany: names.Count > 1))],
            query.Descending,
            (number, error) => ReadableProjects.PassOver(names[number], error),
            cancellationToken).ConfigureAwait(false);
    }

    private RunStream Stream(string? project, ServerFilter filter, long skip, long? wanted, bool isOneOfMany = false) =>
        new(transport, project, query, filter) { Skip = skip, Wanted = wanted, IsOneOfMany = isOneOfMany, Seen = seen };
}
