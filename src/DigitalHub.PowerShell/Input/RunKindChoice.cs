namespace DigitalHub.PowerShell.Input;

/// <summary>Which kind of run is meant by what stands on a command line, as far as that can be told without asking.</summary>
internal static class RunKindChoice
{
    /// <summary>The kind's facts; null where it can't be told.</summary>
    /// <param name="session">The session that the command would use; null if there is none.</param>
    /// <param name="kind">The kind given, or null.</param>
    /// <param name="task">The task's reference or store key; of an id the kind is not known. Or null.</param>
    /// <param name="executable">The full reference or the store key of the function or workflow; of a bare name the kind is not known. Or null.</param>
    /// <param name="action">The action, or null.</param>
    public static EntityKind? Of(Session? session, string? kind, string? task, string? executable, string? action)
    {
        var table = KnownKinds.Of(session);
        return KnownKinds.Find(session, "run", kind ?? Name(table, session, task, executable, action));
    }

    /// <summary>The fields of the kind; where it can't be told, those of all kinds that may be meant.</summary>
    /// <param name="session">The session that the command would use; null if there is none.</param>
    /// <param name="kind">The kind given, or null.</param>
    /// <param name="task">The task, or null.</param>
    /// <param name="function">The function, or null.</param>
    /// <param name="workflow">The workflow, or null.</param>
    /// <param name="action">The action, or null.</param>
    public static IEnumerable<KindField> Fields(Session? session, string? kind, string? task, string? function, string? workflow, string? action) =>
        Of(session, kind, task, function ?? workflow, action)?.Fields
        ?? AnyKind.Fields(KnownKinds.Of(session), "run", action, function is not null ? "function" : workflow is not null ? "workflow" : null);

    private static string? Name(KindTable table, Session? session, string? task, string? executable, string? action)
    {
        if (task is not null) return KnownKinds.KindOf(task) is { } own ? RunKindName.Of(own, session?.ApiLevel) : null;
        if (KnownKinds.KindOf(executable) is not { } function) return null;
        action = RunActionChoice.Of(table, null, function, action);
        return action is null ? null : RunKindName.Of($"{function}+{action}", session?.ApiLevel);
    }
}
