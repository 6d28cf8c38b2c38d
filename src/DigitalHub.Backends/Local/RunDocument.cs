using System.Collections.Specialized;

namespace DigitalHub.Backends.Local;

/// <summary>Core's rules for the documents of local runs (contract 2.1, 2.4 and 3), with refusals where core is silent.</summary>
internal static class RunDocument
{
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

    /// <summary>The document after a change; the same object where it changes nothing.</summary>
    /// <exception cref="ConflictException"><c>RunChanged</c></exception>
    /// <exception cref="DigitalHubException"><c>SpecSealed</c>, <c>TransitionRefused</c></exception>
    public static OrderedDictionary Update(OrderedDictionary current, EntityChange change, string user, DateTimeOffset now)
    {
        StoredForm.Check(current, "id", "kind", "project");
        var next = change.ApplyTo(current, "RunChanged");
        var id = current.Text("id")!;
        // Core calls a run without a name by its id.
        if (next["name"] is null) next["name"] = id;
        foreach (var fixedName in (ReadOnlySpan<string>)["id", "kind", "project"]) next[fixedName] = current[fixedName];
        // A core of 0.13 puts a slash into names, and what came from there keeps it (transcript core-0.13).
        if (ValueMap.Same(next["name"], current["name"])) RunRules.Sections(next);
        else RunRules.Check(next);
        if (ValueMap.Same(next, current)) return current;
        var spec = next.Map("spec") ?? ValueMap.New();
        RunMoves.CheckSpec(current, next);
        var status = next.Map("status") ?? ValueMap.New();
        var asked = RunMoves.Asked(current, status);
        if (asked == State(current)) status["state"] = asked;
        else RunMoves.Enter(status, asked, now);
        var name = next.Text("name")!;
        var metadata = MetadataRules.Update(current.Map("metadata"), next.Map("metadata"), name, id, user, now);
        return Assemble(current, id, name, current.Text("user"), metadata, spec, status, next["extensions"]);
    }

    /// <summary>Stops a run; nothing runs here, so that it is stopped at once.</summary>
    /// <exception cref="DigitalHubException"><c>NotStoppable</c></exception>
    public static OrderedDictionary Stop(OrderedDictionary current, string user, DateTimeOffset now)
    {
        StoredForm.Check(current, "id", "kind", "project");
        if (State(current) is not (RunState.Running or RunState.Stop)) throw RunMoves.NotStoppable(current);
        var next = ValueMap.Clone(current);
        RunMoves.Enter(next.Section("status"), RunState.Stopped, now);
        next["metadata"] = MetadataRules.Update(current.Map("metadata"), next.Map("metadata"), current.Text("name") ?? current.Text("id")!, current.Text("id")!, user, now);
        return next;
    }

    public static DigitalHubException NoResume(OrderedDictionary current) =>
        RunMoves.Refused(current, RunState.Resume, "No run of the local store can be resumed. Make a new run of its spec.");

    /// <summary>The answer to a removal: the run as it was, in the state that it is in now.</summary>
    public static OrderedDictionary Deleted(OrderedDictionary current)
    {
        var last = ValueMap.Clone(current);
        last.Section("status")["state"] = RunState.Deleted;
        return last;
    }

    public static string State(OrderedDictionary document) => RunMoves.State(document);

    private static OrderedDictionary Assemble(
        OrderedDictionary identity,
        string id,
        string name,
        string? user,
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
