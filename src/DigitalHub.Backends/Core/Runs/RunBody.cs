using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>The documents of runs as they are sent (contract 2.1, 2.4 and 4).</summary>
internal static class RunBody
{
    /// <summary>What the server writes into the metadata itself. Core refuses times that it can't read, and puts its own there anyway.</summary>
    public static readonly IReadOnlyCollection<string> ServersMetadata = ["project", "created", "updated", "created_by", "updated_by"];

    private static readonly string[] Kept = ["kind", "project", "id", "name", "metadata", "spec", "extensions"];

    /// <summary>The body that creates a run. The status is the backend's to begin, as in the local store.</summary>
    public static OrderedDictionary New(OrderedDictionary given)
    {
        var run = ValueMap.New();
        foreach (var name in Kept)
        {
            if (given[name] is { } value) run[name] = ValueMap.Clone(value);
        }
        if (run["extensions"] is Array { Length: 0 }) run.Remove("extensions");
        if (run["id"] is null)
        {
            run["id"] = NameGenerator.Id();
            run["name"] ??= NameGenerator.Name();
        }
        if (run.Map("metadata") is { } metadata) run["metadata"] = Without(metadata, ServersMetadata);
        return run;
    }

    /// <summary>Puts what nobody may change back into a changed document.</summary>
    public static void Restore(OrderedDictionary next, OrderedDictionary current)
    {
        // Core calls a run without a name by its id.
        next["name"] ??= current["id"];
        foreach (var name in (ReadOnlySpan<string>)["id", "kind", "project", "key", "user"])
        {
            if (current.Contains(name)) next[name] = current[name];
            else next.Remove(name);
        }
        if (next["metadata"] is not (null or OrderedDictionary) || current.Map("metadata") is not { } before) return;
        var metadata = next.Section("metadata");
        foreach (var name in ServersMetadata)
        {
            if (before.Contains(name)) metadata.Put(name, before[name]);
        }
    }

    public static OrderedDictionary Without(OrderedDictionary map, IReadOnlyCollection<string> names)
    {
        var rest = new List<KeyValuePair<string, object?>>(map.Count);
        foreach (DictionaryEntry entry in map)
        {
            if (!names.Contains((string)entry.Key, StringComparer.Ordinal)) rest.Add(new((string)entry.Key, entry.Value));
        }
        return ValueMap.From(rest);
    }
}
