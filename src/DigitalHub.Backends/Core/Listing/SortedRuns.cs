namespace DigitalHub.Backends.Core.Listing;

/// <summary>
/// Sorts runs by a property that may change while they are listed. They come in the order of creation, in the direction of
/// the sort, and runs with the same value stay in that order. Where only the first few are wanted, no more are held.
/// </summary>
internal sealed class SortedRuns
{
    private readonly RunSort _sort;
    private readonly bool _descending;
    private readonly long _wanted;
    private readonly PriorityQueue<StoredDocument, Place> _worstFirst;
    private long _count;

    /// <param name="query">Sort and direction, and how many are wanted.</param>
    public SortedRuns(RunQuery query)
    {
        _sort = query.Sort;
        _descending = query.Descending;
        _wanted = query.Reach ?? long.MaxValue;
        _worstFirst = new(Comparer<Place>.Create((a, b) => Compare(b, a)));
    }

    public void Add(StoredDocument run)
    {
        _worstFirst.Enqueue(run, new Place(Key(run, _sort), _count++));
        if (_worstFirst.Count > _wanted) _worstFirst.Dequeue();
    }

    /// <summary>The runs in order. Nothing is left afterwards.</summary>
    public IEnumerable<StoredDocument> Take()
    {
        var sorted = new StoredDocument[_worstFirst.Count];
        for (var i = sorted.Length - 1; i >= 0; i--) sorted[i] = _worstFirst.Dequeue();
        return sorted;
    }

    /// <summary>Runs of several lists in the order of creation, as they have to come.</summary>
    public static IEnumerable<StoredDocument> ByCreation(IEnumerable<StoredDocument> runs, bool descending)
    {
        var oldestFirst = runs.OrderBy(run => Key(run, RunSort.Created), StringComparer.Ordinal).ThenBy(run => Key(run, RunSort.Id), StringComparer.Ordinal);
        return descending ? oldestFirst.Reverse() : oldestFirst;
    }

    /// <summary>The name that the server has for a property (contract 2.3).</summary>
    public static string ServerName(RunSort sort) => sort switch
    {
        RunSort.User => "createdBy",
        RunSort.Created => "created",
        RunSort.Updated => "updated",
        RunSort.Id => "id",
        RunSort.Name => "name",
        RunSort.Kind => "kind",
        RunSort.Project => "project",
        RunSort.State => "state",
        RunSort.Task => "task",
        RunSort.Function => "function",
        _ => "workflow",
    };

    private static string? Key(StoredDocument run, RunSort sort) => sort switch
    {
        RunSort.Created => Time(run, "created"),
        RunSort.Updated => Time(run, "updated"),
        RunSort.Id => run.Head("id"),
        RunSort.Name => run.Head("name"),
        RunSort.Kind => run.Head("kind"),
        RunSort.Project => run.Head("project"),
        RunSort.User => run.Map.Text("user"),
        RunSort.State => RunMoves.State(run.Map),
        RunSort.Task => run.Map.Map("spec")?.Text("task"),
        RunSort.Function => run.Map.Map("spec")?.Text("function"),
        _ => run.Map.Map("spec")?.Text("workflow"),
    };

    private static string? Time(StoredDocument run, string name) =>
        Timestamp.Parse(run.Map.Map("metadata")?.Text(name))?.UtcTicks.ToString("D20", System.Globalization.CultureInfo.InvariantCulture);

    private int Compare(Place a, Place b)
    {
        var keys = string.CompareOrdinal(a.Key, b.Key);
        if (keys != 0) return _descending ? -keys : keys;
        return a.Number.CompareTo(b.Number);
    }

    private readonly record struct Place(string? Key, long Number);
}
