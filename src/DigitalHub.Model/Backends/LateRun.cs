using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>
/// What came to a run between when it was read and when it was removed, where a backend removes it whatever it is by then. The
/// answer to the removal shows the run as it was, but in DELETING and with that move on top (contract 2.5; transcripts
/// <c>runs-delete</c>, <c>runs-remote-delete</c>); metrics that are not in its status it does not show.
/// </summary>
internal static class LateRun
{
    private static readonly string[] TimeOfChange = ["updated", "updated_by"];

    /// <summary>The run with what came to it; the same object where nothing did.</summary>
    /// <param name="read">The run as it was read.</param>
    /// <param name="removed">The answer to the removal.</param>
    /// <param name="metrics">The metrics as they were found after it; null where they were not looked at.</param>
    public static WholeRun Of(WholeRun read, StoredDocument removed, IReadOnlyDictionary<string, RunMetric>? metrics)
    {
        var document = Document(read, removed);
        var isLate = !ValueMap.Same(Timeless(document), Timeless(read.Document.Map));
        var all = new Dictionary<string, RunMetric>(read.MetricsBeside, StringComparer.Ordinal);
        // What is not found any more went with the run.
        foreach (var (name, metric) in metrics ?? new Dictionary<string, RunMetric>()) all[name] = metric;
        if ((isLate ? document : read.Document.Map).Map("status")?.Map("metrics") is { } own) RunMetricMap.Add(all, own);
        var late = new WholeRun(isLate ? StoredDocument.Of(document) : read.Document, read.Logs, all);
        return late.IsSame(read) ? read : late;
    }

    /// <summary>The moves that an answer tells, without those of the removal; newest first.</summary>
    public static IReadOnlyList<object?> Moves(OrderedDictionary document) =>
        document.Map("status")?["transitions"] is Array moves
            ? [.. moves.Cast<object?>().SkipWhile(move => (move as OrderedDictionary)?.Text("status") is RunState.Deleting or RunState.Deleted)]
            : [];

    private static OrderedDictionary Document(WholeRun read, StoredDocument removed)
    {
        var before = read.Document.Map;
        var document = ValueMap.Clone(removed.Map);
        // Status and extensions go one after the other as a run is removed: that something is missing is no change.
        var status = ValueMap.Clone(before.Map("status") ?? ValueMap.New());
        if (removed.Map.Map("status") is { } last)
        {
            foreach (string name in last.Keys) status.Put(name, ValueMap.Clone(last[name]));
        }
        var moves = Moves(removed.Map);
        var known = Moves(before);
        if (moves.Count == 0 && before.Map("status")?.Contains("transitions") != true) status.Remove("transitions");
        else status["transitions"] = (moves.Count == 0 ? known : moves).ToArray();
        var isMoved = moves.Count > 0 && !ValueMap.Same(moves.ToArray(), known.ToArray());
        status["state"] = isMoved && (moves[0] as OrderedDictionary)?.Text("status") is { } state ? state : read.State;
        document["status"] = status;
        if (document["extensions"] is not Array { Length: > 0 })
        {
            if (before.Contains("extensions")) document["extensions"] = before["extensions"];
            else document.Remove("extensions");
        }
        return document;
    }

    private static OrderedDictionary Timeless(OrderedDictionary document)
    {
        var timeless = ValueMap.Clone(document);
        foreach (var name in TimeOfChange) timeless.Map("metadata")?.Remove(name);
        return timeless;
    }
}
