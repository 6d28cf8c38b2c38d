using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// The fields of all kinds that may be meant, where a command line does not say which: a name or an id tells no kind, and one
/// that is misspelt is to be refused by its own error. Which of the fields there really are is checked when the kind is known.
/// </summary>
internal static class AnyKind
{
    private static readonly ConditionalWeakTable<KindTable, ConcurrentDictionary<(string Entity, string? Owner, string? Action), KindField[]>> Known = [];

    /// <summary>The fields, each once; those that no kind with the action has are there to be refused and hidden.</summary>
    /// <param name="table">The kinds that there are.</param>
    /// <param name="entity">What they are kinds of.</param>
    /// <param name="action">The action; null where it is not given. One that no kind has says nothing.</param>
    /// <param name="owner">For runs and tasks whether they are of a <c>function</c> or a <c>workflow</c>; null where that is not known.</param>
    public static IEnumerable<KindField> Fields(KindTable table, string entity, string? action = null, string? owner = null) =>
        Known.GetOrCreateValue(table).GetOrAdd((entity, owner, action?.ToLowerInvariant()), key => [.. Read(table, key.Entity, key.Action, key.Owner)]);

    private static IEnumerable<KindField> Read(KindTable table, string entity, string? action, string? owner)
    {
        var kinds = table.Kinds.Where(kind => kind.Entity == entity).ToList();
        var meant = kinds.Where(kind => (owner is null || table.Find(owner, kind.Runtime) is not null) && (action is null || kind.Action.Contains(action, StringComparer.OrdinalIgnoreCase))).ToList();
        // A kind with one action says more than one of all actions, which core 0.13 has for runs.
        if (action is not null && meant.Exists(kind => kind.Action.Length == 1)) meant.RemoveAll(kind => kind.Action.Length > 1);
        if (meant.Count == 0) meant = kinds;
        var shown = FieldsOf(meant).ToDictionary(fields => fields.Key, fields => One([.. fields]), StringComparer.Ordinal);
        var others = FieldsOf(kinds).Where(fields => !shown.ContainsKey(fields.Key)).Select(fields => One([.. fields])).Select(field => new KindField(field.Entity, field.Name, field.Shape) { Description = field.Description, Hidden = true });
        return shown.Values.Concat(others);
    }

    private static IEnumerable<IGrouping<string, KindField>> FieldsOf(IEnumerable<EntityKind> kinds) =>
        kinds.SelectMany(kind => kind.Fields).Where(field => !EntityRules.Owners.Contains(field.Name)).GroupBy(field => field.Name, StringComparer.Ordinal);

    // What they do not agree on is the kind's to say.
    private static KindField One(IReadOnlyList<KindField> fields)
    {
        var (first, values) = (fields[0], fields.SelectMany(field => field.Shape.Leaf.Values).Distinct(StringComparer.Ordinal).ToList());
        var type = RunFieldParameters.TypeOf(first.Shape);
        if (fields.All(field => RunFieldParameters.TypeOf(field.Shape) == type && field.Shape.Leaf.Values.Count == values.Count)) return first;
        var shape = fields.Any(field => RunFieldParameters.TypeOf(field.Shape) != type) ? FieldShape.Any
            : first.Shape.Type == FieldType.Text ? FieldShape.Text with { Values = values }
            : first.Shape;
        return new KindField(first.Entity, first.Name, shape) { Description = first.Description };
    }
}
