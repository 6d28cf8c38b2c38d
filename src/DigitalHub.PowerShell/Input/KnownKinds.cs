namespace DigitalHub.PowerShell.Input;

/// <summary>The kinds of a backend without asking it: what it answered before, else the bundled tables of its generation.</summary>
internal static class KnownKinds
{
    /// <summary>The kinds; of both generations where there is no session, where it is a local store, or where its level is not known yet.</summary>
    public static KindTable Of(Session? session) => session?.Client.KnownKinds ?? KindTable.Bundled(session?.ApiLevel);

    /// <summary>A kind by its name in any case: the backend's own, else one of any generation; null where nobody knows it.</summary>
    /// <param name="session">The session that the command would use; null if there is none.</param>
    /// <param name="entity">What it is a kind of.</param>
    /// <param name="name">The name; null where it is not known.</param>
    public static EntityKind? Find(Session? session, string entity, string? name) =>
        name is null ? null : Of(session).FindTyped(entity, name) ?? KindTable.Bundled(null).FindTyped(entity, name);

    /// <summary>The fields of the tasks of a kind, but for what it is a task of; where the kind can't be told, those of all kinds that may be meant.</summary>
    /// <param name="session">The session that the command would use; null if there is none.</param>
    /// <param name="kind">The task's kind; null where it is not given.</param>
    /// <param name="action">The action; null where it is not given.</param>
    /// <param name="executable">The function or workflow: a store key or a reference; a bare name says no kind.</param>
    public static IEnumerable<KindField> TaskFields(Session? session, string? kind, string? action, string? executable)
    {
        kind ??= action is not null && KindOf(executable) is { } runtime ? $"{runtime}+{action}" : null;
        return Find(session, "task", kind)?.Fields.Where(field => !EntityRules.Owners.Contains(field.Name)) ?? AnyKind.Fields(Of(session), "task", action);
    }

    /// <summary>The fields of a function or workflow of a kind; of one that nobody knows, those of all kinds.</summary>
    /// <param name="session">The session that the command would use; null if there is none.</param>
    /// <param name="entity">Function or workflow.</param>
    /// <param name="kind">The kind.</param>
    public static IEnumerable<KindField> ExecutableFields(Session? session, string entity, string kind) =>
        Find(session, entity, kind)?.Fields ?? AnyKind.Fields(Of(session), entity);

    /// <summary>The kind that a store key or a reference names; null for a name or an id, which says none.</summary>
    public static string? KindOf(string? text) =>
        EntityKey.TryParse(text, out var key) ? key.Kind : EntityReference.TryParse(text, out var reference) ? reference.Kind : null;
}
