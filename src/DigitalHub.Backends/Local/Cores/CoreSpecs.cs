using System.Collections.Specialized;
using System.Text;

namespace DigitalHub.Backends.Local.Cores;

/// <summary>Specs as a core takes them through the class of their kind and back (contract 2.1, step 9, and 4.5).</summary>
internal sealed class CoreSpecs(int level)
{
    /// <summary>What specs and metadata may have where the core has its own database (contract 0.26).</summary>
    public const int MostBytes = 32_000;

    // No schema of a core tells them (contract 4.4; transcript projects).
    private static readonly EntityKind Project = new(
        "project",
        "project",
        [],
        15,
        [
            new KindField("project", "source", FieldShape.Text),
            new KindField("project", "config", new FieldShape(FieldType.Object) { Fields = [new KindField(string.Empty, "default_files_store", FieldShape.Text)] }),
        ]);

    /// <summary>The kinds that a core of the level has.</summary>
    public KindTable Kinds { get; } = KindTable.Bundled(level);

    /// <summary>The spec as it is stored.</summary>
    /// <exception cref="InputException"><c>SpecFieldInvalid</c></exception>
    public static OrderedDictionary Bind(EntityKind kind, OrderedDictionary? sent, string id)
    {
        sent = WithDefault(kind, sent ?? ValueMap.New());
        if (SpecCheck.Of(kind, sent).FirstOrDefault(fault => fault.Type is SpecFaultType.Invalid or SpecFaultType.Missing) is { } fault)
        {
            throw new InputException("SpecFieldInvalid", fault.Sentence) { Target = id, RecommendedAction = "Correct the field; the kind's schema says what it takes." };
        }
        return new SpecBinder(kind, kind).Bind(sent);
    }

    /// <summary>The spec of a project as it is stored.</summary>
    /// <exception cref="InputException"><c>SpecFieldInvalid</c></exception>
    public static OrderedDictionary BindProject(OrderedDictionary? sent, string name)
    {
        var spec = Bind(Project, sent, name);
        if (!spec.Contains("config")) spec["config"] = ValueMap.New();
        return spec;
    }

    /// <summary>Whether the database of a core refuses a spec or metadata.</summary>
    public static bool IsTooLarge(OrderedDictionary spec, OrderedDictionary? metadata) => Bytes(spec) > MostBytes || (metadata is not null && Bytes(metadata) > MostBytes);

    // The only default that a function's class puts in; all others in the schemas of functions are the console's.
    private static OrderedDictionary WithDefault(EntityKind kind, OrderedDictionary sent)
    {
        if (kind is not { Entity: "function", Name: "kubeai-text" } || !SpecCheck.IsDropped(sent["features"])) return sent;
        var completed = ValueMap.Clone(sent);
        completed["features"] = new object?[] { "TextGeneration" };
        return completed;
    }

    private static int Bytes(OrderedDictionary map) => Encoding.UTF8.GetByteCount(JsonText.Write(map));
}
