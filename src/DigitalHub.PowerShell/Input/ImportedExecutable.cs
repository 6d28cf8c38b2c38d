using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>Makes a new version of a function or workflow of a document that was read: what belongs to the old one's life is left behind.</summary>
internal static class ImportedExecutable
{
    /// <summary>The fields of its document.</summary>
    public static readonly IReadOnlyCollection<string> Known = ["kind", "project", "id", "name", "metadata", "spec"];

    /// <summary>Makes the document one to create.</summary>
    /// <param name="type">Function or workflow.</param>
    /// <param name="document">The document as read; it is changed.</param>
    /// <param name="destination">The project to import into instead of the document's own, or null.</param>
    /// <param name="currentProject">Gives the project for a document that names none.</param>
    /// <param name="newId">Whether a new id is to be made.</param>
    /// <param name="place">Where it stands in a file, for errors; null where there is none.</param>
    /// <exception cref="DigitalHubException"><c>DocumentInvalid</c> and what the rules say of its values.</exception>
    public static void Prepare(EntityType type, OrderedDictionary document, string? destination, Func<string> currentProject, bool newId, DocumentPlace? place)
    {
        var word = EntityWords.Of(type).Word;
        if (EntityKey.TryParse(ImportedDocument.Text(document, "key", place), out var key) && key.Type != word)
        {
            throw ImportedDocument.Invalid(place, $"The document is of a {key.Type}, not of a {word}", $"Import it with the command for a {key.Type}.");
        }
        if (ImportedDocument.Text(document, "kind", place) is null) throw ImportedDocument.Invalid(place, "The document has no kind", $"Add the kind of the {word}, for example kind: {(type == EntityType.Function ? "python" : "hera")}.");
        if (ImportedDocument.Text(document, "name", place) is null) throw ImportedDocument.Invalid(place, "The document has no name", $"Add the name of the {word}.");
        document["project"] = destination ?? ImportedDocument.Text(document, "project", place) ?? currentProject();
        foreach (var field in ImportedDocument.Left) document.Remove(field);
        var metadata = ImportedDocument.Section(document, "metadata", place);
        foreach (var field in ImportedDocument.LeftMetadata) metadata?.Remove(field);
        if (ImportedDocument.Text(document, "id", place) is null || newId)
        {
            metadata?.Remove("version");
            document["id"] = NameGenerator.Id();
        }
        ImportedDocument.Section(document, "spec", place);
        EntityRules.Check(type, document);
    }
}
