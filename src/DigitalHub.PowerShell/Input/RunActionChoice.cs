namespace DigitalHub.PowerShell.Input;

/// <summary>Which action of a function or workflow is meant, as far as its kind tells.</summary>
internal static class RunActionChoice
{
    // What a workflow is for; its other action prepares it.
    private const string Pipeline = "pipeline";

    private const string Job = "job";

    /// <summary>The action in the kind's own spelling; null where there is none such, or several and none is given.</summary>
    /// <param name="kinds">The kinds that there are; null where they are not known.</param>
    /// <param name="type">Function or workflow; null where that is not known.</param>
    /// <param name="kind">The kind of the function or workflow.</param>
    /// <param name="action">The action given, or null.</param>
    public static string? Of(KindTable? kinds, EntityType? type, string kind, string? action)
    {
        var facts = type is { } one ? kinds?.Find(EntityWords.Of(one).Word, kind) : kinds?.Find("function", kind) ?? kinds?.Find("workflow", kind);
        if (kinds is null) return action;
        if (facts is null) return null;
        if (action is not null) return Array.Find(facts.Action, there => there.Equals(action, StringComparison.OrdinalIgnoreCase));
        return facts.Action is [var only] ? only : facts.Entity == "workflow" ? Array.Find(facts.Action, there => there == Pipeline) : null;
    }

    /// <summary>An action to show in a sentence.</summary>
    public static string Example(IReadOnlyList<string> actions) => actions.Contains(Job) ? Job : actions[0];
}
