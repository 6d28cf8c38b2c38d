using System.Text.RegularExpressions;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>What core made up when it was recorded (ids, names, tokens), and what the server made up in its place.</summary>
internal sealed partial class Translation
{
    private const string TimeMark = "<time>";

    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);

    public void Learn(string recorded, string actual)
    {
        if (_words.TryAdd(recorded, actual) || _words[recorded] == actual)
        {
            return;
        }
        throw new InvalidOperationException($"'{recorded}' was '{_words[recorded]}' and is now '{actual}'.");
    }

    /// <summary>A recorded text, such as a request, in the server's words.</summary>
    public string ToActual(string recorded)
    {
        foreach (var (word, actual) in _words)
        {
            recorded = recorded.Replace(word, actual, StringComparison.Ordinal);
        }
        return recorded;
    }

    /// <summary>Whether two texts are the same but for times and ids, which must agree with all that was seen before.</summary>
    public bool SameText(string recorded, string actual)
    {
        recorded = Flags().Replace(Time().Replace(recorded, TimeMark + "$2"), "Flag;@0");
        actual = Flags().Replace(Time().Replace(actual, TimeMark + "$2"), "Flag;@0");
        if (ToActual(recorded) == actual)
        {
            return true;
        }
        var recordedIds = Ids(recorded);
        var actualIds = Ids(actual);
        if (recordedIds.Length != actualIds.Length || Id().Replace(recorded, "") != Id().Replace(actual, ""))
        {
            return false;
        }
        foreach (var (id, own) in recordedIds.Zip(actualIds))
        {
            if (_words.TryGetValue(id, out var known) ? known != own : _words.ContainsValue(own))
            {
                return false;
            }
            _words[id] = own;
        }
        return true;
    }

    /// <summary>Whether two texts are made-up names: two words.</summary>
    public static bool AreNames(string recorded, string actual) => TwoWords().IsMatch(recorded) && TwoWords().IsMatch(actual);

    /// <summary>Whether a made-up name stands for another, as it did before.</summary>
    public bool SameName(string recorded, string actual) => _words.TryAdd(recorded, actual) || _words[recorded] == actual;

    private static string[] Ids(string text) => [.. Id().Matches(text).Select(match => match.Value)];

    // The suffix tells the forms of dates apart.
    [GeneratedRegex(@"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")]
    private static partial Regex Time();

    [GeneratedRegex(@"Flag;@[0-9a-f]+")]
    private static partial Regex Flags();

    [GeneratedRegex("[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[a-z]+-[a-z]+\z")]
    private static partial Regex TwoWords();
}
