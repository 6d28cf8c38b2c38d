namespace DigitalHub.Backends.Local.Rehearsals;

/// <summary>Gives runs the plans that the rules of a rehearsal say, in turn.</summary>
internal sealed class Rehearser(Rehearsal rehearsal)
{
    private readonly int[] _turns = new int[rehearsal.Rules.Count];

    /// <summary>The plan of a run that is being created; null for one that no rule fits, that nobody executes, or that has failed already.</summary>
    /// <param name="run">The run.</param>
    /// <param name="turn">Its turn among the runs of its rule, kept where the creation is repeated.</param>
    /// <param name="now">The time.</param>
    public RehearsedPlan? PlanOf(StoredDocument run, RunTurn turn, DateTimeOffset now)
    {
        if (RunFacts.IsLocal(run.Map) || RunState.IsFinal(RunMoves.State(run.Map))) return null;
        for (var i = 0; i < rehearsal.Rules.Count; i++)
        {
            var rule = rehearsal.Rules[i];
            if (!rule.Matcher.Matches(run)) continue;
            turn.Number ??= Interlocked.Increment(ref _turns[i]) - 1;
            return RehearsedPlan.Of(rule, rule.Fate(RunFacts.Action(run.Map.Text("kind")!, run.Map.Map("spec")?.Text("task")), turn.Number.Value), now);
        }
        return null;
    }
}

/// <summary>The turn of one creation.</summary>
internal sealed class RunTurn
{
    public int? Number { get; set; }
}
