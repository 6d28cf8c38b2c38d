using System.Collections;
using System.Collections.Specialized;
using System.Globalization;

namespace DigitalHub;

/// <summary>Core's rules for the documents of functions, workflows and tasks (contract 1.2, 4.4, 8.1 and 8.2).</summary>
internal static class EntityRules
{
    /// <summary>The fields of a task's spec that name what it is a task of.</summary>
    public static readonly IReadOnlyList<string> Owners = ["function", "workflow"];

    /// <summary>How many characters of embedded source code, which is base64, a function or workflow may have: some cores take half of it (contract 0.26), and none should be sent more.</summary>
    public const int MaxSource = 65_536;

    /// <summary>How many bytes of source code that are.</summary>
    public const int MaxSourceBytes = MaxSource / 4 * 3;

    private static readonly string[] FixedTexts = ["id", "kind", "project", "name"];

    /// <summary>Checks a document before it is created.</summary>
    /// <exception cref="InputException">A rule is broken; the id names the rule.</exception>
    public static void Check(EntityType type, OrderedDictionary document)
    {
        var words = EntityWords.Of(type);
        RunRules.Project(RunRules.Required(document, "project"));
        Kind(type, RunRules.Required(document, "kind"));
        if (document["id"] is not null) RunRules.Id(RunRules.Required(document, "id"), words.Word);
        if (words.HasVersions) RunRules.Name(RunRules.Required(document, "name"));
        RunRules.Sections(document);
        if (type == EntityType.Task) Owner(document);
        else Source(document.Map("spec"), words.Word);
    }

    /// <summary>That the source code of a function or workflow is too large.</summary>
    /// <param name="what">What holds it, as the beginning of a sentence: a file, a parameter or a field.</param>
    /// <param name="target">The same for a script.</param>
    /// <param name="word">Function or workflow.</param>
    public static InputException SourceTooLarge(string what, string target, string word) =>
        new("SourceTooLarge", string.Create(CultureInfo.InvariantCulture, $"{what} more source code than a {word} can hold, which is {MaxSourceBytes} bytes."))
        {
            Target = target,
            RecommendedAction = "Keep the code in a git repository or in a store, and give its address with -Source.",
        };

    private static void Source(OrderedDictionary? spec, string word)
    {
        foreach (DictionaryEntry entry in spec ?? ValueMap.New())
        {
            if ((entry.Value as OrderedDictionary)?.Text("base64") is { Length: > MaxSource }) throw SourceTooLarge($"spec.{entry.Key}.base64 has", $"spec.{entry.Key}.base64", word);
        }
    }

    /// <exception cref="InputException"><c>KindInvalid</c></exception>
    public static string Kind(EntityType type, string kind)
    {
        if (kind.Length <= RunRules.MaxIdLength && RunRules.IsSlug(kind) && kind.Contains('+', StringComparison.Ordinal) == (type == EntityType.Task))
        {
            return IsOfOther(type, kind) is not { } other ? kind : throw new InputException("KindInvalid", $"'{kind}' is a kind of {other.Word}, and of no {EntityWords.Of(type).Word}.")
            {
                Target = kind,
                RecommendedAction = $"Make it with New-{other.Noun}.",
            };
        }
        throw new InputException("KindInvalid", $"'{Errors.Shorten(kind)}' is no valid kind of a {EntityWords.Of(type).Word}.")
        {
            Target = kind,
            RecommendedAction = type switch
            {
                EntityType.Function => "A function's kind looks like python, container or dbt.",
                EntityType.Workflow => "A workflow's kind is hera or, on older cores, kfp.",
                _ => "A task's kind is the function's kind with the action, for example python+job.",
            },
        };
    }

    private static EntityWords? IsOfOther(EntityType type, string kind)
    {
        if (!EntityWords.Of(type).HasVersions) return null;
        var other = EntityWords.Of(type == EntityType.Function ? EntityType.Workflow : EntityType.Function);
        return KindTable.Bundled(null).FindTyped(other.Word, kind) is not null && KindTable.Bundled(null).FindTyped(EntityWords.Of(type).Word, kind) is null ? other : null;
    }

    /// <summary>The function or workflow that a task's document names.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: none, or no reference; <c>ProjectMismatch</c>: one of another project.</exception>
    public static (EntityType Type, EntityReference Reference) Owner(OrderedDictionary task)
    {
        var field = Owners.FirstOrDefault(name => task.Map("spec")?[name] is not null);
        if (field is null) throw Errors.Value("A task is of a function or workflow, and none is given.", task["id"], "Give it with -Function or -Workflow.");
        if (!EntityReference.TryParse(task.Map("spec")!.Text(field), out var reference) || reference.Id is null)
        {
            throw Errors.Value($"The task's {field} is no reference.", task.Map("spec")![field], $"Give the {field} as kind://project/name:id.");
        }
        if (reference.Project != task.Text("project")) throw Errors.ReferenceMismatch(field, reference.ToString(), "task", task.Text("project")!);
        return (field == "function" ? EntityType.Function : EntityType.Workflow, reference);
    }

    /// <summary>The document after a change, with what nobody may change as it was.</summary>
    /// <exception cref="ConflictException"><c>FunctionChanged</c>, <c>WorkflowChanged</c>, <c>TaskChanged</c></exception>
    /// <exception cref="DigitalHubException"><c>SpecSealed</c>: core keeps the spec of a version as it is, and says nothing (contract 8.1).</exception>
    public static OrderedDictionary Changed(EntityType type, OrderedDictionary current, EntityChange change)
    {
        var words = EntityWords.Of(type);
        var next = change.ApplyTo(current, words.Changed.Id);
        foreach (var name in FixedTexts) next[name] = current[name];
        RunRules.Sections(next);
        var (before, after) = (current.Map("spec") ?? ValueMap.New(), next.Map("spec") ?? ValueMap.New());
        if (words.HasVersions && !ValueMap.Same(before, after)) throw Sealed(words, current);
        foreach (var owner in Owners)
        {
            if (type != EntityType.Task || ValueMap.Same(before[owner], after[owner])) continue;
            if (!change.Replace || after[owner] is not null) throw OwnerFixed(current);
            // Whoever replaces the spec means its other fields.
            next.Section("spec")[owner] = before[owner];
        }
        return next;
    }

    private static DigitalHubException Sealed(EntityWords words, OrderedDictionary current) =>
        new("SpecSealed", ErrorKind.InvalidOperation, $"The spec of {words.Word} '{current.Text("name")}' can't be changed: each version of a {words.Word} has its own for good.")
        {
            Target = current.Text("id"),
            RecommendedAction = $"Make a new version with New-{words.Noun} {current.Text("name")}.",
        };

    private static DigitalHubException OwnerFixed(OrderedDictionary current) =>
        new("SpecSealed", ErrorKind.InvalidOperation, $"Task '{current.Text("id")}' is of one function or workflow for good.")
        {
            Target = current.Text("id"),
            RecommendedAction = "Make a task of the other one with New-DhTask.",
        };
}
