namespace DigitalHub;

/// <summary>
/// The names of run kinds of both generations (design section 5): a run of a python function is <c>python+run</c> up to core
/// 0.13 and <c>python+job:run</c>, named after its task, from 0.14 on.
/// </summary>
internal static class RunKindName
{
    private const string Long = ":run";
    private const string Short = "+run";
    private const int LastShortLevel = 13;

    /// <summary>The server's kind for a kind of either generation; null where that can't be told.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="task">The run's task, whose kind says what is done.</param>
    /// <param name="apiLevel">The server's level.</param>
    public static string? Translate(string kind, string? task, int apiLevel)
    {
        if (apiLevel <= LastShortLevel)
        {
            return kind.EndsWith(Long, StringComparison.Ordinal) ? kind[..^Long.Length].Split('+')[0] + Short : kind;
        }
        if (!kind.EndsWith(Short, StringComparison.Ordinal) || kind.Contains(':', StringComparison.Ordinal)) return kind;
        var runtime = kind[..^Short.Length];
        return EntityReference.TryParse(task, out var reference) && reference.Kind.StartsWith(runtime + "+", StringComparison.Ordinal)
            ? Of(reference.Kind, apiLevel)
            : null;
    }

    /// <summary>The kind of the runs of a task of this kind, for example <c>python+job:run</c> of <c>python+job</c>.</summary>
    public static string Of(string taskKind, int? apiLevel) =>
        apiLevel <= LastShortLevel ? taskKind.Split('+')[0] + Short : taskKind + Long;
}
