using System.Globalization;

namespace DigitalHub;

/// <summary>The errors of a wait (design section 7): what became of runs that did not become what was wanted.</summary>
internal static class RunEnds
{
    /// <summary>The error that a followed run's end is; null for none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="goal">What was wanted.</param>
    /// <param name="log">The last lines of its log; empty where there are none or nobody looked.</param>
    public static DigitalHubException? Error(FollowedRun run, WaitGoal goal, IReadOnlyList<string> log) => run.Outcome switch
    {
        RunOutcome.Failed => Failed(run.Run!, log),
        RunOutcome.Stopped => new("RunStopped", ErrorKind.OperationStopped, $"Run '{run.Address.Id}' was stopped.")
        {
            Target = run.Run,
            RecommendedAction = $"Run it again with Copy-DhRun {run.Address.Id}.",
        },
        RunOutcome.Gone => new("RunGone", ErrorKind.OperationStopped, $"Run '{run.Address.Id}' was removed while it was waited for{(run.State is { } state and not RunState.Deleted ? $"; it was last seen in {state}" : string.Empty)}.")
        {
            Target = (object?)run.Run ?? run.Address.Id,
            RecommendedAction = "Somebody removed it, or its project, function or task. Make a new one of its spec.",
        },
        RunOutcome.Missed => new("StateMissed", ErrorKind.OperationStopped, $"Run '{run.Address.Id}' is {run.State}, so that it can't be waited for until it {goal.Words}.")
        {
            Target = run.Run,
            RecommendedAction = goal.Ready ? "Only a run that serves gets ready, as those of the action serve or deploy." : "A run leaves the state that it ended in only by its removal.",
        },
        RunOutcome.Unknown => run.Error,
        _ => null,
    };

    /// <summary>That time ran out for some of the runs.</summary>
    /// <param name="left">Those that are unfinished.</param>
    /// <param name="after">The time that there was.</param>
    /// <param name="goal">What was wanted.</param>
    public static DigitalHubException TimedOut(IReadOnlyList<FollowedRun> left, TimeSpan after, WaitGoal goal)
    {
        var states = left.GroupBy(run => run.State ?? "not seen yet").OrderByDescending(group => group.Count()).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}"));
        var subject = left.Count == 1 ? $"Run '{left[0].Address.Id}' was" : string.Create(CultureInfo.InvariantCulture, $"{left.Count} runs were");
        var stuck = left.Select(run => run.Run).OfType<Run>().Where(run => run.Reason is not null).Select(RunFailure.Sentence).FirstOrDefault();
        return new DigitalHubException("WaitTimeout", ErrorKind.OperationTimeout, $"{subject} waited for until {(left.Count == 1 ? "it" : "each")} {goal.Words}, and after {Durations(after)} there {(left.Count == 1 ? "is" : "are")} still {string.Join(", ", states)}.{(stuck is null ? string.Empty : $" {stuck}")}")
        {
            RecommendedAction = "They were left alone and go on. The error's TargetObject holds them: wait longer with Wait-DhRun, or end them with Stop-DhRun or Remove-DhRun.",
        };
    }

    private static DigitalHubException Failed(Run run, IReadOnlyList<string> log) =>
        new("RunFailed", ErrorKind.OperationStopped, Lines($"Run '{run.Id}' failed ({run.Reason}). {RunFailure.Sentence(run)}", log))
        {
            Target = run,
            RecommendedAction = RunFailure.Advice(run),
        };

    private static string Lines(string sentence, IReadOnlyList<string> log) =>
        log.Count == 0 ? sentence : $"{sentence}\nThe end of its log:\n{string.Join('\n', log.Select(line => $"  {line}"))}";

    private static string Durations(TimeSpan time) => time.TotalSeconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s") : time.ToString("c", CultureInfo.InvariantCulture);
}
