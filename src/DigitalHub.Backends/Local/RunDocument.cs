using System.Collections.Specialized;

namespace DigitalHub.Backends.Local;

/// <summary>Core's rules for the documents of local runs (contract 2.1, 2.4 and 3), with refusals where core is silent.</summary>
internal static class RunDocument
{
    private static readonly string[] Unrecorded = [RunState.Created, RunState.Stop, RunState.Resume];

    /// <summary>The document of a new run.</summary>
    public static OrderedDictionary Create(OrderedDictionary sent, string user, DateTimeOffset now)
    {
        RunRules.Check(sent);
        var id = sent.Text("id")!;
        var name = sent.Text("name") ?? id;
        var time = Timestamp.Format(now);
        return Assemble(
            sent,
            id,
            name,
            user,
            MetadataRules.Complete(sent.Map("metadata"), sent.Text("project")!, name, id, time, time, user, user),
            (OrderedDictionary?)ValueMap.Clone(sent["spec"]) ?? ValueMap.New(),
            new OrderedDictionary(StringComparer.OrdinalIgnoreCase) { { "state", RunState.Created } },
            sent["extensions"]);
    }

    /// <summary>The document after a change.</summary>
    /// <exception cref="ConflictException"><c>RunChanged</c></exception>
    /// <exception cref="DigitalHubException"><c>SpecSealed</c>, <c>TransitionRefused</c></exception>
    public static OrderedDictionary Update(OrderedDictionary current, EntityChange change, string user, DateTimeOffset now)
    {
        var next = change.ApplyTo(current, "RunChanged");
        var id = current.Text("id")!;
        // Core calls a run without a name by its id.
        if (next["name"] is null) next["name"] = id;
        foreach (var fixedName in (ReadOnlySpan<string>)["id", "kind", "project"]) next[fixedName] = current[fixedName];
        RunRules.Check(next);
        var before = State(current);
        var spec = next.Map("spec") ?? ValueMap.New();
        if (before != RunState.Created && !ValueMap.Same(spec, current.Map("spec"))) throw Sealed(id, before);
        var status = next.Map("status") ?? ValueMap.New();
        Move(status, id, before, now);
        var name = next.Text("name")!;
        var metadata = MetadataRules.Update(current.Map("metadata")!, next.Map("metadata"), name, id, user, now);
        return Assemble(current, id, name, current.Text("user")!, metadata, spec, status, next["extensions"]);
    }

    /// <summary>Stops a run; nothing runs here, so that it is stopped at once.</summary>
    /// <exception cref="DigitalHubException"><c>NotStoppable</c></exception>
    public static OrderedDictionary Stop(OrderedDictionary current, string user, DateTimeOffset now)
    {
        var state = State(current);
        if (state is not (RunState.Running or RunState.Stop))
        {
            throw new DigitalHubException("NotStoppable", ErrorKind.InvalidOperation, $"Run '{current.Text("id")}' is {state}; only a run that is RUNNING can be stopped.")
            {
                Target = current.Text("id"),
                RecommendedAction = RunState.IsFinal(state) ? "It has ended already." : "Remove it with Remove-DhRun, or wait until it is RUNNING.",
            };
        }
        var next = ValueMap.Clone(current);
        Enter(next.Section("status"), RunState.Stopped, now);
        next["metadata"] = MetadataRules.Update(current.Map("metadata")!, next.Map("metadata"), current.Text("name")!, current.Text("id")!, user, now);
        return next;
    }

    public static DigitalHubException NoResume(OrderedDictionary current) =>
        Refused(current.Text("id")!, State(current), RunState.Resume, "No run of the local store can be resumed. Make a new run of its spec.");

    /// <summary>The answer to a removal: the run as it was, in the state that it is in now.</summary>
    public static OrderedDictionary Deleted(OrderedDictionary current)
    {
        var last = ValueMap.Clone(current);
        last.Section("status")["state"] = RunState.Deleted;
        return last;
    }

    public static string State(OrderedDictionary document) => document.Map("status")?.Text("state") ?? RunState.Created;

    private static void Move(OrderedDictionary status, string id, string before, DateTimeOffset now)
    {
        switch (status["state"])
        {
            case null:
                status["state"] = before;
                return;
            case string state when state == before:
                return;
            case RunState.Deleting or RunState.Deleted:
                throw Refused(id, before, status.Text("state")!, "Remove it with Remove-DhRun.");
            case string state when RunState.Next(before).Contains(state):
                Enter(status, state, now);
                return;
            case string state:
                throw Refused(id, before, state, null);
            default:
                throw Errors.Value("status.state is no text.", status["state"], "Give the state as text, for example RUNNING.");
        }
    }

    private static void Enter(OrderedDictionary status, string state, DateTimeOffset now)
    {
        status["state"] = state;
        if (Unrecorded.Contains(state)) return;
        var moves = status["transitions"] as Array ?? Array.Empty<object>();
        if (moves.Length > 0 && moves.GetValue(0) is OrderedDictionary last && last.Text("status") == state) return;
        var move = new OrderedDictionary(StringComparer.OrdinalIgnoreCase) { { "status", state }, { "time", Timestamp.FormatExact(now) } };
        status["transitions"] = moves.Cast<object?>().Prepend(move).ToArray();
    }

    private static DigitalHubException Sealed(string id, string state) =>
        new("SpecSealed", ErrorKind.InvalidOperation, $"Run '{id}' is {state}; the spec of a run can be changed only while it is CREATED.")
        {
            Target = id,
            RecommendedAction = "Make a new run with the changed spec.",
        };

    private static DigitalHubException Refused(string id, string from, string to, string? action)
    {
        var next = RunState.Next(from).Where(state => state is not (RunState.Deleting or RunState.Deleted)).ToList();
        var ways = next.Count == 0 ? "nowhere any more" : $"only to {string.Join(", ", next)}";
        return new("TransitionRefused", ErrorKind.InvalidOperation, $"Run '{id}' is {from} and can't become {to}; from there it goes {ways}.")
        {
            Target = id,
            RecommendedAction = action ?? (next.Count == 0 ? "Make a new run of its spec." : "Move it on one state after the other."),
        };
    }

    private static OrderedDictionary Assemble(
        OrderedDictionary identity,
        string id,
        string name,
        string user,
        OrderedDictionary metadata,
        OrderedDictionary spec,
        OrderedDictionary status,
        object? extensions) =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            { "kind", identity["kind"] },
            { "project", identity["project"] },
            { "id", id },
            { "name", name },
            { "key", EntityKey.ForRun(identity.Text("project")!, identity.Text("kind")!, id) },
            { "user", user },
            { "metadata", metadata },
            { "spec", spec },
            { "status", status },
            { "extensions", ValueMap.Clone(extensions as Array ?? Array.Empty<object>()) },
        };
}
