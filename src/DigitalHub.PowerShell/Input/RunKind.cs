using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>Kinds of runs. What is the kind of something else is refused: all run kinds end in <c>:run</c> or <c>+run</c> (contract 7 and 13).</summary>
internal static class RunKind
{
    /// <exception cref="InputException"><c>KindInvalid</c></exception>
    public static string Check(string kind)
    {
        RunRules.Kind(kind);
        if (IsRun(kind)) return kind;
        throw new InputException("KindInvalid", $"'{Errors.Shorten(kind)}' is no kind of a run.")
        {
            Target = kind,
            RecommendedAction = IsRun(kind.ToLowerInvariant()) ? $"Kinds are written in small letters: {kind.ToLowerInvariant()}."
                : kind.Contains('+', StringComparison.Ordinal) ? $"Kinds of runs end in :run; that of the task '{kind}' is {kind}:run."
                : "Kinds of runs end in :run or +run, for example python+job:run.",
        };
    }

    /// <summary>The kind that a backend gives the run of a document: a core has the kinds of its own generation only. What can't be translated is refused when it is created.</summary>
    public static async ValueTask<string> ThereAsync(Session session, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var kind = document.Text("kind")!;
        var level = await session.Client.GetApiLevelAsync(cancellationToken).ConfigureAwait(false);
        return level is null ? kind : RunKindName.Translate(kind, document.Map("spec")?.Text("task"), level.Value) ?? kind;
    }

    public static bool IsRun(string kind) =>
        kind.EndsWith(":run", StringComparison.Ordinal) || kind.EndsWith("+run", StringComparison.Ordinal);
}
