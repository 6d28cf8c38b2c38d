using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>Makes a new run of a document that was read: what belongs to the old run's life is left behind (design section 5).</summary>
internal static class ImportedRun
{
    /// <summary>The fields of a run's document.</summary>
    public static readonly IReadOnlyCollection<string> Known = ["kind", "project", "id", "name", "metadata", "spec", "extensions"];

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
        // A core up to 0.13 calls a run by its function and id, a name that nothing else takes (transcript core-0.13).
        if (name is not null && name.EndsWith($"/{id}", StringComparison.Ordinal))
        {
            if (metadata?.Text("name") == name) metadata.Remove("name");
            name = null;
        }
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
