using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>Facts about a run that its document holds in more than one place.</summary>
internal static class RunFacts
{
    /// <summary>The action, from the task's kind (<c>python+job://…</c>), else from the run's kind (<c>python+job:run</c>).</summary>
    public static string? Action(string kind, string? task)
    {
        if (EntityReference.TryParse(task, out var reference) && TaskAction(reference.Kind) is { } action) return action;
        return kind.EndsWith(":run", StringComparison.Ordinal) ? TaskAction(kind[..^":run".Length]) : null;
    }

    /// <summary>Whether nothing executes the run of a document but who made it (<c>spec.local_execution</c>).</summary>
    public static bool IsLocal(OrderedDictionary document) => document.Map("spec")?["local_execution"] is true;

    /// <summary>The name in a reference to a function or workflow, or null.</summary>
    public static string? NameOf(string? reference) => EntityReference.TryParse(reference, out var parsed) ? parsed.Name : null;

    /// <summary>When the run first came into a state (<c>status.transitions</c>, newest first).</summary>
    public static DateTimeOffset? FirstTime(OrderedDictionary document, string state)
    {
        if (document.Map("status")?["transitions"] is not Array transitions) return null;
        for (var i = transitions.Length - 1; i >= 0; i--)
        {
            if (transitions.GetValue(i) is OrderedDictionary move && move.Text("status") == state) return Timestamp.Parse(move.Text("time"));
        }
        return null;
    }

    public static string? Url(OrderedDictionary document)
    {
        var service = document.Map("status")?.Map("service");
        return service?.Text("url") ?? (service?["urls"] as Array)?.Cast<object?>().FirstOrDefault() as string;
    }

    /// <summary>The action in a task's kind, <c>job</c> in <c>python+job</c>; null where there is none.</summary>
    public static string? TaskAction(string kind) =>
        kind.IndexOf('+', StringComparison.Ordinal) is var plus and >= 0 && plus + 1 < kind.Length ? kind[(plus + 1)..] : null;
}
