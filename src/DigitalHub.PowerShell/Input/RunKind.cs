namespace DigitalHub.PowerShell.Input;

/// <summary>Refuses what is the kind of something else than a run: all run kinds end in <c>:run</c> or <c>+run</c> (contract 7 and 13).</summary>
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

    public static bool IsRun(string kind) =>
        kind.EndsWith(":run", StringComparison.Ordinal) || kind.EndsWith("+run", StringComparison.Ordinal);
}
