using System.Text;
using System.Text.RegularExpressions;

namespace DigitalHub;

/// <summary>The last lines of a run's log as a terminal would have shown them in the end: without escape sequences, progress bars as they were last.</summary>
internal static partial class LogTail
{
    public const int Lines = 8;

    private const int MaxLine = 300;

    // More than this holds no more than the last lines.
    private const int MaxRead = 64 * 1024;

    /// <summary>The last lines of the container that tells most: the one that failed, else the last that wrote anything.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<RunLog> logs, string? container)
    {
        var log = logs.LastOrDefault(log => container is not null && log.Container == container && log.Text.Length > 0)
            ?? logs.LastOrDefault(log => log.Text.Length > 0 && log.Container?.StartsWith("init", StringComparison.Ordinal) != true)
            ?? logs.LastOrDefault(log => log.Text.Length > 0);
        return log is null ? [] : Last(log.Text);
    }

    private static List<string> Last(string text)
    {
        if (text.Length > MaxRead) text = text[^MaxRead..];
        var lines = Escape().Replace(text, string.Empty).Split('\n').Select(Shown).Where(line => !string.IsNullOrWhiteSpace(line)).ToList();
        return lines.Count <= Lines ? lines : lines[^Lines..];
    }

    private static string Shown(string line)
    {
        line = line.TrimEnd('\r');
        line = line[(line.LastIndexOf('\r') + 1)..];
        var shown = new StringBuilder(Math.Min(line.Length, MaxLine));
        foreach (var letter in line.Length > MaxLine ? line.AsSpan(0, MaxLine) : line)
        {
            if (!char.IsControl(letter) || letter == '\t') shown.Append(letter);
        }
        return line.Length > MaxLine ? shown.Append("...").ToString() : shown.ToString();
    }

    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)|[@-Z\\-_])", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
