using System.Collections.Specialized;

namespace DigitalHub.Backends.Local.Rehearsals;

/// <summary>Runs under rehearsal: how they move, are stopped and removed.</summary>
internal static class RehearsedRuns
{
    /// <summary>Gives a run that was just created its plan.</summary>
    /// <returns>The run as it is then: what takes no time is over at once.</returns>
    public static StoredDocument Begin(StoreConnection connection, RunRow run, RehearsedPlan plan, long now)
    {
        var row = new RehearsalRow(run.Seq, 0, plan);
        RehearsalTable.Put(connection, row);
        return Settle(connection, run, row, now)!.Document;
    }

    /// <summary>Stores what is due of some of the runs, those that wait longest first.</summary>
    /// <returns>How many there were.</returns>
    public static int Settle(StoreConnection connection, long now, int count)
    {
        var due = RehearsalTable.Due(connection, now, count);
        foreach (var row in due)
        {
            if (RunTable.Find(connection, row.Seq) is { } run) Settle(connection, run, row, now);
            else RehearsalTable.Delete(connection, row.Seq);
        }
        return due.Count;
    }

    /// <summary>Finds a run that is to be changed, and stores what is due of it before.</summary>
    /// <exception cref="EntityNotFoundException"><c>RunNotFound</c></exception>
    public static (RunRow Run, RehearsalRow? Row) Find(StoreConnection connection, RunAddress address, long now)
    {
        var run = RunTable.Find(connection, address);
        if (RehearsalTable.Find(connection, run.Seq) is not { } row) return (run, null);
        run = Settle(connection, run, row, now) ?? throw Errors.RunNotFound(address.Id, address.Project);
        return (run, RehearsalTable.Find(connection, run.Seq));
    }

    /// <summary>Whether a run is still there when what is due of it is stored.</summary>
    public static bool IsThere(StoreConnection connection, long seq, long now) =>
        RehearsalTable.Find(connection, seq) is not { } row || RunTable.Find(connection, seq) is not { } run || Settle(connection, run, row, now) is not null;

    /// <summary>A run as it is now, whether that is stored yet or not.</summary>
    /// <exception cref="EntityNotFoundException"><c>RunNotFound</c>: it is gone by now.</exception>
    public static StoredDocument See(StoreConnection connection, RunAddress address, long now)
    {
        var run = RunTable.Find(connection, address);
        if (RehearsalTable.Find(connection, run.Seq) is not { } row) return run.Document;
        return See(run.Document, row, now) ?? throw Errors.RunNotFound(address.Id, address.Project);
    }

    /// <summary>The same for a run that was found already; null for one that is gone by now.</summary>
    public static StoredDocument? See(StoredDocument document, RehearsalRow row, long now)
    {
        var map = ValueMap.Clone(document.Map);
        var (after, _) = Move(map, row, now);
        if (after.Step == row.Step) return document;
        return RunMoves.State(map) == RunState.Deleted ? null : StoredDocument.Of(map);
    }

    /// <summary>Takes note that somebody has changed a run: one that has ended by it goes on no more.</summary>
    public static void Changed(StoreConnection connection, RehearsalRow? row, OrderedDictionary document, long now)
    {
        if (row is not null && RunState.IsFinal(RunMoves.State(document))) End(connection, row, document, now);
    }

    /// <summary>Stops a run as a core does: it takes a moment.</summary>
    /// <exception cref="DigitalHubException"><c>NotStoppable</c></exception>
    public static StoredDocument Stop(StoreConnection connection, RunRow run, RehearsalRow row, long now)
    {
        var state = RunMoves.State(run.Document.Map);
        if (state == RunState.Stop) return run.Document;
        if (state != RunState.Running) throw RunMoves.NotStoppable(run.Document.Map);
        return Replan(connection, run, row, RunState.Stop, RunState.Stopped, now)!.Document;
    }

    /// <summary>Removes a run as a core does: it takes a moment, unless it is forced or the run has not moved yet.</summary>
    public static RunDeletion Delete(StoreConnection connection, RunRow run, RehearsalRow row, bool force, long now)
    {
        var state = RunMoves.State(run.Document.Map);
        if (state == RunState.Deleting && !force) return new RunDeletion(run.Document, Gone: false);
        if (state is RunState.Deleting or RunState.Created)
        {
            RunTable.Delete(connection, run);
            return new RunDeletion(StoredDocument.Of(RunDocument.Deleted(run.Document.Map)), Gone: true);
        }
        return Replan(connection, run, row, RunState.Deleting, RunState.Deleted, now) is { } left
            ? new RunDeletion(left.Document, Gone: false)
            : new RunDeletion(StoredDocument.Of(RunDocument.Deleted(run.Document.Map)), Gone: true);
    }

    /// <summary>What a run has written by now, beside what was stored of it.</summary>
    public static IReadOnlyList<RunLog> Logs(StoreConnection connection, RunAddress address, long now)
    {
        var run = RunTable.Find(connection, address);
        var stored = RunRecords.Logs(connection, run);
        return RehearsalTable.Find(connection, run.Seq) is { } row && row.Plan.LogAt(now) is { Count: > 0 } lines ? [.. stored, RehearsedStatus.Log(run.Document.Map, lines)] : stored;
    }

    /// <summary>A run's metrics by now. What somebody stored goes before what was planned.</summary>
    public static IReadOnlyDictionary<string, RunMetric> Metrics(StoreConnection connection, RunRow run, long now)
    {
        var stored = RunRecords.Metrics(connection, run);
        if (RehearsalTable.Find(connection, run.Seq) is not { } row) return stored;
        foreach (var (name, metric) in row.Plan.MetricsAt(now)) stored.TryAdd(name, metric);
        return stored;
    }

    // Null for a run that is gone.
    private static RunRow? Settle(StoreConnection connection, RunRow run, RehearsalRow row, long now)
    {
        var map = ValueMap.Clone(run.Document.Map);
        var (after, last) = Move(map, row, now);
        if (after.Step == row.Step) return run;
        if (RunMoves.State(map) == RunState.Deleted)
        {
            RunTable.Delete(connection, run);
            return null;
        }
        var moved = run with { Document = RunTable.Move(connection, run.Seq, map) };
        if (RunState.IsFinal(RunMoves.State(map))) End(connection, after, map, last);
        else RehearsalTable.Advance(connection, after);
        return moved;
    }

    private static RunRow? Replan(StoreConnection connection, RunRow run, RehearsalRow row, string state, string then, long now)
    {
        var plan = row.Plan.Instead(then, now);
        var map = ValueMap.Clone(run.Document.Map);
        Enter(map, new PlannedMove(state, now));
        var next = new RehearsalRow(run.Seq, 0, plan);
        RehearsalTable.Put(connection, next);
        return Settle(connection, run with { Document = RunTable.Move(connection, run.Seq, map) }, next, now);
    }

    // Moves that the state machine forbids are left out, as a core leaves them out: somebody has moved the run meanwhile.
    private static (RehearsalRow Row, long Last) Move(OrderedDictionary map, RehearsalRow row, long now)
    {
        var (plan, step, last) = (row.Plan, row.Step, now);
        for (; step < plan.Moves.Count && plan.Moves[step].At <= now; step++)
        {
            var move = plan.Moves[step];
            if (!RunState.Next(RunMoves.State(map)).Contains(move.State)) continue;
            Enter(map, move);
            RehearsedStatus.Put(map, plan, move, step == plan.Moves.Count - 1 && plan.Cut is null);
            last = move.At;
        }
        return (row with { Step = step }, last);
    }

    private static void Enter(OrderedDictionary map, PlannedMove move)
    {
        StoredForm.Check(map, "id", "kind", "project");
        var time = DateTimeOffset.FromUnixTimeMilliseconds(move.At);
        RunMoves.Enter(map.Section("status"), move.State, time);
        var metadata = map.Map("metadata");
        var (id, name) = (map.Text("id")!, map.Text("name"));
        map["metadata"] = MetadataRules.Update(metadata, metadata, name ?? id, id, metadata?.Text("updated_by") ?? map.Text("user") ?? string.Empty, time);
    }

    // From here on it is a run like any other, but that its removal takes a moment.
    private static void End(StoreConnection connection, RehearsalRow row, OrderedDictionary document, long time)
    {
        var lines = row.Plan.LogAt(time);
        RunRecords.Fill(connection, row.Seq, lines.Count > 0 ? [RehearsedStatus.Log(document, lines)] : [], row.Plan.MetricsAt(time));
        RehearsalTable.Put(connection, new RehearsalRow(row.Seq, 0, row.Plan.Ended()));
    }
}
