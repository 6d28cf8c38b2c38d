using System.Collections.Specialized;

namespace DigitalHub.Backends.Tests.Contract;

/// <summary>What holds of functions, workflows and tasks for every backend (contract 4.4, 8.1 and 8.2; transcript <c>functions-and-tasks</c>).</summary>
public abstract partial class EntityContract : ContractTests
{
    private static readonly string[] Actions = ["job", "serve", "build"];

    /// <summary>The types that have versions.</summary>
    public static TheoryData<string> Executables => ["Function", "Workflow"];

    /// <summary>How many functions a listing is tried with: more than a page of a core.</summary>
    protected virtual int Many => 1300;

    private static EntityType TypeOf(string type) => Enum.Parse<EntityType>(type);

    private static string KindOf(EntityType type) => type == EntityType.Function ? "python" : "hera";

    private protected EntityAddress At(EntityType type, string id) => new(type, Project, id);

    private protected EntityQuery All(EntityType type) => new(type) { Project = Project };

    private OrderedDictionary Document(EntityType type, string name, string? id = null, string handler = "main", string? project = null)
    {
        var document = Docs.Map(("kind", KindOf(type)), ("project", project ?? Project), ("name", name));
        if (id is not null) document["id"] = id;
        var spec = Docs.Map(("source", Docs.Map(("source", "main.py"), ("handler", handler), ("base64", "cHJpbnQoMSkK"), ("lang", "python"))));
        if (type == EntityType.Function) spec["python_version"] = "PYTHON3_10";
        document["spec"] = spec;
        return document;
    }

    private protected Task<StoredDocument> MakeAsync(EntityType type, string name, string? id = null, string handler = "main") =>
        Backend.CreateEntityAsync(type, Document(type, name, id, handler), default);

    private protected Task<StoredDocument> MakeTaskAsync(StoredDocument of, string action = "job", OrderedDictionary? fields = null)
    {
        var function = of.Map.Text("key")!.Contains("/function/", StringComparison.Ordinal);
        var spec = fields ?? ValueMap.New();
        spec[function ? "function" : "workflow"] = Reference(of);
        return Backend.CreateEntityAsync(EntityType.Task, Docs.Map(("kind", $"{of.Map["kind"]}+{(function ? action : "pipeline")}"), ("project", Project), ("spec", spec)), default);
    }

    private protected async Task<StoredDocument> MakeRunAsync(StoredDocument task, string id)
    {
        var spec = Docs.Map(("task", $"{task.Map["kind"]}://{Project}/{task.Id()}"), ("function", task.Map.Map("spec")!.Text("function")), ("local_execution", true));
        return await Backend.CreateRunAsync(Docs.Run(Project, Id(id), kind: Kind, spec: spec), default);
    }

    private protected static string Reference(StoredDocument executable) =>
        $"{executable.Map["kind"]}://{executable.Map["project"]}/{executable.Map["name"]}:{executable.Id()}";

    private async Task<List<string>> IdsAsync(EntityQuery query) => (await Backend.ListEntitiesAsync(query, default).ToListAsync()).ConvertAll(Docs.Id);

    [Theory]
    [MemberData(nameof(Executables))]
    public async Task A_version_comes_back_completed(string what)
    {
        var type = TypeOf(what);
        var sent = Document(type, "train");
        sent["metadata"] = Docs.Map(("description", "mine"), ("labels", new object?[] { "a", "b" }));
        var made = await Backend.CreateEntityAsync(type, sent, default);
        var read = await Backend.GetEntityAsync(At(type, made.Id()), default);

        Assert.True(ValueMap.Same(made.Map, read.Map));
        Assert.Matches("^[0-9a-f]{32}$", made.Id());
        Assert.Equal("train", read.Map.Text("name"));
        Assert.Equal($"store://{Project}/{what.ToLowerInvariant()}/{KindOf(type)}/train:{made.Id()}", read.Map.Text("key"));
        Assert.Equal(["a", "b"], read.Labels());
        Assert.Equal("mine", read.Map.Map("metadata")!.Text("description"));
        Assert.Equal("train", read.Map.Map("metadata")!.Text("name"));
        Assert.Equal(Project, read.Map.Map("metadata")!.Text("project"));
        Assert.NotNull(read.Map.Map("metadata")!.Text("version"));
        Assert.Equal(false, read.Map.Map("metadata")!["embedded"]);
        Assert.NotNull(Timestamp.Parse(read.Map.Map("metadata")!.Text("created")));
        Assert.Equal("CREATED", read.State());
        Assert.True(ValueMap.Same(sent["spec"], read.Map["spec"]));
        Assert.NotNull(read.Map.Text("user"));
    }

    [Theory]
    [MemberData(nameof(Executables))]
    public async Task A_name_has_versions_of_which_the_newest_is_listed(string what)
    {
        var type = TypeOf(what);
        var first = (await MakeAsync(type, "train", handler: "one")).Id();
        var other = (await MakeAsync(type, "score")).Id();
        var second = (await MakeAsync(type, "train", handler: "two")).Id();

        Assert.Equal([second, other], await IdsAsync(All(type)));
        Assert.Equal([second], await IdsAsync(All(type) with { Names = ["train"] }));
        Assert.Equal([second, first], await IdsAsync(All(type) with { Names = ["train"], AllVersions = true }));
        Assert.Equal([second, other, first], await IdsAsync(All(type) with { AllVersions = true }));
        Assert.Equal("one", (await Backend.GetEntityAsync(At(type, first), default)).Map.Map("spec")!.Map("source")!.Text("handler"));
        Assert.Equal(2, await Backend.CountEntitiesAsync(All(type), default));
        Assert.Equal(3, await Backend.CountEntitiesAsync(All(type) with { AllVersions = true }, default));

        await Backend.DeleteEntityAsync(At(type, second), false, default);
        Assert.Equal([other, first], await IdsAsync(All(type)));
    }

    [Fact]
    public async Task Filters_find_what_meets_all_of_them()
    {
        await MakeAsync(EntityType.Function, "train-a");
        await MakeAsync(EntityType.Function, "train-b");
        var container = Docs.Map(("kind", "container"), ("project", Project), ("name", "image"), ("metadata", Docs.Map(("labels", new object?[] { "x", "y" }))), ("spec", Docs.Map(("image", "busybox"))));
        var image = (await Backend.CreateEntityAsync(EntityType.Function, container, default)).Id();
        var query = All(EntityType.Function);

        Assert.Equal(["train-b", "train-a"], (await Backend.ListEntitiesAsync(query with { Names = ["TRAIN-*"] }, default).ToListAsync()).ConvertAll(one => one.Map.Text("name")!));
        Assert.Empty(await IdsAsync(query with { Names = ["Train-a"] }));
        Assert.Empty(await IdsAsync(query with { Names = ["train"] }));
        Assert.Equal([image], await IdsAsync(query with { Kinds = ["container"] }));
        Assert.Equal([image], await IdsAsync(query with { Kinds = ["cont*", "dbt"] }));
        Assert.Equal([image], await IdsAsync(query with { Labels = ["x", "y*"] }));
        Assert.Empty(await IdsAsync(query with { Labels = ["x", "z"] }));
        Assert.Equal(3, (await IdsAsync(query with { Users = ["*"] })).Count);
        Assert.Empty(await IdsAsync(query with { Users = ["nobody"] }));
        Assert.Equal([image], await IdsAsync(query with { First = 1 }));
        Assert.Equal(["train-a"], (await Backend.ListEntitiesAsync(query with { Names = ["train-*"], Skip = 1, First = 5 }, default).ToListAsync()).ConvertAll(one => one.Map.Text("name")!));
        Assert.Contains(image, await IdsAsync(new EntityQuery(EntityType.Function)));
        await FailsAsync<InputException>("ValueInvalid", () => IdsAsync(query with { Names = [new string('x', 2000) + "*"] }));
    }

    [Theory]
    [InlineData("Function")]
    [InlineData("Workflow")]
    [InlineData("Task")]
    public async Task What_is_missing_is_not_found(string what)
    {
        var (type, gone) = (TypeOf(what), "gone-" + Unique);
        await FailsAsync<EntityNotFoundException>($"{what}NotFound", () => Backend.GetEntityAsync(At(type, gone), default));
        await FailsAsync<EntityNotFoundException>($"{what}NotFound", () => Backend.DeleteEntityAsync(At(type, gone), true, default));
        await FailsAsync<EntityNotFoundException>($"{what}NotFound", () => Backend.CountRunsOfAsync(At(type, gone), default));
        await FailsAsync<EntityNotFoundException>($"{what}NotFound", () => Backend.UpdateEntityAsync(At(type, gone), new EntityChange { AddLabels = ["x"] }, default));
        await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => IdsAsync(new EntityQuery(type) { Project = gone }));
        await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => Backend.CountEntitiesAsync(new EntityQuery(type) { Project = gone }, default));
        Assert.Empty(await IdsAsync(All(type)));
        if (type != EntityType.Task) await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => Backend.CreateEntityAsync(type, Document(type, "train", project: gone), default));
    }

    [Theory]
    [MemberData(nameof(Executables))]
    public async Task An_id_is_given_once_over_all_projects(string what)
    {
        var (type, id, other) = (TypeOf(what), Id("chosen"), "other-" + Unique);
        await MakeAsync(type, "train", id);
        var error = await FailsAsync<EntityExistsException>($"{what}Exists", () => MakeAsync(type, "other", id));
        Assert.Contains(id, error.Message, StringComparison.Ordinal);

        await Backend.CreateProjectAsync(Docs.Project(other), default);
        await FailsAsync<EntityExistsException>($"{what}Exists", () => Backend.CreateEntityAsync(type, Document(type, "train", id, project: other), default));
        await FailsAsync<InputException>("ProjectMismatch", () => Backend.GetEntityAsync(new(type, other, id), default));
        await FailsAsync<InputException>("ProjectMismatch", () => Backend.DeleteEntityAsync(new(type, other, id), true, default));
        await Backend.DeleteProjectAsync(other, true, default);
        Assert.Equal([id], await IdsAsync(All(type)));
    }

    [Theory]
    [InlineData("id", "a b", "IdInvalid")]
    [InlineData("id", "", "IdInvalid")]
    [InlineData("id", 5L, "ValueInvalid")]
    [InlineData("name", "a/b", "NameInvalid")]
    [InlineData("name", null, "ValueInvalid")]
    [InlineData("kind", "python+job", "KindInvalid")]
    [InlineData("kind", "", "KindInvalid")]
    [InlineData("kind", null, "ValueInvalid")]
    [InlineData("project", "UPPER", "ProjectInvalid")]
    [InlineData("spec", "text", "ValueInvalid")]
    [InlineData("metadata", 1L, "ValueInvalid")]
    public async Task What_breaks_a_rule_is_refused(string field, object? value, string errorId)
    {
        var document = Document(EntityType.Function, "train");
        document[field] = value;
        await FailsAsync<InputException>(errorId, () => Backend.CreateEntityAsync(EntityType.Function, document, default));
        Assert.Empty(await IdsAsync(All(EntityType.Function)));
    }

    [Theory]
    [MemberData(nameof(Executables))]
    public async Task A_version_changes_but_for_its_spec(string what)
    {
        var type = TypeOf(what);
        var read = await MakeAsync(type, "train");
        var address = At(type, read.Id());
        var edited = ValueMap.Clone(read.Map);
        edited.Section("metadata")["description"] = "new";
        await Backend.UpdateEntityAsync(address, new EntityChange { AddLabels = ["kept"] }, default);
        var changed = await Backend.UpdateEntityAsync(address, new EntityChange { AsRead = read.Json, Edited = edited }, default);

        Assert.Equal("new", changed.Map.Map("metadata")!.Text("description"));
        Assert.Equal(["kept"], changed.Labels());
        Assert.Equal(read.Map.Text("user"), changed.Map.Text("user"));
        Assert.Equal(read.Map.Map("metadata")!.Text("created"), changed.Map.Map("metadata")!.Text("created"));
        Assert.Equal(read.Map.Map("metadata")!.Text("version"), changed.Map.Map("metadata")!.Text("version"));
        Assert.True(ValueMap.Same(changed.Map, (await Backend.GetEntityAsync(address, default)).Map));

        edited.Section("metadata")["description"] = "mine";
        var conflict = await FailsAsync<ConflictException>($"{what}Changed", () => Backend.UpdateEntityAsync(address, new EntityChange { AsRead = read.Json, Edited = edited }, default));
        Assert.Equal("metadata.description", conflict.ValuePath);
        await FailsAsync<DigitalHubException>("SpecSealed", () => Backend.UpdateEntityAsync(address, new EntityChange { Spec = Docs.Map(("image", "other")) }, default));
        Assert.True(ValueMap.Same(changed.Map, (await Backend.GetEntityAsync(address, default)).Map));
    }

    [Theory]
    [MemberData(nameof(Executables))]
    public async Task A_listing_brings_each_once_while_its_consumer_removes_them(string what)
    {
        var type = TypeOf(what);
        await Parallel.ForAsync(0, Many, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, token) => await Backend.CreateEntityAsync(type, Document(type, $"f{i % (Many - (Many / 6))}"), token));
        var seen = new List<string>();
        await foreach (var version in Backend.ListEntitiesAsync(All(type) with { AllVersions = true }, default))
        {
            seen.Add(version.Id());
            if (seen.Count % 10 == 0) await Backend.DeleteEntityAsync(At(type, version.Id()), true, default);
        }
        Assert.Equal(Many, seen.Distinct().Count());
        Assert.Equal(Many, seen.Count);
        Assert.Equal(Many - (Many / 10), await Backend.CountEntitiesAsync(All(type) with { AllVersions = true }, default));
    }
}
