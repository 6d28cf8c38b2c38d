using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Runs;
using DigitalHub.FakeCore.Store;
using DigitalHub.FakeCore.Validation;

namespace DigitalHub.FakeCore.Kubernetes;

/// <summary>
/// What happens to remote runs behind core: they follow their plans by the server's clock, or step by step at a test's command.
/// Without Kubernetes they fail after a moment (<c>runs-remote-no-k8s.json</c>).
/// </summary>
public sealed class Cluster
{
    private readonly Dictionary<string, Workload> _workloads = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Workload, DateTimeOffset> _due = new();
    private readonly Dictionary<string, RunPlan> _plans = new(StringComparer.Ordinal);
    private readonly List<(Func<PlannedRun, bool> Matches, RunPlan Plan)> _rules = [];
    private readonly CoreStore _store;
    private readonly CoreClock _clock;
    private readonly KubernetesOptions? _options;
    private readonly TimeSpan _failAfter;

    internal Cluster(CoreStore store, CoreClock clock, KubernetesOptions? options, TimeSpan failAfter)
    {
        _store = store;
        _clock = clock;
        _options = options;
        _failAfter = failAfter;
    }

    /// <summary>Says what will become of a run, before it is created.</summary>
    public void Plan(string runId, RunPlan plan)
    {
        lock (_store.Gate)
        {
            _plans[runId] = plan;
        }
    }

    /// <summary>Says what will become of all runs of some sort. Later rules go before earlier ones.</summary>
    public void PlanWhere(Func<PlannedRun, bool> matches, RunPlan plan)
    {
        lock (_store.Gate)
        {
            _rules.Insert(0, (matches, plan));
        }
    }

    /// <summary>Lets the next thing happen to a run now. False when nothing is left to happen.</summary>
    public bool Step(string runId)
    {
        lock (_store.Gate)
        {
            if (!_workloads.TryGetValue(runId, out var workload) || workload.Next.Count == 0)
            {
                return false;
            }
            Happen(workload, _clock.Now);
            return true;
        }
    }

    /// <summary>Lets the next thing happen to every run. Returns to how many something happened.</summary>
    public int StepAll()
    {
        lock (_store.Gate)
        {
            return _workloads.Keys.ToArray().Count(Step);
        }
    }

    /// <summary>Lets everything happen to a run that its plan holds.</summary>
    public void Finish(string runId)
    {
        while (Step(runId))
        {
        }
    }

    /// <summary>Shows what Kubernetes says of a run: keys of the status and of the metadata. The state stays as it is.</summary>
    public void Show(string runId, JsonObject status, JsonObject? metadata = null)
    {
        lock (_store.Gate)
        {
            if (_store.Get(EntityType.Run, runId) is { } run)
            {
                var shown = Json.Object(run.Status);
                Merge(shown, status);
                _store.Replace(WithMetadata(run, metadata) with { Status = Json.Bytes(shown) });
            }
        }
    }

    /// <summary>Shows the logs of a run's containers so far.</summary>
    public void ShowLogs(string runId, params IReadOnlyList<ContainerLog> logs)
    {
        lock (_store.Gate)
        {
            if (_store.Get(EntityType.Run, runId) is { } run)
            {
                Write(run, logs, _clock.Now);
            }
        }
    }

    internal bool HasWorkload(string runId) => _workloads.ContainsKey(runId);

    /// <summary>Lets happen what is due.</summary>
    internal void Pump()
    {
        lock (_store.Gate)
        {
            var now = _clock.Now;
            while (_due.TryPeek(out var workload, out var due) && due <= now)
            {
                _due.Dequeue();
                // Entries that were overtaken by a step, a stop or a deletion carry another time.
                if (workload.Due == due && _workloads.GetValueOrDefault(workload.RunId) == workload)
                {
                    Happen(workload, due);
                }
            }
        }
    }

    internal void Submit(Entity run, DateTimeOffset now)
    {
        var workload = new Workload(run.Id);
        _workloads[run.Id] = workload;
        if (_options is null)
        {
            workload.Next.Enqueue((_failAfter, Fail));
        }
        else
        {
            var planned = new PlannedRun(run.Id, run.Project, run.Kind, Patterns.Task().Match(run.Task ?? "").Groups[1].Value, Json.Object(run.Spec), _options);
            foreach (var step in PlanFor(planned).StepsFor(planned))
            {
                workload.Next.Enqueue((step.After, (stored, time) => Take(stored, step, time)));
            }
        }
        Schedule(workload, now);
    }

    internal void Stop(Entity run, DateTimeOffset now) => Replan(run, now, (_options?.StopAfter ?? _failAfter, (stored, time) =>
    {
        if (stored.State == "STOP")
        {
            _store.Replace(RunStatus.Move(stored, "STOPPED", time));
        }
    }
    ));

    internal void Delete(Entity run, DateTimeOffset now)
    {
        if (_options is { LingerAsDeleted.Ticks: > 0 })
        {
            Replan(
                run,
                now,
                (_options.DeleteAfter, (stored, time) => _store.Replace(RunStatus.Move(stored, "DELETED", time) with { Updated = stored.Updated })),
                (_options.LingerAsDeleted, (stored, _) => _store.Remove(EntityType.Run, stored.Id)));
        }
        else
        {
            Replan(run, now, (_options?.DeleteAfter ?? _failAfter, (stored, _) => _store.Remove(EntityType.Run, stored.Id)));
        }
    }

    internal void Forget(string runId) => _workloads.Remove(runId);

    private RunPlan PlanFor(PlannedRun run)
    {
        if (_plans.TryGetValue(run.Id, out var plan))
        {
            return plan;
        }
        foreach (var (matches, planned) in _rules)
        {
            if (matches(run))
            {
                return planned;
            }
        }
        return run.TaskKind.EndsWith("+serve", StringComparison.Ordinal) || run.TaskKind.EndsWith("+deploy", StringComparison.Ordinal)
            ? RunPlan.Service
            : RunPlan.Job;
    }

    private void Replan(Entity run, DateTimeOffset now, params ReadOnlySpan<(TimeSpan After, Action<Entity, DateTimeOffset> Do)> next)
    {
        var workload = new Workload(run.Id);
        foreach (var step in next)
        {
            workload.Next.Enqueue(step);
        }
        _workloads[run.Id] = workload;
        Schedule(workload, now);
    }

    private void Schedule(Workload workload, DateTimeOffset from)
    {
        if (workload.Next.TryPeek(out var next) && _options is not { Manual: true })
        {
            workload.Due = from + next.After;
            _due.Enqueue(workload, workload.Due);
        }
    }

    private void Happen(Workload workload, DateTimeOffset time)
    {
        var (_, act) = workload.Next.Dequeue();
        if (_store.Get(EntityType.Run, workload.RunId) is { } run)
        {
            act(run, time);
            Schedule(workload, time);
        }
        if (_store.Get(EntityType.Run, workload.RunId) is null)
        {
            _workloads.Remove(workload.RunId);
        }
    }

    private void Fail(Entity run, DateTimeOffset time)
    {
        if (RunMachine.Target(run.State, "ERROR") is { } target)
        {
            var message = $$"""k8s:  {"timestamp":"{{Timestamps.Boot(time)}}","status":404,"error":"Not Found","path":"/api/v1/namespaces/default/secrets"} """;
            _store.Replace(RunStatus.Move(run, target, time, status => status["message"] = message));
        }
    }

    private void Take(Entity run, PlanStep step, DateTimeOffset time)
    {
        var state = step.State ?? run.State;
        if (state != run.State && RunMachine.EventTo(run.State, state) is null)
        {
            return;
        }
        if (step.StateOnly)
        {
            _store.Replace(RunStatus.SetState(run, state));
            return;
        }
        run = WithMetadata(run, step.Metadata);
        _store.Replace(RunStatus.Move(run, state, time, status =>
        {
            Merge(status, step.StatusAt?.Invoke(time) ?? []);
            Merge(status, step.Status ?? []);
            if (step.Message is not null)
            {
                status["message"] = step.Message;
            }
        }));
        if (step.Logs is { } logs)
        {
            Write(run, logs, time);
        }
    }

    private static Entity WithMetadata(Entity run, JsonObject? more)
    {
        if (more is null)
        {
            return run;
        }
        var metadata = Json.Object(run.Metadata);
        Merge(metadata, more);
        return run with { Metadata = Json.Bytes(metadata) };
    }

    private static void Merge(JsonObject into, JsonObject more)
    {
        foreach (var (key, value) in more)
        {
            if (value is null)
            {
                into.Remove(key);
            }
            else
            {
                into[key] = value.DeepClone();
            }
        }
    }

    private void Write(Entity run, IReadOnlyList<ContainerLog> logs, DateTimeOffset time)
    {
        var entries = _store.Parts(run.Id).Logs;
        var known = entries.ToDictionary(entry => (Json.String(entry.Place, "pod"), Json.String(entry.Place, "container")));
        entries.Clear();
        foreach (var log in logs)
        {
            known.TryGetValue((log.Pod, log.Container), out var before);
            entries.Add(new LogEntry(
                before?.Id ?? Names.Id(),
                run.Project,
                run.Id,
                System.Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(log.Text)),
                new JsonObject { ["container"] = log.Container, ["pod"] = log.Pod, ["namespace"] = log.Namespace },
                before?.Created ?? time));
        }
    }

    private sealed class Workload(string runId)
    {
        public string RunId { get; } = runId;

        public DateTimeOffset Due { get; set; }

        public Queue<(TimeSpan After, Action<Entity, DateTimeOffset> Do)> Next { get; } = new();
    }
}
