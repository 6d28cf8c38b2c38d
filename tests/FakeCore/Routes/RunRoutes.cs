using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Paging;
using DigitalHub.FakeCore.Runs;
using DigitalHub.FakeCore.Store;
using DigitalHub.FakeCore.Validation;

namespace DigitalHub.FakeCore.Routes;

/// <summary>Runs: create, read, list, update, delete, actions (contract, sections 2.1 to 2.6; <c>runs-*.json</c>).</summary>
internal sealed class RunRoutes(CoreServices core) : EntityRoutes(core, EntityType.Run)
{
    private const string NoAccessor = "Cannot create accessor for the given task string.";

    // 0.13 has a route for each of its actions.
    private static readonly string[] OldActions = ["build", "run", "stop", "resume", "delete"];

    public override IEnumerable<Route> Routes()
    {
        foreach (var (root, permission) in ((string, Permission)[])[("/api/v1/-/{project}/runs", Permission.Project), ("/api/v1/runs", Permission.Admin)])
        {
            yield return Get(root, permission, request => Core.Lister.List(request, Type, Project(request), SortKey.NewestFirst));
            yield return Post(root, permission, Create);
            yield return Get(root + "/{id}", permission, request => Document(Find(request, "getRunById")));
            yield return Put(root + "/{id}", permission, Update);
            yield return Delete(root + "/{id}", permission, Remove);
            if (Core.Rules.Level > 13)
            {
                yield return Post(root + "/{id}/{action}", permission, request => Act(request, request.Route["action"]));
                continue;
            }
            foreach (var action in OldActions)
            {
                yield return Post($"{root}/{{id}}/{action}", permission, request => Act(request, action));
            }
        }
    }

    // The checks are in core's order (contract, section 2.1).
    private Answer Create(CoreRequest request)
    {
        var draft = ReadNew(request);
        if (Project(request) is { } path)
        {
            BeanValidation.CheckPath("createRun", "project", path);
        }
        var project = Target(request, draft);
        if (draft.IsNull("spec"))
        {
            throw CoreError.Boot(500);
        }
        CheckTask(draft.Spec, project);
        var spec = Core.Specs.Read(Type, draft.Kind!, draft.Spec);
        var local = Json.IsTrue(spec, "local_execution");
        if (!local && !RunBuilder.HasExecutable(spec))
        {
            throw CoreError.Project(400, NoAccessor);
        }
        var id = draft.Id ?? Names.Id();
        var run = Insert(Make(request, draft, project, id, draft.Name ?? NewName(draft, id)).WithSpec(spec));
        if (draft.Extensions is { Count: > 0 } extensions && Core.Rules.Extensions)
        {
            Core.Store.Replace(run with { Extensions = RunExtensions.Render(run, extensions) });
            throw CoreError.Boot(500);
        }
        run = TakeSentState(run, draft, request);
        return Document(local || run.State != "CREATED" ? run : Core.Lifecycle.Start(run, request.Now, request.Principal.Name));
    }

    private void CheckTask(JsonObject? spec, string project)
    {
        var match = Patterns.Task().Match(Json.String(spec, "task") ?? "");
        if (!match.Success)
        {
            throw CoreError.Project(400, NoAccessor);
        }
        if (match.Groups[2].Value != project)
        {
            throw CoreError.Project(400, "project mismatch");
        }
        // By the id alone: the kind in the reference is not compared.
        if (Core.Store.Get(EntityType.Task, match.Groups[3].Value) is not { } task)
        {
            throw CoreError.Project(400, "invalid task");
        }
        if (task.Project != project)
        {
            throw CoreError.Project(400, "project mismatch");
        }
    }

    private string NewName(EntityDraft draft, string id) => draft.Id is not null || Core.Rules.Level == 13 ? id : Names.TwoWords();

    // Stored as CREATED, and then asked to go on; older cores take the state as it is.
    private Entity TakeSentState(Entity run, EntityDraft draft, CoreRequest request)
    {
        if (Json.String(draft.Status, "state") is not { } state || state == run.State)
        {
            return run;
        }
        if (!Core.Rules.StateByMachine)
        {
            return Core.Store.Replace(RunStatus.SetState(run, state));
        }
        return RunMachine.EventTo(run.State, state) is { } @event
            ? Core.Lifecycle.Perform(run, @event, request.Now, request.Principal.Name)
            : Core.Store.Replace(run with { Updated = request.Now });
    }

    // Contract, section 2.4; runs-update.json.
    private Answer Update(CoreRequest request)
    {
        var draft = ReadChanged(request);
        var run = Find(request, "updateRunById");
        var kind = Core.Specs.Kind(Type, draft.Kind!);
        var state = Json.String(draft.Status, "state") ?? "CREATED";
        if (!Core.Rules.StateByMachine || state == run.State)
        {
            run = Core.Store.Replace(Changed(run, draft, kind, request));
            return Document(state == run.State ? run : Core.Store.Replace(RunStatus.SetState(run, state)));
        }
        if (draft.IsNull("status") && run.Local)
        {
            throw CoreError.Boot(500);
        }
        // Core goes on with the id of the body: without one it stumbles, with another it changes another run.
        var id = draft.Id ?? throw CoreError.Boot(500);
        run = id == run.Id ? run : Core.Store.Get(Type, id) ?? throw CoreError.Project(404, Core.Rules.NoSuch(Type));
        // Saved once, with the state that it goes on to.
        run = Changed(run, draft, kind, request);
        return Document(RunMachine.EventTo(run.State, state) is { } @event
            ? Core.Lifecycle.Perform(run, @event, request.Now, request.Principal.Name)
            : Core.Store.Replace(run));
    }

    private Entity Changed(Entity run, EntityDraft draft, Specs.SpecKind kind, CoreRequest request)
    {
        var changed = Change(run, draft, request) with { Name = draft.Name ?? draft.Id ?? run.Id };
        if (run.State == "CREATED")
        {
            changed = changed.WithSpec(Core.Specs.Read(kind, draft.Spec));
        }
        // A missing list is an empty one, which removes them; only null leaves them alone.
        return Core.Rules.Extensions && !draft.IsNull("extensions")
            ? changed with { Extensions = draft.Extensions is { Count: > 0 } extensions ? RunExtensions.Render(run, extensions) : null }
            : changed;
    }

    private Answer Remove(CoreRequest request)
    {
        var run = Find(request, "deleteRunById");
        return Undeclared(Core.Lifecycle.DeleteOverHttp(run, request.Now, request.Principal.Name));
    }

    private Answer Act(CoreRequest request, string action)
    {
        BeanValidation.CheckPath("actionOnRun", "action", action);
        var run = Find(request, "actionOnRun");
        var @event = action.ToUpperInvariant();
        if (Core.Rules.Level == 14 && !RunMachine.Events.Contains(@event))
        {
            throw CoreError.Project(400, $"No enum constant it.smartcommunitylabdhub.runtimes.lifecycle.RunEvent.{@event}");
        }
        return Undeclared(Core.Lifecycle.Perform(run, @event, request.Now, request.Principal.Name));
    }

    private Answer Undeclared(Entity run) => Answer.Undeclared(run.Document(Core.Renderer));
}
