namespace DigitalHub;

/// <summary>
/// How often a log is looked at: at once again where much is written, so that nothing is cut away unseen, and more and more
/// seldom where nothing is.
/// </summary>
/// <param name="Fixed">The time between two looks, where the user chose it.</param>
internal sealed class LogPace(TimeSpan? Fixed)
{
    /// <summary>The first pause.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest pause. Kubernetes is asked by a core every ten seconds (contract 3).</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.2);

    // So many looks while what the server keeps is written once.
    private const double Looks = 4;

    private TimeSpan _pause = First;

    /// <summary>The pause before the next look.</summary>
    public TimeSpan Pause => Fixed ?? _pause;

    /// <summary>Takes in what a look brought.</summary>
    /// <param name="share">How much of what the server keeps was new, from 0 to 1.</param>
    /// <param name="elapsed">The time since the look before.</param>
    public void Looked(double share, TimeSpan elapsed)
    {
        if (share <= 0)
        {
            _pause = Min(_pause * 1.5, Longest);
            return;
        }
        var perLook = elapsed > TimeSpan.Zero ? elapsed / (share * Looks) : First;
        _pause = perLook < Shortest ? Shortest : Min(perLook, First * 2);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
