namespace DigitalHub;

/// <summary>Finds the names that somebody may have meant: few letters changed, left out, added or swapped.</summary>
internal static class NearestName
{
    /// <summary>The names nearest to a text, the nearest first; none where all are far off.</summary>
    public static IReadOnlyList<string> Of(string text, IEnumerable<string> names, int count)
    {
        var limit = Math.Max(2, text.Length / 3);
        return
        [
            .. names
                .Select(name => (Name: name, Distance: Distance(text.ToLowerInvariant(), name.ToLowerInvariant(), text, name)))
                .Where(one => one.Distance <= limit)
                .OrderBy(one => one.Distance)
                .ThenBy(one => one.Name, StringComparer.Ordinal)
                .Take(count)
                .Select(one => one.Name),
        ];
    }

    // What one begins with the other is near, however much is missing: serve for service_type.
    private static int Distance(string left, string right, string text, string name)
    {
        if (left.Length > 2 && (right.StartsWith(left, StringComparison.Ordinal) || left.StartsWith(right, StringComparison.Ordinal))) return 1;
        left = left.Replace("_", string.Empty, StringComparison.Ordinal);
        right = right.Replace("_", string.Empty, StringComparison.Ordinal);
        if (left == right) return text == name ? 0 : 1;
        var before = new int[right.Length + 1];
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        var last = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            (before, row, last) = (row, last, before);
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], before[j]) + 1, before[j - 1] + same);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) row[j] = Math.Min(row[j], last[j - 2] + 1);
            }
        }
        return row[right.Length];
    }
}
