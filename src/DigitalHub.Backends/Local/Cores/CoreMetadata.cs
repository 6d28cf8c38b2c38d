using System.Collections;
using System.Collections.Specialized;
using DigitalHub.Backends.Core.Runs;

namespace DigitalHub.Backends.Local.Cores;

/// <summary>Metadata as a core completes what is sent (contract 4.2): all that is not the server's is kept as it is.</summary>
internal static class CoreMetadata
{
    /// <summary>What is sent, without what the server writes itself.</summary>
    public static OrderedDictionary Own(OrderedDictionary? sent) => sent is null ? ValueMap.New() : ValueMap.Clone(RunBody.Without(sent, RunBody.ServersMetadata));

    /// <summary>Gives a new entity its version: two words, also in the place of one that is nothing but the id.</summary>
    public static void Version(OrderedDictionary own, string id)
    {
        if (own["version"] is null || own.Text("version") == id) own["version"] = NameGenerator.Name();
    }

    /// <summary>The metadata of a new entity.</summary>
    public static OrderedDictionary New(OrderedDictionary own, string project, string name, string user, DateTimeOffset now)
    {
        var time = Timestamp.Format(now);
        return Complete(own, name, [new("project", project), new("created", time), new("updated", time), new("created_by", user), new("updated_by", user)]);
    }

    /// <summary>The metadata after a change; <c>updated</c> never goes back, even if the clock does.</summary>
    public static OrderedDictionary Changed(OrderedDictionary own, OrderedDictionary? current, string name, string user, DateTimeOffset now)
    {
        List<KeyValuePair<string, object?>> servers =
        [
            new("project", current?["project"]),
            new("created", current?["created"]),
            new("updated", Later(current, now)),
            new("created_by", current?["created_by"]),
            new("updated_by", user),
        ];
        servers.RemoveAll(pair => pair.Value is null);
        return Complete(own, name, servers);
    }

    /// <summary>Notes a change by the server itself.</summary>
    public static void Touch(OrderedDictionary document, string user, DateTimeOffset now)
    {
        var metadata = document.Section("metadata");
        metadata["updated"] = Later(metadata, now);
        metadata["updated_by"] = user;
    }

    private static string Later(OrderedDictionary? current, DateTimeOffset now)
    {
        var before = current?.Text("updated");
        return Timestamp.Parse(before) is { } time && time > now ? before! : Timestamp.Format(now);
    }

    private static OrderedDictionary Complete(OrderedDictionary own, string name, List<KeyValuePair<string, object?>> servers)
    {
        if (!own.Contains("name")) servers.Insert(1, new("name", name));
        foreach (DictionaryEntry entry in own) servers.Add(new((string)entry.Key, entry.Value));
        return ValueMap.From(servers);
    }
}
