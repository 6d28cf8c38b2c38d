using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Specs;

/// <summary>
/// The kinds of a level, from <c>kinds.json</c>: facts out of the schemas that cores served (names, types, enumerations, what is required,
/// defaults). A run takes its own fields, those of its task and those of its function (<c>runs-every-kind.json</c>).
/// </summary>
internal sealed class KindCatalog
{
    /// <summary>The runtime whose kinds one that is made up has.</summary>
    public const string Copied = "python";

    /// <summary>The field that its runs have besides.</summary>
    public const string OwnField = "shots";

    private readonly Dictionary<(EntityType, string), SpecKind> _kinds = [];
    private readonly Dictionary<string, SpecType> _types = new(StringComparer.Ordinal);

    public KindCatalog(int level, string? ownRuntime)
    {
        OwnRuntime = ownRuntime;
        using var stream = typeof(KindCatalog).Assembly.GetManifestResourceStream("kinds.json")!;
        var data = JsonNode.Parse(stream)![level.ToString(System.Globalization.CultureInfo.InvariantCulture)]!.AsObject();
        foreach (var (name, type) in data["types"]!.AsObject())
        {
            _types.Add(name, new SpecType(
                name,
                (type!["fields"] as JsonObject)?.ToDictionary(field => field.Key, field => field.Value!.GetValue<string>()),
                (type["enum"] as JsonArray)?.Select(value => value!.GetValue<string>()).ToArray(),
                Defaults(type)));
        }
        foreach (var entity in Enum.GetValues<EntityType>())
        {
            foreach (var (kind, facts) in data[entity.Word()]!.AsObject())
            {
                _kinds.Add((entity, kind), Read(entity, kind, facts!));
            }
        }
        foreach (var kind in ownRuntime is null ? [] : _kinds.Values.Where(kind => kind.Kind == Copied || kind.Kind.StartsWith(Copied + "+", StringComparison.Ordinal)).ToArray())
        {
            var own = Read(kind.Entity, ownRuntime + kind.Kind[Copied.Length..], data[kind.Entity.Word()]![kind.Kind]!);
            if (kind.Entity == EntityType.Run)
            {
                own.Fields.Add(OwnField, new SpecField("integer", JavaNames.SpecClass(kind.Entity, own.Kind)));
            }
            _kinds.Add((own.Entity, own.Kind), own);
        }
        foreach (var run in _kinds.Values.Where(kind => kind.Entity == EntityType.Run).ToArray())
        {
            Inherit(run, data);
        }
    }

    public string? OwnRuntime { get; }

    public SpecKind? Find(EntityType entity, string kind) => _kinds.GetValueOrDefault((entity, kind));

    public IEnumerable<string> Names(EntityType entity) => _kinds.Keys.Where(key => key.Item1 == entity).Select(key => key.Item2);

    public SpecType? Type(string name) => _types.GetValueOrDefault(name);

    private static SpecKind Read(EntityType entity, string kind, JsonNode facts)
    {
        var result = new SpecKind(entity, kind);
        foreach (var (field, type) in facts["fields"]!.AsObject())
        {
            result.Fields.Add(field, new SpecField(type!.GetValue<string>(), JavaNames.SpecClass(entity, kind)));
        }
        result.Required.AddRange((facts["required"] as JsonArray)?.Select(name => name!.GetValue<string>()) ?? []);
        foreach (var (field, value) in Defaults(facts))
        {
            result.Defaults.Add(field, value);
        }
        return result;
    }

    private void Inherit(SpecKind run, JsonObject data)
    {
        // Of 0.13, whose runs have no task in their kind, the data holds the fields of all tasks together.
        var task = run.Kind.EndsWith(":run", StringComparison.Ordinal) ? run.Kind[..^":run".Length] : null;
        if (task is not null)
        {
            Inherit(run, Find(EntityType.Task, task));
        }
        else
        {
            var facts = data["run"]![run.Kind] ?? data["run"]![Copied + run.Kind[run.Kind.IndexOf('+', StringComparison.Ordinal)..]];
            foreach (var (field, type) in facts!["task"]!.AsObject())
            {
                run.Fields.TryAdd(field, new SpecField(type!.GetValue<string>(), JavaNames.SpecClass(EntityType.Task, run.Kind)));
            }
        }
        var runtime = run.Kind[..run.Kind.IndexOf('+', StringComparison.Ordinal)];
        Inherit(run, Find(EntityType.Function, runtime) ?? Find(EntityType.Workflow, runtime));
    }

    private static void Inherit(SpecKind run, SpecKind? from)
    {
        foreach (var (field, facts) in from?.Fields ?? [])
        {
            run.Fields.TryAdd(field, facts);
        }
        if (from?.Entity == EntityType.Function)
        {
            foreach (var (field, value) in from.Defaults)
            {
                run.Defaults.TryAdd(field, value);
            }
        }
    }

    private static Dictionary<string, JsonNode> Defaults(JsonNode facts) =>
        (facts["defaults"] as JsonObject)?.ToDictionary(field => field.Key, field => field.Value!.DeepClone()) ?? [];
}
