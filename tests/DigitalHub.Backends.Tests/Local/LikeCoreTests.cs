using System.Collections.Specialized;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>The same calls to a core and to a local store that is like it give the same documents, ids, versions and times aside, and the same errors.</summary>
public sealed class LikeCoreTests(BothBackends both) : IClassFixture<BothBackends>
{
    public static TheoryData<int> Levels => [13, 14, 15];

    /// <summary>Every kind of task of every level; each has its function or workflow, and its runs.</summary>
    public static TheoryData<int, string> Tasks
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var level in (int[])[13, 14, 15])
            {
                foreach (var kind in KindTable.Bundled(level).Kinds.Where(kind => kind.Entity == "task")) data.Add(level, kind.Name);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public async Task A_kind_is_bound_built_and_started_alike(int level, string taskKind)
    {
        var scene = await both.SceneAsync(level);
        var kinds = KindTable.Bundled(level);
        var runtime = taskKind.Split('+')[0];
        var executable = kinds.Find("function", runtime) ?? kinds.Find("workflow", runtime)!;
        var type = executable.Entity == "function" ? EntityType.Function : EntityType.Workflow;
        var owner = $"{runtime}://{scene.Project}/fun:{scene.Project}-fun";
        var (runKind, task) = (RunKindName.Of(taskKind, level), $"{taskKind}://{scene.Project}/{scene.Project}-task");
        var run = kinds.Find("run", runKind)!;

        foreach (var full in (bool[])[true, false])
        {
            var suffix = full ? string.Empty : "-least";
            await scene.SameAsync(backend => backend.CreateEntityAsync(type, Document(executable, "fun" + suffix, Values(executable, full), "fun"), default));
            var ofTask = Values(kinds.Find("task", taskKind)!, full);
            ofTask[executable.Entity] = owner + suffix;
            await scene.SameAsync(backend => backend.CreateEntityAsync(EntityType.Task, Document(taskKind, "task" + suffix, ofTask), default));
        }
        foreach (var (id, full, local) in new[] { ("local", true, true), ("least", false, true), ("remote", true, false), ("bare", false, false) })
        {
            var suffix = full ? string.Empty : "-least";
            var spec = Values(run, full);
            (spec["task"], spec[executable.Entity]) = (task + suffix, owner + suffix);
            if (local) spec["local_execution"] = true;
            var document = Document(runKind, id, spec);
            document["metadata"] = Docs.Map(("labels", new object?[] { "x" }), ("own", Docs.Map(("deep", null))));
            var made = await scene.SameAsync(backend => backend.CreateRunAsync(document, default));
            Assert.Equal(local ? "CREATED" : "READY", made.State());
        }

        OrderedDictionary Document(object kind, string id, OrderedDictionary spec, string? name = null) =>
            Docs.Map(("kind", kind.ToString()), ("project", scene.Project), ("id", $"{scene.Project}-{id}"), ("name", name ?? id), ("spec", spec));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Runs_change_stop_and_go_alike(int level)
    {
        var scene = await both.SceneAsync(level);
        var (task, function) = await scene.TaskAsync();
        foreach (var (id, local) in new[] { ("a", true), ("b", true), ("c", false), ("d", false) })
        {
            await scene.SameAsync(backend => backend.CreateRunAsync(scene.Run(id, task, function, local), default));
        }
        var changes = new List<(string Id, EntityChange Change)>
        {
            ("a", new() { AddLabels = ["x"], Name = "renamed" }),
            ("a", new() { Spec = Docs.Map(("parameters", Docs.Map(("n", 2L), ("gone", ""))), ("nonsense", 1L), ("profile", ""), ("replicas", "3")) }),
            ("a", new() { Spec = Docs.Map(("inputs", "none")) }),
            ("a", new() { Metadata = Docs.Map(("description", "mine")), Replace = true }),
            ("a", new() { Status = Docs.Map(("results", Docs.Map(("acc", 0.5), ("none", null)))) }),
            ("a", new() { State = "RUNNING" }),
            ("a", new() { State = "BUILT" }),
            ("a", new() { Spec = Docs.Map(("parameters", Docs.Map(("n", 3L)))) }),
            ("a", new() { State = "READY", Status = Docs.Map(("message", "on its way")) }),
            ("a", new() { State = "RUNNING" }),
            ("b", new() { State = "ERROR", Status = Docs.Map(("message", "no")) }),
            ("b", new() { State = "RUNNING" }),
            ("c", new() { AddLabels = ["x"] }),
            ("c", new() { State = "RUNNING", Force = true }),
            ("d", new() { State = "DELETING" }),
        };
        foreach (var (id, change) in changes) await scene.SameOrRefusedAsync(backend => backend.UpdateRunAsync(scene.At(id), change, default));
        foreach (var action in (string[])["resume", "stop", "stop"])
        {
            foreach (var id in (string[])["a", "b", "c"]) await scene.SameOrRefusedAsync(backend => backend.InvokeRunActionAsync(scene.At(id), action, default));
        }
        // Whoever asks for it at once still meets the workload on a core of level 14; here is none.
        foreach (var id in (string[])(level == 14 ? ["a", "b"] : ["a", "b", "c", "d"]))
        {
            await scene.SameAsync(async backend => (await backend.DeleteRunAsync(scene.At(id), force: false, default)).Answer);
        }
    }

    [Fact]
    public async Task A_local_run_that_is_to_be_executed_after_all_is_built_alike()
    {
        var scene = await both.SceneAsync(15);
        var (task, function) = await scene.TaskAsync();
        await scene.SameAsync(backend => backend.CreateRunAsync(scene.Run("a", task, function, local: true), default));
        await scene.SameAsync(backend => backend.UpdateRunAsync(scene.At("a"), new EntityChange { Spec = Docs.Map(("local_execution", false), ("inputs", Docs.Map(("in", "store://p/dataitem/table/d:1")))) }, default));
        var built = await scene.SameAsync(backend => backend.UpdateRunAsync(scene.At("a"), new EntityChange { State = "BUILT" }, default));

        Assert.Equal("PYTHON3_10", built.Map.Map("spec")!.Text("python_version"));
        Assert.Single((Array)built.Map.Map("metadata")!["relationships"]!);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Functions_tasks_and_projects_change_alike(int level)
    {
        var scene = await both.SceneAsync(level);
        await scene.TaskAsync();
        await scene.SameAsync(backend => backend.CreateProjectAsync(Docs.Json($$"""{"name":"{{scene.Project}}-2","metadata":{"labels":["a"],"description":""},"spec":{"source":"./","other":1,"config":{"default_files_store":"s3://x","more":1} } }"""), default));
        await scene.SameAsync(backend => backend.UpdateProjectAsync(scene.Project, new EntityChange { Description = "mine", AddLabels = ["x"], Spec = Docs.Map(("source", "git"), ("other", 2L)) }, default));
        foreach (var (type, id) in new[] { (EntityType.Function, "f"), (EntityType.Task, "t") })
        {
            var address = new EntityAddress(type, scene.Project, scene.Id(id));
            await scene.SameOrRefusedAsync(backend => backend.UpdateEntityAsync(address, new EntityChange { Spec = Docs.Map(("profile", "gpu"), ("other", 1L), ("envs", new object?[] { Docs.Map(("name", "a"), ("value", 1L), ("x", 1L)) })) }, default));
            await scene.SameOrRefusedAsync(backend => backend.UpdateEntityAsync(address, new EntityChange { Spec = Docs.Map(("resources", 1L)) }, default));
            await scene.SameOrRefusedAsync(backend => backend.UpdateEntityAsync(address, new EntityChange { AddLabels = ["x"], Description = "mine", Status = Docs.Map(("own", 1L)) }, default));
            await scene.SameOrRefusedAsync(backend => backend.GetEntityAsync(address, default));
        }
        Assert.True(await scene.CountAsync(EntityType.Task) == 1);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task What_a_core_refuses_is_refused_with_the_same_words(int level)
    {
        var scene = await both.SceneAsync(level);
        var (task, function) = await scene.TaskAsync();
        var other = await both.SceneAsync(level);
        var (elsewhere, functionElsewhere) = await other.TaskAsync();
        var taken = scene.Run("taken", task, function, local: true);
        await scene.SameAsync(backend => backend.CreateRunAsync(taken, default));
        var large = new string('x', 33_000);
        var runs = new Dictionary<string, Action<OrderedDictionary>>
        {
            ["TaskRequired"] = run => run.Section("spec").Remove("task"),
            ["TaskRequired "] = run => run.Section("spec").Remove("function"),
            ["TaskRequired  "] = run => run.Section("spec")["task"] = "hello",
            ["TaskRequired   "] = run => run.Section("spec")["function"] = $"python://{scene.Project}/f",
            ["ReferenceNotFound"] = run => run.Section("spec")["task"] = $"python+job://{scene.Project}/none",
            ["ProjectMismatch"] = run => run.Section("spec")["task"] = elsewhere,
            ["ProjectMismatch "] = run => run.Section("spec")["task"] = elsewhere.Replace(other.Project + "/", scene.Project + "/", StringComparison.Ordinal),
            ["KindNotFound"] = run => run["kind"] = level > 13 ? "python+jobs:run" : "pyton+run",
            ["ProjectNotFound"] = run => run["project"] = "none-" + scene.Project,
            ["RunExists"] = run => run["id"] = scene.Id("taken"),
            ["RequestRefused"] = run => run.Section("spec").Section("parameters")["text"] = large,
            ["RequestRefused "] = run => run.Section("metadata")["text"] = large,
            ["IdInvalid"] = run => run["id"] = "a b",
            ["NameInvalid"] = run => run["name"] = "a/b",
        };
        foreach (var (id, spoil) in runs)
        {
            await RefusedAsync(id, backend =>
            {
                var run = scene.Run("bad", task, function, local: false);
                spoil(run);
                return backend.CreateRunAsync(run, default);
            });
            if (id.Trim() is "TaskRequired" or "IdInvalid" or "NameInvalid" && !id.EndsWith("  ", StringComparison.Ordinal))
            {
                await RefusedAsync(id, async backend =>
                {
                    var run = scene.Run("bad", task, function, local: false);
                    spoil(run);
                    await backend.CheckNewRunAsync(run, default);
                    return null!;
                });
            }
        }
        await RefusedAsync("ReferenceNotFound", async backend =>
        {
            await backend.CheckNewRunAsync(scene.Run("bad", $"python+job://{scene.Project}/none", function, local: false), default);
            return null!;
        });
        var entities = new Dictionary<string, (EntityType Type, string Document)>
        {
            ["KindNotFound"] = (EntityType.Function, """{"kind":"pyton","name":"x","spec":{}}"""),
            ["KindNotFound "] = (EntityType.Task, $$"""{"kind":"python+nope","spec":{"function":"{{function}}"} }"""),
            ["ReferenceNotFound"] = (EntityType.Task, $$"""{"kind":"python+job","spec":{"function":"python://{{scene.Project}}/f:none"} }"""),
            ["ProjectMismatch"] = (EntityType.Task, $$"""{"kind":"python+job","spec":{"function":"{{functionElsewhere.Replace(other.Project + "/", scene.Project + "/", StringComparison.Ordinal)}}"} }"""),
            ["FunctionExists"] = (EntityType.Function, $$"""{"kind":"python","id":"{{scene.Id("f")}}","name":"x","spec":{"source":{"source":"a.py"},"python_version":"PYTHON3_10"} }"""),
            ["RequestRefused"] = (EntityType.Function, $$"""{"kind":"python","id":"g","name":"x","spec":{"source":{"base64":"{{large}}"},"python_version":"PYTHON3_10"} }"""),
        };
        foreach (var (id, (type, json)) in entities)
        {
            await RefusedAsync(id, backend =>
            {
                var document = Docs.Json(json);
                document["project"] = scene.Project;
                document["id"] ??= "bad";
                return backend.CreateEntityAsync(type, document, default);
            });
        }
        await RefusedAsync("RequestRefused", backend => backend.CreateProjectAsync(Docs.Map(("name", "large-" + scene.Project), ("spec", Docs.Map(("source", large)))), default));
        await RefusedAsync("ProjectExists", backend => backend.CreateProjectAsync(Docs.Map(("name", scene.Project)), default));
        // In other words, which no user meets: the commands compare specs with their kinds before.
        foreach (var spec in (string[])["""{"source":{"source":"a.py","lang":"cobol"},"python_version":"PYTHON3_10"}""", """{"source":{"source":"a.py"},"python_version":"2.7"}""", """{"python_version":"PYTHON3_10"}""", """{"source":"a.py","python_version":"PYTHON3_10"}"""])
        {
            await scene.RefusedAsync("SpecFieldInvalid", sameWords: false, backend => backend.CreateEntityAsync(EntityType.Function, Docs.Json($$"""{"kind":"python","project":"{{scene.Project}}","id":"bad","name":"x","spec":{{spec}} }"""), default));
        }
        Assert.Equal([scene.Id("taken")], await scene.Store.IdsAsync(new RunQuery { Project = scene.Project }));
        Assert.Equal(1, await scene.CountAsync(EntityType.Function));

        Task RefusedAsync(string id, Func<IBackend, Task<StoredDocument>> call) => scene.RefusedAsync(id.Trim(), sameWords: true, call);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task A_function_that_is_gone_ends_the_run_alike(int level)
    {
        var scene = await both.SceneAsync(level);
        var (task, _) = await scene.TaskAsync();

        var run = await scene.SameAsync(backend => backend.CreateRunAsync(scene.Run("a", task, $"python://{scene.Project}/f:none", local: false), default));

        Assert.Equal("ERROR", run.State());
        Assert.NotNull(run.Map.Map("status")!.Text("message"));
    }

    [Theory]
    [InlineData(13, "python+job:run", "python+run")]
    [InlineData(14, "python+run", "python+job:run")]
    [InlineData(15, "python+run", "python+job:run")]
    public async Task A_kind_of_the_other_generation_is_translated_and_that_is_said(int level, string given, string kind)
    {
        var scene = await both.SceneAsync(level);
        var (task, function) = await scene.TaskAsync();
        var said = new List<Notice>();
        using (Notices.Collect(said.Add))
        {
            var run = scene.Run("a", task, function, local: false);
            run["kind"] = given;
            Assert.Equal(kind, (await scene.SameAsync(backend => backend.CreateRunAsync(run, default))).Map.Text("kind"));
        }

        Assert.Equal(2, said.Count(notice => notice.Text == $"The kind {given} is {kind} on this server."));
    }

    [Fact]
    public async Task A_run_of_0_13_keeps_its_name_and_the_command_hears_of_it()
    {
        var scene = await both.SceneAsync(13);
        var (task, function) = await scene.TaskAsync();
        await scene.SameAsync(backend => backend.CreateRunAsync(scene.Run("a", task, function, local: true), default));
        var said = new List<Notice>();
        using (Notices.Collect(said.Add)) await scene.Store.UpdateRunAsync(scene.At("a"), new EntityChange { Name = "other" }, default);

        Assert.Contains(said, notice => notice.IsWarning && notice.Text.Contains("keeps its name", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task It_tells_its_level_and_its_kinds(int level)
    {
        var scene = await both.SceneAsync(level);

        Assert.Equal(level, await scene.Store.GetApiLevelAsync(default));
        Assert.Equal(level, (await scene.Store.CheckAsync(default)).ApiLevel);
        Assert.Equal(level, scene.Store.Known!.ApiLevel);
        var (own, theirs) = ((await scene.Store.GetKindsAsync(false, default))!, (await scene.Core.GetKindsAsync(false, default))!);
        Assert.All(own.Kinds, kind => Assert.Equal(level, kind.ApiLevel));
        Assert.Equal(theirs.Kinds.Select(Name).Order(StringComparer.Ordinal), own.Kinds.Select(Name).Order(StringComparer.Ordinal));

        static string Name(EntityKind kind) => $"{kind.Entity} {kind.Name}";
    }

    /// <summary>A spec of a kind: all its fields, with much that a core drops or changes besides, or no more than it must have.</summary>
    private static OrderedDictionary Values(EntityKind kind, bool full)
    {
        var spec = ValueMap.New();
        foreach (var field in kind.Fields.Where(field => field.Name is not ("task" or "function" or "workflow" or "local_execution") && (full || (field.Required && field.Entity == kind.Entity))))
        {
            spec[field.Name] = field.Pattern is null ? Value(field.Name, field.Shape, full) : Matching(kind, field.Name);
        }
        if (!full) return spec;
        spec["nonsense"] = "x";
        spec["nothing"] = null;
        spec["empty"] = string.Empty;
        return spec;
    }

    private static string Matching(EntityKind kind, string field) => (kind.Runtime, field) switch
    {
        ("sklearnserve", "image") => "seldonio/mlserver:1-sklearn",
        ("mlflowserve", "image") => "seldonio/mlserver:1-mlflow",
        // Core 0.13 matches the whole of it, and takes no tag.
        ("huggingfaceserve", "image") => $"kserve/huggingfaceserver:{(kind.ApiLevel == 13 ? string.Empty : "1")}",
        (_, "image") => "vllm/vllm-openai:1",
        ("sklearnserve", _) => "store://p/model/sklearn/m:1",
        ("mlflowserve", _) => "store://p/model/mlflow/m:1",
        (_, "schedule") => "@daily",
        _ => "store://p/model/huggingface/m:1",
    };

    private static object? Value(string name, FieldShape shape, bool full) => shape.Type switch
    {
        FieldType.Text => shape.Values.Count > 0 ? shape.Values[^1] : $"a {name}",
        FieldType.Integer => 3L,
        FieldType.Number => 1.5,
        FieldType.Boolean => true,
        // Kubernetes' own types, which a core takes as a whole.
        FieldType.Object when name == "affinity" => Docs.Map(("podAffinity", Docs.Map(("preferredDuringSchedulingIgnoredDuringExecution", new object?[] { Docs.Map(("weight", 1L)) }))), ("nodeAffinity", null)),
        FieldType.Map => Docs.Map(("b", Value(name, shape.Item!, full)), ("A", null), ("c", string.Empty)),
        FieldType.List => new[] { Value(name, shape.Item!, full) },
        // Without its last field, so that one with a default comes without it, too.
        FieldType.Object => ValueMap.From([.. shape.Fields.SkipLast(shape.Fields.Count > 1 ? 1 : 0).Select(field => KeyValuePair.Create(field.Name, Value(field.Name, field.Shape, full))), KeyValuePair.Create("nonsense", (object?)1L)]),
        _ => Docs.Map(("n", 1L), ("x", 1.0), ("text", "007"), ("none", null), ("map", Docs.Map(("none", null), ("empty", Array.Empty<object?>()), ("n", 0L))), ("list", new object?[] { null, string.Empty, 1L })),
    };
}
