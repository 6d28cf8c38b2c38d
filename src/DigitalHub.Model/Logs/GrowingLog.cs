namespace DigitalHub;

/// <summary>
/// The log of one container as it grows: says of each whole text that a server sends what is new in it. A core sends the
/// last 2,097,152 characters (contract 2.7), so that the front of a long log goes away while its end grows; a container that
/// starts again may begin its log anew.
/// </summary>
internal sealed class GrowingLog
{
    /// <summary>How much of a log a core keeps where nothing else is configured, in UTF-16 units.</summary>
    public const int UsualWindow = 2_097_152;

    // The letter that a cut may leave of a character, or of one that was being written.
    private const char Broken = '\ufffd';
    private const int MaxBroken = 3;

    // Less in common than this is chance. As much is lost twice at most.
    private const int LeastOverlap = 32;

    private string _seen = string.Empty;
    private bool _isCut;

    /// <summary>How many characters the server keeps, as far as that can be told.</summary>
    public int Window => _isCut ? _seen.Length : UsualWindow;

    /// <summary>The text as it was last seen.</summary>
    public string Text => _seen;

    /// <summary>What is new.</summary>
    /// <param name="text">The whole text that the server sent.</param>
    /// <param name="isLast">Whether there will be no other: then what may be half a character is no longer waited for.</param>
    public LogGrowth Grow(string text, bool isLast)
    {
        var kept = isLast ? text : text[..^BrokenAtEnd(text)];
        if (kept.Length == _seen.Length && kept == _seen) return new LogGrowth(default, LogBreak.None);
        if (kept.StartsWith(_seen, StringComparison.Ordinal)) return Take(kept, _seen.Length, LogBreak.None);
        // What is cut stays as long as it was; what has become shorter was begun anew.
        if (kept.Length + MaxBroken < _seen.Length) return Begin(kept);
        var overlap = Overlap(kept);
        if (overlap >= Math.Min(LeastOverlap, _seen.Length))
        {
            _isCut = true;
            return Take(kept, overlap, LogBreak.None);
        }
        if (!IsFull(kept)) return Begin(kept);
        _isCut = true;
        return Take(kept, 0, LogBreak.Gap);
    }

    private LogGrowth Begin(string text)
    {
        _isCut = false;
        return Take(text, 0, LogBreak.Restart);
    }

    private LogGrowth Take(string text, int from, LogBreak gap)
    {
        _seen = text;
        return new LogGrowth(text.AsMemory(from), gap);
    }

    private bool IsFull(string text) =>
        Math.Abs(text.Length - UsualWindow) <= MaxBroken || (Math.Abs(text.Length - _seen.Length) <= MaxBroken && (_isCut || text.Length > LeastOverlap));

    // A cut through a character leaves half of it, which the server sends as a question mark or as what stands for nothing.
    private int Overlap(string text)
    {
        var plain = LogOverlap.Length(_seen, text);
        if (plain >= LeastOverlap) return plain;
        for (var skip = 1; skip <= MaxBroken && skip < text.Length && text[skip - 1] is '?' or Broken; skip++)
        {
            var behind = LogOverlap.Length(_seen, text.AsSpan(skip));
            if (behind >= LeastOverlap) return behind + skip;
        }
        return plain;
    }

    private static int BrokenAtEnd(string text)
    {
        var count = 0;
        while (count < MaxBroken && count < text.Length && text[^(count + 1)] == Broken) count++;
        return count;
    }
}

/// <summary>What is new in a log.</summary>
/// <param name="Text">The new text.</param>
/// <param name="Break">How it hangs together with what was there before.</param>
internal readonly record struct LogGrowth(ReadOnlyMemory<char> Text, LogBreak Break);

/// <summary>How a new piece of a log hangs together with the one before.</summary>
internal enum LogBreak
{
    /// <summary>It goes on where that ended.</summary>
    None,

    /// <summary>The log was begun anew.</summary>
    Restart,

    /// <summary>Something between them is missing: more was written between two looks than the server keeps.</summary>
    Gap,
}
