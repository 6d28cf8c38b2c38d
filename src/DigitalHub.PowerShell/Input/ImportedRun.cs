using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>Makes a new run of a document that was read: what belongs to the old run's life is left behind (design section 5).</summary>
internal static class ImportedRun
{
    private static readonly string[] Left = ["status", "key", "user"];

    private static readonly string[] LeftMetadata = ["project", "created", "updated", "created_by", "updated_by"];

    /// <summary>The document to create.</summary>
    /// <param name="document">The document as read; it is changed.</param>
    /// <param name="destination">The project to import into instead of the document's own, or null.</param>
    /// <param name="currentProject">Gives the project for a document that names none.</param>
    /// <param name="newId">Whether a new id is to be made.</param>
    /// <param name="origin">Where the document came from, for errors; may be null.</param>
    /// <param name="result">What the reader said of it; may be null.</param>
    /// <exception cref="DigitalHubException"><c>DocumentInvalid</c> and what the rules say of its values.</exception>
    public static OrderedDictionary Prepare(
        OrderedDictionary document,
        string? destination,
        Func<string> currentProject,
        bool newId,
        string? origin,
        DocumentResult? result)
    {
        var kind = Text(document, "kind", origin, result) ?? throw Invalid("The document has no kind", "Add the kind of the run, for example kind: python+job:run.", origin, result);
        if (!RunKind.IsRun(kind)) throw Invalid($"The document's kind '{Errors.Shorten(kind)}' is no kind of a run", "Import the file with the command for what it holds.", origin, result);
        var own = Text(document, "project", origin, result);
        var project = destination ?? own ?? currentProject();
        var id = Text(document, "id", origin, result);
        var name = Text(document, "name", origin, result);
        foreach (var key in Left) document.Remove(key);
        var metadata = Section(document, "metadata", origin, result);
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
        var spec = Section(document, "spec", origin, result);
        if (spec is null) document["spec"] = spec = ValueMap.New();
        if (destination is not null && destination != own) RunReferences.Move(spec, destination);
        RunRules.Check(document);
        RunReferences.Check(spec, project);
        return document;
    }

    private static string? Text(OrderedDictionary document, string name, string? origin, DocumentResult? result) => document[name] switch
    {
        null => null,
        string text => text,
        var other => throw Invalid($"The document's {name} is {other}, not text", $"Put the {name} in quotes.", origin, result),
    };

    private static OrderedDictionary? Section(OrderedDictionary document, string name, string? origin, DocumentResult? result)
    {
        if (!document.Contains(name)) return null;
        if (document[name] is OrderedDictionary map) return map;
        if (document[name] is null)
        {
            document.Remove(name);
            return null;
        }
        throw Invalid($"The document's {name} is no dictionary", $"Write {name} as a dictionary.", origin, result);
    }

    private static DocumentException Invalid(string what, string action, string? origin, DocumentResult? result) =>
        new(origin is null ? $"{what}." : $"{what} ({origin}).")
        {
            Target = origin,
            Line = result?.Line ?? 0,
            Column = result is null ? 0 : 1,
            RecommendedAction = action,
        };
}
