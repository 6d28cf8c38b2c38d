using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub.Backends.Local;

/// <summary>The metadata that the backend is in charge of (contract 4.2); all other is the user's.</summary>
internal static class MetadataRules
{
    private static readonly string[] Own = ["project", "name", "version", "created", "updated", "created_by", "updated_by"];

    public static OrderedDictionary Complete(
        OrderedDictionary? sent,
        string? project,
        string name,
        string id,
        string? created,
        string updated,
        string? createdBy,
        string updatedBy)
    {
        // Core replaces a version that is nothing but the id.
        var version = Find(sent, "version") as string is { Length: > 0 } given && given != id ? given : NameGenerator.Name();
        List<KeyValuePair<string, object?>> pairs =
        [
            new("project", project),
            new("name", Find(sent, "name") as string ?? name),
            new("version", version),
            new("created", created),
            new("updated", updated),
            new("created_by", createdBy),
            new("updated_by", updatedBy),
        ];
        pairs.RemoveAll(pair => pair.Value is null);
        if (sent is not null)
        {
            foreach (DictionaryEntry entry in sent)
            {
                if (!Own.Contains((string)entry.Key, StringComparer.OrdinalIgnoreCase)) pairs.Add(new((string)entry.Key, ValueMap.Clone(entry.Value)));
            }
        }
        return ValueMap.From(pairs);
    }

    /// <summary>
    /// The metadata after a change; <c>updated</c> never goes back, even if the clock does. What a run that was kept lacks, it
    /// goes on lacking.
    /// </summary>
    public static OrderedDictionary Update(OrderedDictionary? current, OrderedDictionary? next, string name, string id, string user, DateTimeOffset now)
    {
        var before = current?.Text("updated");
        var updated = Timestamp.Parse(before) is { } time && time > now ? before! : Timestamp.Format(now);
        var sent = next is null ? ValueMap.New() : ValueMap.Clone(next);
        if (Find(sent, "version") is null) sent["version"] = current?["version"];
        return Complete(sent, current?.Text("project"), name, id, current?.Text("created"), updated, current?.Text("created_by"), user);
    }

    /// <summary>The value of this name in any case, also in a map that has names which differ only in case.</summary>
    private static object? Find(OrderedDictionary? map, string name) =>
        map is null || map.Contains(name)
            ? map?[name]
            : map.Cast<DictionaryEntry>().FirstOrDefault(entry => name.Equals((string)entry.Key, StringComparison.OrdinalIgnoreCase)).Value;
}
