using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>The kinds of one backend, read lazily: nothing is parsed before the first question.</summary>
internal sealed class KindTable
{
    private const string Resource = "kinds.json";

    private static readonly Lazy<OrderedDictionary> File = new(Load);

    private static readonly KindTable Old = new(() => Read(13));

    private static readonly KindTable Middle = new(() => new KindFacts(14, MiddleKinds.Facts(Facts(13), Facts(15)), Texts).Kinds());

    private static readonly KindTable New = new(() => Read(15));

    private static readonly KindTable Both = new(() => New.Kinds.Concat(Old.Kinds.Where(kind => New.Find(kind.Entity, kind.Name) is null)));

    private readonly Lazy<Dictionary<(string Entity, string Name), EntityKind>> _kinds;

    /// <param name="read">Gives the kinds; asked once, when they are wanted.</param>
    public KindTable(Func<IEnumerable<EntityKind>> read) =>
        _kinds = new(() => read().ToDictionary(kind => (kind.Entity, kind.Name)));

    /// <summary>All kinds: runs, tasks, functions, workflows, each in order of their names.</summary>
    public IEnumerable<EntityKind> Kinds => _kinds.Value.Values;

    /// <summary>The sentences about fields by the keys that schemas have for them.</summary>
    public static OrderedDictionary Texts => File.Value.Map("texts")!;

    /// <summary>The bundled table for a generation of core; for the local store (null) that of both, the newer first.</summary>
    public static KindTable Bundled(int? apiLevel) => apiLevel switch
    {
        null => Both,
        <= 13 => Old,
        14 => Middle,
        _ => New,
    };

    public EntityKind? Find(string entity, string name) => _kinds.Value.GetValueOrDefault((entity, name));

    /// <summary>A kind by a name in any case, as the shell takes names; an exact one first.</summary>
    public EntityKind? FindTyped(string entity, string name) =>
        Find(entity, name) ?? Kinds.FirstOrDefault(kind => kind.Entity == entity && kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The names of the kinds of an entity that are nearest to one that is not there, the nearest first.</summary>
    public IReadOnlyList<string> Nearest(string entity, string name, int count) =>
        NearestName.Of(name, Kinds.Where(kind => kind.Entity == entity).Select(kind => kind.Name), count);

    private static IEnumerable<EntityKind> Read(int level) =>
        new KindFacts(level, Facts(level), Texts).Kinds();

    private static OrderedDictionary Facts(int level) => File.Value.Map(level.ToString(System.Globalization.CultureInfo.InvariantCulture))!;

    private static OrderedDictionary Load()
    {
        using var stream = typeof(KindTable).Assembly.GetManifestResourceStream(Resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return (OrderedDictionary)JsonText.Parse(bytes)!;
    }
}
