namespace DigitalHub.PowerShell.Input;

/// <summary>Which kind of run is meant by what stands on a command line, as far as that can be told without asking.</summary>
internal static class RunKindChoice
{
    /// <summary>The kind's facts; null where it can't be told.</summary>
    /// <param name="session">The session that the command would use; null if there is none.</param>
    /// <param name="kind">The kind given, or null.</param>
    /// <param name="task">The task's reference, or null.</param>
    /// <param name="executable">The full reference or the store key of the function or workflow; of a bare name the kind is not known. Or null.</param>
    /// <param name="action">The action, or null.</param>
    public static EntityKind? Of(Session? session, string? kind, string? task, string? executable, string? action)
    {
        var table = KnownKinds.Of(session);
        var name = kind ?? Name(table, session, task, executable, action);
        return name is null ? null : table.FindTyped("run", name) ?? KindTable.Bundled(null).FindTyped("run", name);
    }

    private static string? Name(KindTable table, Session? session, string? task, string? executable, string? action)
    {
        if (EntityReference.TryParse(task, out var reference)) return RunKindName.Of(reference.Kind, session?.ApiLevel);
        if (Kind(executable) is not { } function) return null;
        action = RunActionChoice.Of(table, null, function, action);
        return action is null ? null : RunKindName.Of($"{function}+{action}", session?.ApiLevel);
    }

    /// <summary>The kind of a function or workflow in a reference or a store key; null where there is none in it.</summary>
    public static string? Kind(string? executable) =>
        EntityReference.TryParse(executable, out var reference) && reference.Kind != "store" ? reference.Kind
        : EntityKey.TryParse(executable, out var key) && EntityWords.Of(key.Type) is { HasVersions: true } ? key.Kind
        : null;
}
