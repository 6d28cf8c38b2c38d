namespace DigitalHub.Backends.Reports;

/// <summary>What is counted and measured over many values.</summary>
internal static class Figures
{
    /// <summary>A value that a share of all lies at or below, between two values in proportion; of sorted values, at least one.</summary>
    public static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)Math.Floor(at);
        return below + 1 < sorted.Count ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    public static List<double> Sorted(IEnumerable<double> values) => [.. values.Order()];

    /// <summary>How often each text comes, the most frequent first.</summary>
    public static List<(string Text, int Count)> Counts(IEnumerable<string> texts) =>
        [.. texts.GroupBy(text => text, StringComparer.Ordinal).Select(group => (Text: group.Key, Count: group.Count())).OrderByDescending(count => count.Count).ThenBy(count => count.Text, StringComparer.Ordinal)];

    /// <summary>
    /// A series with at most so many points: of each stretch its lowest and its highest, in their order, and the first and the
    /// last of all.
    /// </summary>
    public static List<(int Step, double Value)> Thinned(IReadOnlyList<(int Step, double Value)> points, int most)
    {
        if (points.Count <= most) return [.. points];
        var stretches = (most - 2) / 2;
        var thin = new List<(int Step, double Value)> { points[0] };
        for (var i = 0; i < stretches; i++)
        {
            var from = 1 + (int)((long)i * (points.Count - 2) / stretches);
            var to = 1 + (int)((long)(i + 1) * (points.Count - 2) / stretches);
            var (low, high) = (from, from);
            for (var j = from + 1; j < to; j++)
            {
                if (points[j].Value < points[low].Value) low = j;
                if (points[j].Value > points[high].Value) high = j;
            }
            thin.Add(points[Math.Min(low, high)]);
            if (low != high) thin.Add(points[Math.Max(low, high)]);
        }
        thin.Add(points[^1]);
        return thin;
    }
}
