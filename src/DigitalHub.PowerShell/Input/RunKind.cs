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
            RecommendedAction = kind.Contains('+', StringComparison.Ordinal)
                ? $"It looks like the kind of a task; the run's is {kind}:run."
                : $"It looks like the kind of a function; a run's is, for example, {kind}+job:run.",
        };
    }

    public static bool IsRun(string kind) =>
        kind.EndsWith(":run", StringComparison.Ordinal) || kind.EndsWith("+run", StringComparison.Ordinal);
}
