using System.Collections.Specialized;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Core.Runs;
using DigitalHub.Backends.Local.Entities;

namespace DigitalHub.Backends.Local.Cores;

/// <summary>Runs as a core and the way to it make, change and remove them (contract 2.1, 2.4 to 2.6, 3, 8.4 and 13; transcripts <c>runs-create</c>, <c>runs-update</c>, <c>core-0.13</c>, <c>core-0.14</c>).</summary>
internal sealed class CoreRuns(CoreLevel level, CoreSpecs specs, string user)
{
    private readonly RunBuilding _building = new(specs, user);

    private bool HasExtensions => level.Level >= 15;

    public void Check(StoreConnection connection, OrderedDictionary document)
    {
        var run = Prepare(connection, document);
        if (!EntityReference.TryParse(run.Map("spec")?.Text("task"), out var task)) return;
        if (EntityTable.FindAnywhere(connection, EntityType.Task, task.Name) is not { } found) throw TaskCheck.NotThere(run, task, null);
        var project = run.Text("project")!;
        if (found.Head("project") != project) throw Errors.ProjectMismatch(new EntityAddress(EntityType.Task, project, task.Name));
    }

    /// <summary>The document of a new run: built and READY, or in ERROR if that fails, unless it is local. The checks are in core's order.</summary>
    public OrderedDictionary New(StoreConnection connection, OrderedDictionary document, DateTimeOffset now)
    {
        var sent = Prepare(connection, document);
        var (project, kindName, id) = (sent.Text("project")!, sent.Text("kind")!, sent.Text("id")!);
        ProjectTable.Seq(connection, project);
        CheckTask(connection, sent);
        var kind = specs.Kinds.Find("run", kindName) ?? throw Errors.KindNotFound(kindName, "run", specs.Kinds);
        var spec = CoreSpecs.Bind(kind, sent.Map("spec"), id);
        var isLocal = spec["local_execution"] is true;
        if (!isLocal && !RunBuilding.HasExecutable(spec)) throw CoreErrors.TaskRequired(id);
        if (RunTable.IsTaken(connection, id, now.ToUnixTimeMilliseconds())) throw Errors.RunExists(id);
        var own = CoreMetadata.Own(sent.Map("metadata"));
        if (level.Level > 14) CoreMetadata.Version(own, id);
        if (CoreSpecs.IsTooLarge(spec, own)) throw CoreErrors.TooLarge($"run '{id}'", sent, null);
        if (HasExtensions && sent["extensions"] is Array { Length: > 0 }) throw ExtensionsFail(id);
        var name = sent.Text("name") ?? id;
        var run = Assemble(sent, name, user, CoreMetadata.New(own, project, name, user, now), spec, new OrderedDictionary(StringComparer.OrdinalIgnoreCase) { { "state", RunState.Created } }, null);
        if (isLocal) return run;
        _building.Build(connection, run, now);
        if (RunMoves.State(run) == RunState.Built) Move(run, RunState.Ready, now);
        return run;
    }

    /// <summary>The document after a change; the same object where it changes nothing.</summary>
    /// <exception cref="ConflictException"><c>RunChanged</c></exception>
    /// <exception cref="DigitalHubException"><c>SpecSealed</c>, <c>TransitionRefused</c>, <c>RunActive</c></exception>
    public OrderedDictionary Changed(StoreConnection connection, OrderedDictionary current, EntityChange change, DateTimeOffset now)
    {
        var next = change.ApplyTo(current, "RunChanged");
        RunBody.Restore(next, current);
        var name = RunUpdate.NameToSend(next, current, level);
        var state = RunMoves.State(current);
        if (ValueMap.Same(next, current))
        {
            Notices.Verbose($"Run '{current.Text("id")}' is so already: nothing is sent.");
            return current;
        }
        var asked = RunUpdate.Check(next, current, name, level, change.Force);
        var status = next.Section("status");
        if (level.StoresRawStates) RunUpdate.Enter(status, asked, state, level, now);
        else status["state"] = state;
        var run = Assemble(
            current,
            name,
            current.Text("user"),
            CoreMetadata.Changed(CoreMetadata.Own(next.Map("metadata")), current.Map("metadata"), name, user, now),
            state == RunState.Created ? Rebound(current, next) : current.Map("spec") ?? ValueMap.New(),
            status,
            next["extensions"] as Array);
        if (asked == state || level.StoresRawStates) return run;
        if (asked == RunState.Built && !RunFacts.IsLocal(run)) _building.Build(connection, run, now);
        else Move(run, asked, now);
        return run;
    }

    /// <summary>The document after an action; the same object where the action has come before.</summary>
    /// <exception cref="DigitalHubException"><c>NotStoppable</c>, <c>TransitionRefused</c></exception>
    public OrderedDictionary Acted(OrderedDictionary current, string action, DateTimeOffset now)
    {
        if (action == "resume") throw RunMoves.Refused(current, RunState.Resume, "This server can't resume the run. Make a new run of its spec.");
        if (action != "stop") throw RunMoves.ActionUnknown(action);
        var run = ValueMap.Clone(current);
        if (RunMoves.State(run) == RunState.Running) Move(run, RunState.Stop, now);
        if (RunMoves.State(run) == RunState.Stop && RunFacts.IsLocal(run)) Move(run, RunState.Stopped, now);
        return RunMoves.State(run) switch
        {
            RunState.Stop or RunState.Stopped => RunMoves.State(current) == RunMoves.State(run) ? current : run,
            _ => throw RunMoves.NotStoppable(current),
        };
    }

    /// <summary>
    /// Removes a run. Core up to 0.13 leaves it in DELETING until it is asked once more; later ones wait for nothing but the
    /// end of what executes, and nothing does here.
    /// </summary>
    public RunDeletion Delete(StoreConnection connection, RunRow row, bool force, DateTimeOffset now)
    {
        var isAgain = RunMoves.State(row.Document.Map) == RunState.Deleting;
        if (isAgain && !force) return new RunDeletion(row.Document, Gone: false);
        var run = ValueMap.Clone(row.Document.Map);
        RunMoves.Enter(run.Section("status"), isAgain ? RunState.Deleted : RunState.Deleting, now, tellsMessage: true);
        if (level.Level <= 13 && !isAgain)
        {
            CoreMetadata.Touch(run, user, now);
            return new RunDeletion(RunTable.Update(connection, row, run), Gone: false);
        }
        RunTable.Delete(connection, row);
        // Level 15 says DELETING whatever became of the run.
        run.Section("status")["state"] = level.Level >= 15 ? RunState.Deleting : RunState.Deleted;
        return new RunDeletion(StoredDocument.Of(run), Gone: true);
    }

    // What is checked before anything is sent to a core.
    private OrderedDictionary Prepare(StoreConnection connection, OrderedDictionary document)
    {
        var run = RunBody.New(document);
        RunRules.Check(run);
        if (TaskCheck.Missing(run) is { } missing)
        {
            ProjectTable.Seq(connection, run.Text("project")!);
            throw TaskCheck.Required(run, missing, Functions(connection, run.Text("project")!));
        }
        var kind = run.Text("kind")!;
        var own = RunKindName.Translate(kind, run.Map("spec")?.Text("task"), level.Level) ?? throw Errors.KindNotFound(kind, "run", specs.Kinds);
        if (own != kind) Notices.Verbose($"The kind {kind} is {own} on this server.");
        run["kind"] = own;
        return run;
    }

    private static List<(string Name, string Kind)> Functions(StoreConnection connection, string project) =>
        [.. EntityTable.Page(connection, new EntityQuery(EntityType.Function) { Project = project }, null, TaskCheck.MaxAsked).Select(row => StoredDocument.Read(row.Document)).Select(function => (function.Head("name")!, function.Head("kind")!))];

    // The kind in the reference is not compared with that of the task.
    private static void CheckTask(StoreConnection connection, OrderedDictionary run)
    {
        var (id, project) = (run.Text("id")!, run.Text("project")!);
        if (!EntityReference.TryParse(run.Map("spec")!.Text("task"), out var reference) || reference.Id is not null) throw CoreErrors.TaskRequired(id);
        if (reference.Project != project) throw CoreErrors.ReferenceMismatch(id);
        if (EntityTable.FindAnywhere(connection, EntityType.Task, reference.Name) is not { } task) throw Errors.ReferenceNotFound("task", id);
        if (task.Head("project") != project) throw CoreErrors.ReferenceMismatch(id);
    }

    // A store may hold runs of kinds that a core of the level has not, and could not have.
    private OrderedDictionary Rebound(OrderedDictionary current, OrderedDictionary next) =>
        specs.Kinds.Find("run", current.Text("kind")!) is { } kind ? CoreSpecs.Bind(kind, next.Map("spec"), current.Text("id")!) : next.Map("spec") ?? ValueMap.New();

    private void Move(OrderedDictionary run, string state, DateTimeOffset now)
    {
        RunMoves.Enter(run.Section("status"), state, now, tellsMessage: true);
        CoreMetadata.Touch(run, user, now);
    }

    private OrderedDictionary Assemble(
        OrderedDictionary identity,
        string name,
        string? creator,
        OrderedDictionary metadata,
        OrderedDictionary spec,
        OrderedDictionary status,
        Array? extensions)
    {
        var (project, kind, id) = (identity.Text("project")!, identity.Text("kind")!, identity.Text("id")!);
        var run = new OrderedDictionary(StringComparer.OrdinalIgnoreCase)
        {
            { "kind", kind },
            { "project", project },
            { "id", id },
            { "name", ShownName(name, id, spec) },
            { "key", EntityKey.ForRun(project, kind, id) },
            { "user", creator },
            { "metadata", metadata },
            { "spec", spec },
            { "status", status },
        };
        if (HasExtensions) run["extensions"] = RunExtensions.Completed(run, extensions ?? Array.Empty<object>());
        return run;
    }

    // Core 0.13 makes the name of that of the function and the id (transcript core-0.13).
    private string ShownName(string name, string id, OrderedDictionary spec)
    {
        if (!level.HasShortRunKinds) return name;
        return RunFacts.NameOf(spec.Text("function") ?? spec.Text("workflow")) is { } owner ? $"{owner}/{id}" : name;
    }

    private static ServerException ExtensionsFail(string id) =>
        new("ServerError", ErrorKind.ResourceUnavailable, "The server failed (500): a core can't create a run that has extensions.")
        {
            Target = id,
            RecommendedAction = "Leave the extensions out, and put them in with Update-DhRun afterwards.",
        };
}
