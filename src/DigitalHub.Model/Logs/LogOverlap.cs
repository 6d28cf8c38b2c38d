namespace DigitalHub;

/// <summary>
/// Finds where a text that grows at its end and is cut at its front goes on: how much of its beginning is the end of what
/// was there before. Where a text repeats itself several answers fit; the longest is taken, which takes nothing for new that
/// may be old. The time is proportional to the texts, however they repeat.
/// </summary>
internal static class LogOverlap
{
    private const int NeedleLength = 64;

    /// <summary>The length of the longest end of <paramref name="before"/> that <paramref name="now"/> begins with.</summary>
    public static int Length(ReadOnlySpan<char> before, ReadOnlySpan<char> now)
    {
        if (before.Length > now.Length) before = before[^now.Length..];
        if (now.Length <= NeedleLength) return Automaton(before, now);
        // A log's lines mostly differ: the first place that fits is found as fast as memory is read.
        var needle = now[..NeedleLength];
        var patience = 4L * before.Length;
        var at = 0;
        while (true)
        {
            var found = before[at..].IndexOf(needle, StringComparison.Ordinal);
            if (found < 0) break;
            at += found;
            var same = before[at..].CommonPrefixLength(now);
            if (at + same == before.Length) return same;
            patience -= same;
            if (patience < 0) return Automaton(before[at..], now);
            at++;
        }
        var rest = Math.Max(0, before.Length - NeedleLength + 1);
        return Automaton(before[rest..], now[..Math.Min(now.Length, before.Length - rest)]);
    }

    // Knuth, Morris and Pratt: the state after the last letter is how much of the beginning stands at the end.
    private static int Automaton(ReadOnlySpan<char> before, ReadOnlySpan<char> now)
    {
        if (before.IsEmpty || now.IsEmpty) return 0;
        var borders = new int[now.Length];
        for (int i = 1, border = 0; i < now.Length; i++)
        {
            while (border > 0 && now[i] != now[border]) border = borders[border - 1];
            if (now[i] == now[border]) border++;
            borders[i] = border;
        }
        var state = 0;
        foreach (var letter in before)
        {
            while (state > 0 && (state == now.Length || letter != now[state])) state = borders[state - 1];
            if (letter == now[state]) state++;
        }
        return state;
    }
}
