using Microsoft.Data.Sqlite;

namespace DigitalHub.Backends.Local;

/// <summary>The functions that filters use where SQLite's own know ASCII only.</summary>
internal static class TextFunctions
{
    private const int MaxPatterns = 100;

    public static void Register(SqliteConnection connection)
    {
        var patterns = new Dictionary<string, Wildcard>(StringComparer.Ordinal);
        connection.CreateFunction(
            "dh_matches",
            (string pattern, string? text) =>
            {
                if (text is null) return false;
                if (!patterns.TryGetValue(pattern, out var wildcard))
                {
                    if (patterns.Count >= MaxPatterns) patterns.Clear();
                    patterns.Add(pattern, wildcard = Wildcard.OfAnyLength(pattern));
                }
                return wildcard.IsMatch(text);
            },
            isDeterministic: true);
        connection.CreateFunction(
            "dh_contains",
            (string part, string? text) => text is not null && text.Contains(part, StringComparison.OrdinalIgnoreCase),
            isDeterministic: true);
        connection.CreateFunction(
            "dh_reason",
            (string? document) => document is null ? null : RunReason.Of(StoredDocument.Read(document).Map),
            isDeterministic: true);
    }
}
