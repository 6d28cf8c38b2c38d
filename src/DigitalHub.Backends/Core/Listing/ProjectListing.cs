using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>
/// Lists projects by name. They are read in the order of creation, which nobody can disturb, and sorted here: the server
/// compares names in a way of its own.
/// </summary>
internal static class ProjectListing
{
    public static async IAsyncEnumerable<StoredDocument> ReadAsync(
        ICoreTransport transport,
        ProjectQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = new TextSet(query.Names);
        if (query.First is 0) yield break;
        var found = new SortedDictionary<string, StoredDocument>(StringComparer.Ordinal);
        await foreach (var item in AllAsync(transport, Narrow(query), cancellationToken).ConfigureAwait(false))
        {
            if (wanted.IsEmpty || wanted.Has(item.Id)) found[item.Id] = item.Document;
        }
        foreach (var project in found.Values.Skip(Clip(query.Skip)).Take(Clip(query.First ?? int.MaxValue)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return project;
        }
    }

    /// <summary>How many projects match; null where the server can't tell.</summary>
    public static async Task<long?> CountAsync(ICoreTransport transport, ProjectQuery query, CancellationToken cancellationToken)
    {
        if (!new TextSet(query.Names).IsEmpty) return null;
        var request = new CoreRequest(HttpMethod.Get, CorePaths.With(CorePaths.Projects, new KeyValuePair<string, string>("size", "1"))) { Subject = new CoreSubject("project", null, null) };
        return PageReader.Read(request, await transport.SendAsync(request, cancellationToken).ConfigureAwait(false)).Total;
    }

    /// <summary>All projects, in the order of their creation.</summary>
    /// <param name="transport">The way to the server.</param>
    /// <param name="part">A part of their names; null for any.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IAsyncEnumerable<PageItem> AllAsync(ICoreTransport transport, string? part, CancellationToken cancellationToken)
    {
        var path = part is null ? CorePaths.Projects : CorePaths.With(CorePaths.Projects, new KeyValuePair<string, string>("name", part));
        var source = new PageSource(transport, path, new CoreSubject("project", null, null), "created,desc", "id,desc");
        return new Batches<PageItem>(Pump.ReadAsync(new OrderedPages(source, new PageSizes(PageSource.MaxSize, null), descending: true), ahead: true, cancellationToken), cancellationToken);
    }

    // Whether core takes a project's name whole or as a part differs from version to version; either way it narrows.
    private static string? Narrow(ProjectQuery query) =>
        query.Names.Distinct(StringComparer.Ordinal).Take(2).ToList() is [var name] && RunRules.IsProject(name) ? name : null;

    private static int Clip(long number) => (int)Math.Clamp(number, 0, int.MaxValue);
}
