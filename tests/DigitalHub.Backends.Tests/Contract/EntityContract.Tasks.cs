namespace DigitalHub.Backends.Tests.Contract;

public abstract partial class EntityContract
{
    [Theory]
    [MemberData(nameof(Executables))]
    public async Task A_task_comes_back_completed(string what)
    {
        var type = TypeOf(what);
        var of = await MakeAsync(type, "train");
        var made = await MakeTaskAsync(of, fields: Docs.Map(("profile", "1xgpu")));
        var read = await Backend.GetEntityAsync(At(EntityType.Task, made.Id()), default);
        var kind = type == EntityType.Function ? "python+job" : "hera+pipeline";

        Assert.True(ValueMap.Same(made.Map, read.Map));
        Assert.Equal(read.Id(), read.Map.Text("name"));
        Assert.Equal($"store://{Project}/task/{kind}/{read.Id()}", read.Map.Text("key"));
        Assert.Equal(Reference(of), read.Map.Map("spec")!.Text(what.ToLowerInvariant()));
        Assert.Equal("1xgpu", read.Map.Map("spec")!.Text("profile"));
        Assert.False(read.Map.Contains("status"));
    }

    [Fact]
    public async Task Tasks_are_found_by_what_they_are_of()
    {
        var one = await MakeAsync(EntityType.Function, "train");
        var two = await MakeAsync(EntityType.Function, "train");
        var other = await MakeAsync(EntityType.Function, "score");
        var workflow = await MakeAsync(EntityType.Workflow, "train");
        var ids = new List<string>();
        foreach (var of in new[] { one, two, other, workflow }) ids.Add((await MakeTaskAsync(of)).Id());
        var serving = (await MakeTaskAsync(two, "serve")).Id();
        var query = All(EntityType.Task);

        Assert.Equal([serving, ids[3], ids[2], ids[1], ids[0]], await IdsAsync(query));
        Assert.Equal([ids[0]], await IdsAsync(query with { Functions = [Reference(one)] }));
        Assert.Equal([serving, ids[1], ids[0]], await IdsAsync(query with { Functions = ["train"] }));
        Assert.Equal([serving, ids[1], ids[0]], await IdsAsync(query with { Functions = [$"python://{Project}/train"] }));
        Assert.Equal([serving, ids[2], ids[1], ids[0]], await IdsAsync(query with { Functions = ["*r*"] }));
        Assert.Equal([ids[3]], await IdsAsync(query with { Workflows = ["train"] }));
        Assert.Equal([serving], await IdsAsync(query with { Functions = [Reference(two)], Kinds = ["python+serve"] }));
        Assert.Equal([serving], await IdsAsync(query with { Actions = ["serve"] }));
        Assert.Equal([serving], await IdsAsync(query with { Actions = ["ser*", "build"], First = 5 }));
        Assert.Empty(await IdsAsync(query with { Functions = [$"python://{Project}/train:none"] }));
        Assert.Equal(5, await Backend.CountEntitiesAsync(query, default));
    }

    [Fact]
    public async Task A_task_is_of_something_that_is_there()
    {
        var elsewhere = "other-" + Unique;
        var function = await MakeAsync(EntityType.Function, "train");
        await FailsAsync<EntityNotFoundException>("ReferenceNotFound", () => OfAsync(("function", $"python://{Project}/train:none")));
        await FailsAsync<EntityNotFoundException>("ReferenceNotFound", () => OfAsync(("workflow", $"hera://{Project}/train:{function.Id()}")));
        await FailsAsync<InputException>("ProjectMismatch", () => OfAsync(("function", $"python://{elsewhere}/train:{function.Id()}")));
        await FailsAsync<InputException>("ValueInvalid", () => OfAsync(("function", "train")));
        await FailsAsync<InputException>("ValueInvalid", () => OfAsync(("function", $"python://{Project}/train")));
        await FailsAsync<InputException>("ValueInvalid", () => OfAsync());
        await FailsAsync<InputException>("KindInvalid", () => Backend.CreateEntityAsync(EntityType.Task, Docs.Map(("kind", "python"), ("project", Project), ("spec", Docs.Map(("function", Reference(function))))), default));
        Assert.Empty(await IdsAsync(All(EntityType.Task)));

        Task<StoredDocument> OfAsync(params (string, object?)[] spec) =>
            Backend.CreateEntityAsync(EntityType.Task, Docs.Map(("kind", "python+job"), ("project", Project), ("spec", Docs.Map(spec))), default);
    }

    [Fact]
    public async Task A_task_changes_but_for_what_it_is_of()
    {
        var function = await MakeAsync(EntityType.Function, "train");
        var other = await MakeAsync(EntityType.Function, "score");
        var task = await MakeTaskAsync(function, fields: Docs.Map(("profile", "1xgpu")));
        var address = At(EntityType.Task, task.Id());
        var secrets = await Backend.UpdateEntityAsync(address, new EntityChange { Spec = Docs.Map(("secrets", new object?[] { "key" })) }, default);
        Assert.Equal("1xgpu", secrets.Map.Map("spec")!.Text("profile"));
        Assert.Equal(["key"], ((Array)secrets.Map.Map("spec")!["secrets"]!).Cast<string>());

        var replaced = await Backend.UpdateEntityAsync(address, new EntityChange { Spec = Docs.Map(("profile", "cpu")), Replace = true }, default);
        Assert.Equal("cpu", replaced.Map.Map("spec")!.Text("profile"));
        Assert.False(replaced.Map.Map("spec")!.Contains("secrets"));
        Assert.Equal(Reference(function), replaced.Map.Map("spec")!.Text("function"));
        Assert.True(ValueMap.Same(replaced.Map, (await Backend.GetEntityAsync(address, default)).Map));

        await FailsAsync<DigitalHubException>("SpecSealed", () => Backend.UpdateEntityAsync(address, new EntityChange { Spec = Docs.Map(("function", Reference(other))) }, default));
        var edited = ValueMap.Clone(task.Map);
        edited.Section("spec")["profile"] = "mine";
        await FailsAsync<ConflictException>("TaskChanged", () => Backend.UpdateEntityAsync(address, new EntityChange { AsRead = task.Json, Edited = edited }, default));
        Assert.True(ValueMap.Same(replaced.Map, (await Backend.GetEntityAsync(address, default)).Map));
    }

    [Theory]
    [MemberData(nameof(Executables))]
    public async Task A_task_that_many_make_at_once_is_made_once(string what)
    {
        var type = TypeOf(what);
        var owner = OwnerOf(await MakeAsync(type, "train"));
        var kind = type == EntityType.Function ? "python+job" : "hera+pipeline";
        Assert.Null(await Backend.TaskAsync(type, owner, kind, default));

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Backend.MakeTaskAsync(type, owner, kind, Docs.Map(("profile", "1xgpu")), default))));

        Assert.Equal([made[0].Id()], await IdsAsync(All(EntityType.Task)));
        Assert.All(made, task => Assert.Equal(made[0].Id(), task.Id()));
        Assert.Equal("1xgpu", made[0].Map.Map("spec")!.Text("profile"));
        Assert.Equal(owner.ToString(), made[0].Map.Map("spec")!.Text(what.ToLowerInvariant()));
        Assert.Equal(made[0].Id(), (await Backend.TaskAsync(type, owner, kind, default))!.Id());
    }

    [Fact]
    public async Task A_task_is_made_under_another_id_where_its_own_is_used_for_something_else()
    {
        var train = await MakeAsync(EntityType.Function, "train");
        var score = await MakeAsync(EntityType.Function, "score");
        var id = TaskMaker.Id(OwnerOf(train), "python+job");
        await Backend.CreateEntityAsync(EntityType.Task, Docs.Map(("id", id), ("kind", "python+job"), ("project", Project), ("spec", Docs.Map(("function", Reference(score))))), default);

        var made = await Backend.MakeTaskAsync(EntityType.Function, OwnerOf(train), "python+job", null, default);

        Assert.NotEqual(id, made.Id());
        Assert.Equal([made.Id()], await IdsAsync(All(EntityType.Task) with { Functions = [Reference(train)] }));
        await FailsAsync<EntityNotFoundException>("ReferenceNotFound", () => Backend.MakeTaskAsync(EntityType.Function, OwnerOf(train) with { Id = "none" }, "python+job", null, default));
    }

    private static EntityReference OwnerOf(StoredDocument executable) =>
        EntityReference.TryParse(Reference(executable), out var reference) ? reference : throw new InvalidOperationException("It has no reference.");

    [Fact]
    public async Task A_version_goes_with_its_tasks_and_leaves_the_others()
    {
        var first = await MakeAsync(EntityType.Function, "train");
        var second = await MakeAsync(EntityType.Function, "train");
        var workflow = await MakeAsync(EntityType.Workflow, "train");
        foreach (var action in Actions) await MakeTaskAsync(first, action);
        var kept = (await MakeTaskAsync(second)).Id();
        var piped = (await MakeTaskAsync(workflow)).Id();
        await Backend.DeleteEntityAsync(At(EntityType.Function, first.Id()), false, default);

        Assert.Equal([second.Id()], await IdsAsync(All(EntityType.Function) with { AllVersions = true }));
        Assert.Equal([piped, kept], await IdsAsync(All(EntityType.Task)));
        await Backend.DeleteEntityAsync(At(EntityType.Workflow, workflow.Id()), false, default);
        Assert.Equal([kept], await IdsAsync(All(EntityType.Task)));
    }

    [Fact]
    public async Task What_still_has_runs_goes_only_with_cascade()
    {
        var function = await MakeAsync(EntityType.Function, "train");
        var task = await MakeTaskAsync(function);
        var other = await MakeTaskAsync(function, "serve");
        for (var i = 0; i < 3; i++) await MakeRunAsync(task, $"r{i}");
        var (ofFunction, ofTask) = (At(EntityType.Function, function.Id()), At(EntityType.Task, task.Id()));

        Assert.Equal(3, await Backend.CountRunsOfAsync(ofFunction, default));
        Assert.Equal(3, await Backend.CountRunsOfAsync(ofTask, default));
        Assert.Equal(0, await Backend.CountRunsOfAsync(At(EntityType.Task, other.Id()), default));
        Assert.Contains("3 runs", (await FailsAsync<DigitalHubException>("FunctionNotEmpty", () => Backend.DeleteEntityAsync(ofFunction, false, default))).Message, StringComparison.Ordinal);
        Assert.Contains("3 runs", (await FailsAsync<DigitalHubException>("TaskNotEmpty", () => Backend.DeleteEntityAsync(ofTask, false, default))).Message, StringComparison.Ordinal);
        Assert.Equal(2, (await IdsAsync(All(EntityType.Task))).Count);
        Assert.Equal(3, await Backend.CountRunsAsync(new RunQuery { Project = Project }, default));

        await Backend.DeleteEntityAsync(At(EntityType.Task, other.Id()), false, default);
        await Backend.DeleteEntityAsync(ofFunction, true, default);
        Assert.Empty(await IdsAsync(All(EntityType.Function)));
        Assert.Empty(await IdsAsync(All(EntityType.Task)));
        Assert.Equal(0, await Backend.CountRunsAsync(new RunQuery { Project = Project }, default));
    }

    [Fact]
    public async Task A_project_goes_with_what_is_in_it()
    {
        var name = "other-" + Unique;
        await Backend.CreateProjectAsync(Docs.Project(name), default);
        var made = await Backend.CreateEntityAsync(EntityType.Function, Document(EntityType.Function, "train", project: name), default);
        await Backend.DeleteProjectAsync(name, true, default);
        await Backend.CreateProjectAsync(Docs.Project(name), default);

        Assert.Empty(await IdsAsync(new EntityQuery(EntityType.Function) { Project = name, AllVersions = true }));
        await FailsAsync<EntityNotFoundException>("FunctionNotFound", () => Backend.GetEntityAsync(new(EntityType.Function, name, made.Id()), default));
        await Backend.DeleteProjectAsync(name, true, default);
    }
}
