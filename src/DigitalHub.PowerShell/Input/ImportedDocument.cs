using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>What documents that are imported have in common, be they of runs, functions or workflows.</summary>
internal static class ImportedDocument
{
    /// <summary>What belongs to the life of what was exported.</summary>
    public static readonly IReadOnlyList<string> Left = ["status", "key", "user"];

    /// <summary>The same in the metadata, and what says from what a run was created: a document may have been changed since.</summary>
    public static readonly IReadOnlyList<string> LeftMetadata = ["project", "created", "updated", "created_by", "updated_by", SentHash.Field];

    /// <summary>Whether a document comes from a backend, which has taken its spec already, and not from somebody who wrote it: those have no key and no state.</summary>
    public static bool IsExported(OrderedDictionary document) =>
        document["key"] is string { Length: > 0 } || (document["status"] as OrderedDictionary)?["state"] is string { Length: > 0 };

    /// <summary>
    /// Makes a document of what the shell holds: names as documents write them, since the shell knows no case. An object that
    /// was serialised, or made of JSON again, has properties that repeat what stands in the document; they are left out.
    /// </summary>
    /// <param name="map">What the shell holds.</param>
    /// <param name="known">The fields of the document.</param>
    /// <param name="type">The type of object that has such a document.</param>
    /// <exception cref="InputException"><c>ValueInvalid</c>: a field comes twice, in different case.</exception>
    public static OrderedDictionary OfShell(OrderedDictionary map, IReadOnlyCollection<string> known, Type type)
    {
        var isObject = map.Contains("key") && map.Contains("backend") && map.Contains("kind");
        HashSet<string> properties = new(isObject ? type.GetProperties().Select(property => property.Name) : [], StringComparer.OrdinalIgnoreCase);
        List<KeyValuePair<string, object?>> pairs = [];
        foreach (string name in map.Keys)
        {
            var field = known.Concat(Left).FirstOrDefault(other => string.Equals(name, other, StringComparison.OrdinalIgnoreCase));
            if (field is null && properties.Contains(name)) continue;
            if (field is not null && pairs.Exists(pair => pair.Key == field)) throw Errors.Value($"The document has the field '{field}' twice, in different case.", name, "Give each field once.");
            pairs.Add(new(field ?? name, map[name]));
        }
        return ValueMap.From(pairs);
    }

    /// <summary>Takes fields out that it does not have, and gives their names.</summary>
    public static IReadOnlyList<string> TakeUnknown(OrderedDictionary document, IReadOnlyCollection<string> known)
    {
        List<string> unknown = [.. document.Keys.Cast<string>().Where(name => !known.Contains(name))];
        foreach (var name in unknown) document.Remove(name);
        return unknown;
    }

    /// <summary>What brings one that is there in step with a prepared document; null where it is in step.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: it is of another kind.</exception>
    public static EntityChange? ChangeOf(StoredDocument current, OrderedDictionary document, string word)
    {
        if (document.Text("kind") != current.Head("kind"))
        {
            throw Errors.Value($"The {word} '{document["id"]}' is of kind '{current.Head("kind")}', and the document of kind '{document["kind"]}'. The kind of a {word} can't be changed.", document["id"], $"Import it with -NewId, as another {word}.");
        }
        var edited = ValueMap.Clone(current.Map);
        foreach (System.Collections.DictionaryEntry entry in document) edited.Put((string)entry.Key, ValueMap.Clone(entry.Value));
        // The document has been rid of what the backend is in charge of; that stays as it is.
        var before = current.Map.Map("metadata");
        foreach (var name in (ReadOnlySpan<string>)["version", "name", "embedded", .. LeftMetadata])
        {
            if (before?.Contains(name) == true && !edited.Section("metadata").Contains(name)) edited.Section("metadata")[name] = before[name];
        }
        if (before?["labels"] is Array { Length: > 0 } labels)
        {
            // Labels merge as sets, here as in every update: what somebody gave it meanwhile stays.
            var more = edited.Section("metadata")["labels"] as Array ?? Array.Empty<object>();
            edited.Section("metadata")["labels"] = labels.Cast<object?>().Union(more.Cast<object?>()).ToArray();
        }
        return ValueMap.Same(edited, current.Map) ? null : new EntityChange { AsRead = current.Json, Edited = edited };
    }

    /// <summary>The error for what is doubtful in a document that must not be.</summary>
    public static DocumentException Doubtful(string said, DocumentPlace? place) => new(said)
    {
        File = place?.File,
        Line = place?.Line ?? 0,
        Target = place?.ToString(),
        RecommendedAction = "Mend the document, or leave -Strict out.",
    };

    public static string? Text(OrderedDictionary document, string name, DocumentPlace? place) => document[name] switch
    {
        null => null,
        string text => text,
        var other => throw Invalid(place, $"The document's {name} is {other}, not text", $"Put the {name} in quotes."),
    };

    public static OrderedDictionary? Section(OrderedDictionary document, string name, DocumentPlace? place)
    {
        if (!document.Contains(name)) return null;
        if (document[name] is OrderedDictionary map) return map;
        if (document[name] is null)
        {
            document.Remove(name);
            return null;
        }
        throw Invalid(place, $"The document's {name} is no dictionary", $"Write {name} as a dictionary.");
    }

    public static DocumentException Invalid(DocumentPlace? place, string what, string action) => new($"{what}.")
    {
        File = place?.File,
        Line = place?.Line ?? 0,
        Column = place is null ? 0 : 1,
        Target = place?.ToString(),
        RecommendedAction = action,
    };
}

/// <summary>Where a document begins.</summary>
/// <param name="File">The file's path; null for text without a file.</param>
/// <param name="Line">The line, from 1.</param>
internal sealed record DocumentPlace(string? File, int Line)
{
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File ?? "line "}{(File is null ? string.Empty : ":")}{Line}");
}
