using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>Makes a new run of a document that was read: what belongs to the old run's life is left behind (design section 5).</summary>
internal static class ImportedRun
{
    /// <summary>The fields of a run's document.</summary>
    public static readonly IReadOnlyCollection<string> Known = ["kind", "project", "id", "name", "metadata", "spec", "extensions"];

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
            name = Known.Concat(ImportedDocument.Left).FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
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
    /// <param name="move">Re-points the references of a spec that goes to another project than the document's own.</param>
    /// <exception cref="DigitalHubException"><c>DocumentInvalid</c> and what the rules say of its values.</exception>
    public static void Prepare(
        OrderedDictionary document,
        string? destination,
        Func<string> currentProject,
        bool newId,
        DocumentPlace? place,
        Action<OrderedDictionary> move)
    {
        var kind = ImportedDocument.Text(document, "kind", place) ?? throw ImportedDocument.Invalid(place, "The document has no kind", "Add the kind of the run, for example kind: python+job:run.");
        if (!RunKind.IsRun(kind)) throw ImportedDocument.Invalid(place, $"The document's kind '{Errors.Shorten(kind)}' is no kind of a run", "The kinds of runs end in :run or +run; functions and workflows have Import-DhFunction and Import-DhWorkflow.");
        var own = ImportedDocument.Text(document, "project", place);
        var project = destination ?? own ?? currentProject();
        var id = ImportedDocument.Text(document, "id", place);
        var name = ImportedDocument.Text(document, "name", place);
        foreach (var key in ImportedDocument.Left) document.Remove(key);
        var metadata = ImportedDocument.Section(document, "metadata", place);
        foreach (var key in ImportedDocument.LeftMetadata) metadata?.Remove(key);
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
        var spec = ImportedDocument.Section(document, "spec", place);
        if (spec is null) document["spec"] = spec = ValueMap.New();
        if (document["extensions"] is not (null or Array)) throw ImportedDocument.Invalid(place, "The document's extensions are no list", "Write extensions as a list.");
        if (destination is not null && destination != own) move(spec);
        RunRules.Check(document);
        RunReferences.Check(spec, project);
    }

    /// <summary>The state that the run of a document was in; null where it says none.</summary>
    public static string? State(OrderedDictionary document) =>
        (document["status"] as OrderedDictionary)?["state"] is string { Length: > 0 } state ? state.ToUpperInvariant() : null;
}
