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
    /// <exception cref="DigitalHubException"><c>DocumentInvalid</c> and what the rules say of its values.</exception>
    public static OrderedDictionary Prepare(
        OrderedDictionary document,
        string? destination,
        Func<string> currentProject,
        bool newId)
    {
        var kind = Text(document, "kind") ?? throw Invalid("The document has no kind", "Add the kind of the run, for example kind: python+job:run.");
        if (!RunKind.IsRun(kind)) throw Invalid($"The document's kind '{Errors.Shorten(kind)}' is no kind of a run", "Import the file with the command for what it holds.");
        var own = Text(document, "project");
        var project = destination ?? own ?? currentProject();
        var id = Text(document, "id");
        var name = Text(document, "name");
        foreach (var key in Left) document.Remove(key);
        var metadata = Section(document, "metadata");
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
        var spec = Section(document, "spec");
        if (spec is null) document["spec"] = spec = ValueMap.New();
        if (destination is not null && destination != own) RunReferences.Move(spec, destination);
        RunRules.Check(document);
        RunReferences.Check(spec, project);
        return document;
    }

    private static string? Text(OrderedDictionary document, string name) => document[name] switch
    {
        null => null,
        string text => text,
        var other => throw Invalid($"The document's {name} is {other}, not text", $"Put the {name} in quotes."),
    };

    private static OrderedDictionary? Section(OrderedDictionary document, string name)
    {
        if (!document.Contains(name)) return null;
        if (document[name] is OrderedDictionary map) return map;
        if (document[name] is null)
        {
            document.Remove(name);
            return null;
        }
        throw Invalid($"The document's {name} is no dictionary", $"Write {name} as a dictionary.");
    }

    private static DocumentException Invalid(string what, string action) => new($"{what}.") { RecommendedAction = action };
}
