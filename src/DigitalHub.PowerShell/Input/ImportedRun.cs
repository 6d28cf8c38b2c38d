using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>Makes a new run of a document that was read: what belongs to the old run's life is left behind (design section 5).</summary>
internal static class ImportedRun
{
    private static readonly string[] Left = ["status", "key", "user"];

    private static readonly string[] Known = ["kind", "project", "id", "name", "metadata", "spec", "extensions"];

    private static readonly string[] LeftMetadata = ["project", "created", "updated", "created_by", "updated_by"];

    // What a run object shows of its document, or says beside it.
    private static readonly string[] Shown =
    [
        "function", "workflow", "task", "action", "state", "reason", "message", "labels", "created", "updated", "started", "ended", "duration",
        "url", "results", "outputs", "backend",
    ];

    /// <summary>
    /// The document that an object or a dictionary of a script is: its fields may be written in any case, as properties are.
    /// An object that was made of a run, as <c>ConvertTo-Json</c> and <c>ConvertFrom-Json</c> make it, also holds what the run
    /// showed beside its document.
    /// </summary>
    /// <param name="given">The values of the object.</param>
    /// <exception cref="InputException"><c>ValueInvalid</c>: a field comes twice, in different case.</exception>
    public static OrderedDictionary OfObject(OrderedDictionary given)
    {
        var wasRun = EntityKey.TryParse(Value(given, "key") as string, out var key) && key.Type == "run" && Value(given, "backend") is string;
        var fields = ValueMap.New();
        foreach (System.Collections.DictionaryEntry entry in given)
        {
            var name = (string)entry.Key;
            if (wasRun && Shown.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            name = Known.Concat(Left).FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
            if (fields.Contains(name)) throw Errors.Value($"The document has the field '{name}' twice, in different case.", name, "Give each field once.");
            fields.Add(name, entry.Value);
        }
        return fields;
    }

    private static object? Value(OrderedDictionary map, string name) =>
        map.Keys.Cast<string>().FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } key ? map[key] : null;

    /// <summary>Makes the document one to create.</summary>
    /// <param name="document">The document as read; it is changed.</param>
    /// <param name="destination">The project to import into instead of the document's own, or null.</param>
    /// <param name="currentProject">Gives the project for a document that names none.</param>
    /// <param name="newId">Whether a new id is to be made.</param>
    /// <param name="place">Where it stands in a file, for errors; null where there is none.</param>
    /// <exception cref="DigitalHubException"><c>DocumentInvalid</c> and what the rules say of its values.</exception>
    public static void Prepare(
        OrderedDictionary document,
        string? destination,
        Func<string> currentProject,
        bool newId,
        DocumentPlace? place)
    {
        var kind = Text(document, "kind", place) ?? throw Invalid(place, "The document has no kind", "Add the kind of the run, for example kind: python+job:run.");
        if (!RunKind.IsRun(kind)) throw Invalid(place, $"The document's kind '{Errors.Shorten(kind)}' is no kind of a run", "Only runs can be imported; their kinds end in :run or +run.");
        var own = Text(document, "project", place);
        var project = destination ?? own ?? currentProject();
        var id = Text(document, "id", place);
        var name = Text(document, "name", place);
        foreach (var key in Left) document.Remove(key);
        var metadata = Section(document, "metadata", place);
        foreach (var key in LeftMetadata) metadata?.Remove(key);
        if (newId || id is null)
        {
            if (name == id) name = null;
            if (metadata is not null && id is not null && metadata.Text("name") == id) metadata.Remove("name");
            metadata?.Remove("version");
            id = NameGenerator.Id();
            name ??= NameGenerator.Name();
        }
        document["project"] = project;
        document["id"] = id;
        document["name"] = name ?? id;
        var spec = Section(document, "spec", place);
        if (spec is null) document["spec"] = spec = ValueMap.New();
        if (document["extensions"] is not (null or Array)) throw Invalid(place, "The document's extensions are no list", "Write extensions as a list.");
        if (destination is not null && destination != own) RunReferences.Move(spec, destination);
        RunRules.Check(document);
        RunReferences.Check(spec, project);
    }

    /// <summary>The state that the run of a document was in; null where it says none.</summary>
    public static string? State(OrderedDictionary document) =>
        (document["status"] as OrderedDictionary)?["state"] is string { Length: > 0 } state ? state.ToUpperInvariant() : null;

    /// <summary>Takes fields out that no run has, and gives their names.</summary>
    public static IReadOnlyList<string> TakeUnknown(OrderedDictionary document)
    {
        List<string> unknown = [.. document.Keys.Cast<string>().Where(name => !Known.Contains(name))];
        foreach (var name in unknown) document.Remove(name);
        return unknown;
    }

    /// <summary>What brings a run that is there in step with a prepared document; null where it is in step.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: the run is of another kind.</exception>
    public static EntityChange? ChangeOf(StoredDocument current, OrderedDictionary document)
    {
        if (document.Text("kind") != current.Head("kind"))
        {
            throw Errors.Value($"Run '{document["id"]}' is of kind '{current.Head("kind")}', and the document of kind '{document["kind"]}'. The kind of a run can't be changed.", document["id"], "Import it with -NewId, as another run.");
        }
        var edited = ValueMap.Clone(current.Map);
        foreach (System.Collections.DictionaryEntry entry in document) edited.Put((string)entry.Key, ValueMap.Clone(entry.Value));
        // The document has been rid of what the backend is in charge of; that stays as it is.
        var before = current.Map.Map("metadata");
        foreach (var name in (ReadOnlySpan<string>)["version", "name", .. LeftMetadata])
        {
            if (before?.Contains(name) == true && !edited.Section("metadata").Contains(name)) edited.Section("metadata")[name] = before[name];
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

    private static string? Text(OrderedDictionary document, string name, DocumentPlace? place) => document[name] switch
    {
        null => null,
        string text => text,
        var other => throw Invalid(place, $"The document's {name} is {other}, not text", $"Put the {name} in quotes."),
    };

    private static OrderedDictionary? Section(OrderedDictionary document, string name, DocumentPlace? place)
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

    private static DocumentException Invalid(DocumentPlace? place, string what, string action) => new($"{what}.")
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
