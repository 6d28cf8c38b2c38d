namespace DigitalHub.PowerShell.Input;

/// <summary>Which action of a function or workflow is meant, as far as its kind tells.</summary>
internal static class RunActionChoice
{
    // What a workflow is for; its other action prepares it.
    private const string Pipeline = "pipeline";

    /// <summary>The action in the kind's own spelling; null where there is none such, or several and none is given.</summary>
    /// <param name="kinds">The kinds that there are.</param>
    /// <param name="type">Function or workflow; null where that is not known.</param>
    /// <param name="kind">The kind of the function or workflow.</param>
    /// <param name="action">The action given, or null.</param>
    public static string? Of(KindTable kinds, EntityType? type, string kind, string? action)
    {
        var facts = type is { } one ? kinds.Find(EntityWords.Of(one).Word, kind) : kinds.Find("function", kind) ?? kinds.Find("workflow", kind);
        if (facts is null) return null;
        if (action is not null) return Array.Find(facts.Action, there => there.Equals(action, StringComparison.OrdinalIgnoreCase));
        return facts.Action is [var only] ? only : facts.Entity == "workflow" ? Array.Find(facts.Action, there => there == Pipeline) : null;
    }
}
