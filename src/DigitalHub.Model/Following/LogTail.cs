namespace DigitalHub;

/// <summary>The last lines of a run's log as a terminal would have shown them in the end: without escape sequences, progress bars as they were last.</summary>
internal static class LogTail
{
    public const int Lines = 8;

    private const int MaxLine = 300;

    // More than this holds no more than the last lines.
    private const int MaxRead = 64 * 1024;

    /// <summary>The last lines of the container that tells most: the one that failed, else the last that wrote anything.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<RunLog> logs, string? container)
    {
        var log = logs.LastOrDefault(log => container is not null && log.Container == container && log.Text.Length > 0)
            ?? logs.LastOrDefault(log => log.Text.Length > 0 && !LogChoice.IsInit(log.Container))
            ?? logs.LastOrDefault(log => log.Text.Length > 0);
        return log is null ? [] : Last(log.Text);
    }

    private static IReadOnlyList<string> Last(string text) =>
    [
        .. TerminalText.Lines(text.Length > MaxRead ? text[^MaxRead..] : text)
            .Where(line => !string.IsNullOrWhiteSpace(line))
            .TakeLast(Lines)
            .Select(line => line.Length > MaxLine ? $"{line[..MaxLine]}..." : line),
    ];
}
