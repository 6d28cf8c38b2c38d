using System.Collections.Specialized;
using System.Text.RegularExpressions;

namespace DigitalHub;

/// <summary>Core's rules for ids, names, kinds, projects and labels (contract 1.2), with words for a person.</summary>
internal static partial class RunRules
{
    public const int MaxIdLength = 255;

    /// <exception cref="InputException"><c>IdInvalid</c></exception>
    public static string Id(string id, string entity = "run")
    {
        if (id.Length == 0) throw Errors.IdInvalid(id, "it is empty", entity);
        if (id.Length > MaxIdLength) throw Errors.IdInvalid(id, $"it has {id.Length} characters", entity);
        return Slug().IsMatch(id) ? id : throw Errors.IdInvalid(id, $"'{FirstIllegal(id)}' is not allowed", entity);
    }

    /// <summary>Whether a text has only the characters of ids, names and kinds.</summary>
    public static bool IsSlug(string text) => Slug().IsMatch(text);

    /// <exception cref="InputException"><c>NameInvalid</c></exception>
    public static string Name(string name) =>
        IsName(name)
            ? name
            : throw new InputException("NameInvalid", $"'{Errors.Shorten(name)}' is no valid name.")
            {
                Target = name,
                RecommendedAction = "A name has 1 to 255 of the characters a-z A-Z 0-9 . _ + - and nothing else.",
            };

    /// <summary>Whether this can be the name of a run.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= MaxIdLength && Slug().IsMatch(name);

    /// <exception cref="InputException"><c>KindInvalid</c></exception>
    public static string Kind(string kind) =>
        kind.Length is > 0 and <= MaxIdLength && KindPattern().IsMatch(kind)
            ? kind
            : throw new InputException("KindInvalid", $"'{Errors.Shorten(kind)}' is no valid kind of a run.")
            {
                Target = kind,
                RecommendedAction = "A kind looks like python+job:run (or python+run): letters, digits and . _ + - , : only.",
            };

    /// <summary>Whether this can be the name of a project.</summary>
    public static bool IsProject(string name) => ProjectPattern().IsMatch(name);

    /// <exception cref="InputException"><c>ProjectInvalid</c></exception>
    public static string Project(string name) =>
        IsProject(name)
            ? name
            : throw new InputException("ProjectInvalid", $"'{Errors.Shorten(name)}' is no valid name of a project.")
            {
                Target = name,
                RecommendedAction = "A project's name has 2 to 38 of the characters a-z 0-9 - and nothing else.",
            };

    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static string Label(string? label) =>
        string.IsNullOrWhiteSpace(label) ? throw Errors.Value("A label is empty.", label, "Give each label as text.") : ValueRules.Text(label, "labels");

    /// <summary>Labels as a document holds them, each once.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static object?[] Labels(IEnumerable<string> labels) => [.. labels.Select(Label).Distinct()];

    /// <summary>Checks a document before it is created: what core checks first (contract 2.1, steps 2 and 10).</summary>
    /// <exception cref="InputException">A rule is broken; the id names the rule.</exception>
    public static void Check(OrderedDictionary document)
    {
        Project(Required(document, "project"));
        Kind(Required(document, "kind"));
        Id(Required(document, "id"));
        if (document.Contains("name")) Name(Required(document, "name"));
        Sections(document);
    }

    /// <summary>Checks what the documents of all entities have in common: sections are dictionaries, labels texts.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static void Sections(OrderedDictionary document)
    {
        foreach (var section in (ReadOnlySpan<string>)["metadata", "spec", "status"])
        {
            if (document[section] is not (null or OrderedDictionary))
            {
                throw Errors.Value($"{section} is no dictionary.", document[section], $"Give {section} as a dictionary, for example @{{ name = 'value' }}.");
            }
        }
        if (document.Map("metadata")?["labels"] is not { } labels) return;
        if (labels is not Array list) throw Errors.Value("metadata.labels is no list.", labels, "Give labels as a list of texts.");
        foreach (var label in list)
        {
            if (label is not string text) throw Errors.Value($"The label '{label}' is no text.", label, "Give each label as text.");
            Label(text);
        }
    }

    /// <summary>A text at the top of a document that must be there.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static string Required(OrderedDictionary document, string name) =>
        document[name] switch
        {
            string text => text,
            null => throw Errors.Value($"The document has no {name}.", action: $"Give the {name}."),
            var other => throw Errors.Value($"The document's {name} is no text.", other, $"Give the {name} as text."),
        };

    private static char FirstIllegal(string id) => id.First(letter => !Slug().IsMatch(letter.ToString()));

    [GeneratedRegex(@"\A[a-zA-Z0-9._+-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Slug();

    [GeneratedRegex(@"\A[a-zA-Z0-9._+,:-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex KindPattern();

    [GeneratedRegex(@"\A[a-z0-9-]{2,38}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProjectPattern();
}
