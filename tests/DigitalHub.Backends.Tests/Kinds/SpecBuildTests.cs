using System.Collections.Specialized;

namespace DigitalHub.Backends.Tests.Kinds;

/// <summary>The spec that is foretold for a run is the one that cores were seen to make of it.</summary>
public sealed class SpecBuildTests
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "data", "transcripts");

    private static readonly Lazy<Recorded> All = new(() => new Recorded());

    public static TheoryData<string, int> Created
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (file, index, _) in All.Value.Runs) data.Add(file, index);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Created))]
    public void A_recorded_run_is_foretold(string file, int index)
    {
        var (_, _, exchange) = All.Value.Runs.Single(run => run.File == file && run.Index == index);
        var sent = exchange.Map("request")!.Map("body")!.Map("spec")!;
        var answered = exchange.Map("response")!.Map("body")!;

        var build = All.Value.Build(file, answered.Text("kind")!, sent);

        Assert.True(ValueMap.Same(answered.Map("spec"), build.Spec), $"{JsonText.Write(answered.Map("spec"))}\nwas made, and foretold was\n{JsonText.Write(build.Spec)}");
        Assert.Equal(build.Spec.Keys.Cast<string>(), build.Fields.Where(field => field.Source != "dropped").Select(field => field.Field));
    }

    // That the test above does not lose what it is for: runs of every generation that were built, and of every kind that were bound.
    [Fact]
    public void Runs_of_every_generation_were_built()
    {
        var built = All.Value.Runs.Where(run => run.Exchange.Map("request")!.Map("body")!.Map("spec")!["local_execution"] is not true).Select(run => run.File).Distinct().ToList();

        Assert.Contains("core-0.13", built);
        Assert.Contains("core-0.14", built);
        Assert.Contains("runs-remote-no-k8s", built);
        Assert.Contains("runs-remote-serve", built);
        Assert.Equal(31, All.Value.Runs.Count(run => run.File == "runs-every-kind"));
    }

    [Fact]
    public void The_tasks_value_is_lost_to_a_default_of_the_runs_kind_and_that_is_said()
    {
        var build = Build("sklearnserve+serve:run", """{"task":"t","function":"f"}""", """{"function":"f","service_type":"NodePort","replicas":2}""", """{"path":"m.pkl"}""");

        Assert.Equal(("ClusterIP", "default"), Of(build, "service_type"));
        Assert.Equal((2L, "task"), Of(build, "replicas"));
        Assert.Equal(("m.pkl", "function"), Of(build, "path"));
        Assert.Equal(("f", "run"), Of(build, "function"));
        Assert.Equal((false, "default"), Of(build, "local_execution"));
        Assert.Contains("NodePort", build.Fields.Single(field => field.Field == "service_type").Note, StringComparison.Ordinal);
        var warning = Assert.Single(build.Warnings);
        Assert.Contains("not NodePort as the task has it", warning, StringComparison.Ordinal);
        Assert.Contains("-ServiceType", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_run_says_counts_more_than_the_task()
    {
        var build = Build("python+serve:run", """{"task":"t","function":"f","service_type":"LoadBalancer"}""", """{"function":"f","service_type":"NodePort"}""", "{}");

        Assert.Equal(("LoadBalancer", "run"), Of(build, "service_type"));
        Assert.Contains("task's NodePort", build.Fields.Single(field => field.Field == "service_type").Note, StringComparison.Ordinal);
        Assert.Empty(build.Warnings);
    }

    [Fact]
    public void Each_field_is_taken_as_a_whole()
    {
        var build = Build("python+job:run", """{"task":"t","function":"f","resources":{"cpu":"1"}}""", """{"function":"f","resources":{"mem":"1Gi"}}""", "{}");

        Assert.Equal("""{"cpu":"1"}""", JsonText.Write(build.Spec["resources"]));
    }

    [Fact]
    public void What_the_function_says_counts_most_and_what_is_lost_to_it_is_said()
    {
        var build = Build("container+job:run", """{"task":"t","function":"f","image":"mine"}""", """{"function":"f"}""", """{"image":"busybox","command":"ls"}""");

        Assert.Equal(("busybox", "function"), Of(build, "image"));
        Assert.Equal(("ls", "function"), Of(build, "command"));
        Assert.Contains("mine", Assert.Single(build.Warnings), StringComparison.Ordinal);
        // What is the same is not lost.
        Assert.Empty(Build("container+job:run", """{"image":"busybox"}""", "{}", """{"image":"busybox"}""").Warnings);
    }

    [Fact]
    public void What_is_dropped_stands_behind_the_fields()
    {
        var build = Build("python+job:run", """{"task":"t","function":"f","paramters":{"n":1},"profile":"","parameters":{"z":null,"n":3},"inputs":{}}""", """{"profile":"small"}""", "{}");

        Assert.Equal(("small", "task"), Of(build, "profile"));
        Assert.Equal(("{}", "default"), (JsonText.Write(build.Spec["inputs"]), Of(build, "inputs").Source));
        var dropped = build.Fields.SkipWhile(field => field.Source != "dropped").ToList();
        Assert.Equal(["profile", "paramters", "parameters.z"], dropped.Select(field => field.Field));
        Assert.Contains("'parameters'", dropped[1].Note, StringComparison.Ordinal);
        Assert.Equal(2, build.Warnings.Count);
    }

    [Fact]
    public void Values_become_what_the_field_is()
    {
        var build = Build("python+serve:run", """{"replicas":"3","local_execution":"true","inputs":{"a":3,"b":1.0,"c":true}}""", null, null);

        Assert.Equal("""{"replicas":3,"local_execution":true,"inputs":{"a":"3","b":"1.0","c":"true"}}""", JsonText.Write(Of(build.Spec, "replicas", "local_execution", "inputs")));
    }

    [Fact]
    public void A_kind_that_nobody_knows_keeps_what_is_not_empty()
    {
        var build = SpecBuild.OnCore(Map("""{"a":{"b":null,"c":[""]},"d":"","e":"3"}"""), null, null, [], null, null, "function");

        Assert.Equal("""{"a":{"c":[""]},"e":"3"}""", JsonText.Write(build.Spec));
    }

    [Fact]
    public void A_local_store_keeps_a_spec_as_it_is_and_a_core_would_drop_some_of_it()
    {
        var sent = Map("""{"parameters":{"z":null},"other":""}""");
        var build = SpecBuild.AsItIs(sent, SpecCheck.Of(KindTable.Bundled(15).Find("run", "python+job:run")!, sent, kept: true));

        Assert.Equal(JsonText.Write(sent), JsonText.Write(build.Spec));
        Assert.All(build.Fields, field => Assert.Equal("run", field.Source));
        Assert.All(build.Fields, field => Assert.Contains("a core would drop", field.Note, StringComparison.Ordinal));
        Assert.Equal(build.Fields.Select(field => field.Note), build.Warnings);
    }

    private static SpecBuild Build(string name, string sent, string? task, string? function)
    {
        var kind = KindTable.Bundled(15).Find("run", name)!;
        var spec = Map(sent);
        return SpecBuild.OnCore(spec, kind, kind, SpecCheck.Of(kind, spec), task is null ? null : Map(task), function is null ? null : Map(function), "function");
    }

    private static (object? Value, string Source) Of(SpecBuild build, string name)
    {
        var field = build.Fields.Single(field => field.Field == name && field.Source != "dropped");
        Assert.True(ValueMap.Same(build.Spec[name], field.Value));
        return (field.Value, field.Source);
    }

    private static OrderedDictionary Of(OrderedDictionary spec, params string[] names) => ValueMap.From([.. names.Select(name => KeyValuePair.Create(name, spec[name]))]);

    private static OrderedDictionary Map(string json) => (OrderedDictionary)JsonText.Parse(json)!;

    /// <summary>All transcripts: the runs that were created, and the tasks and functions of the same server.</summary>
    private sealed class Recorded
    {
        private readonly Dictionary<string, string> _cores = [];
        private readonly Dictionary<(string Core, string Type, string Id), OrderedDictionary> _entities = [];

        public Recorded()
        {
            var runs = new List<(string, int, OrderedDictionary)>();
            foreach (var path in Directory.GetFiles(Data, "*.json").Order(StringComparer.Ordinal))
            {
                var file = Path.GetFileNameWithoutExtension(path);
                var transcript = Map(File.ReadAllText(path));
                if (transcript["exchanges"] is not Array exchanges) continue;
                _cores[file] = transcript.Text("core")!;
                for (var i = 0; i < exchanges.Length; i++)
                {
                    var exchange = (OrderedDictionary)exchanges.GetValue(i)!;
                    if (exchange.Map("response")!["status"] is not 200L || exchange.Map("response")!.Map("body") is not { } body) continue;
                    Remember(file, body);
                    if (IsCreation(exchange)) runs.Add((file, i, exchange));
                }
            }
            Runs = [.. runs.Where(run => IsKnown(run.Item1, run.Item3.Map("request")!.Map("body")!.Map("spec")!))];
        }

        public IReadOnlyList<(string File, int Index, OrderedDictionary Exchange)> Runs { get; }

        public SpecBuild Build(string file, string name, OrderedDictionary sent)
        {
            var level = file switch { "core-0.13" => 13, "core-0.14" => 14, _ => 15 };
            var kind = KindTable.Bundled(level).Find("run", name)!;
            var local = sent["local_execution"] is true;
            return SpecBuild.OnCore(
                sent,
                kind,
                kind,
                SpecCheck.Of(kind, sent),
                local ? null : Find(file, "task", sent.Text("task"))!.Map("spec"),
                local ? null : Find(file, "function", sent.Text("function"))!.Map("spec"),
                "function");
        }

        // A run that nothing is executed for is not built.
        private bool IsKnown(string file, OrderedDictionary sent) =>
            sent["local_execution"] is true || (Find(file, "task", sent.Text("task")) is not null && Find(file, "function", sent.Text("function")) is not null);

        private OrderedDictionary? Find(string file, string type, string? reference) =>
            EntityReference.TryParse(reference, out var parsed) ? _entities.GetValueOrDefault((_cores[file], type, parsed.Id ?? parsed.Name)) : null;

        private void Remember(string file, OrderedDictionary body)
        {
            var items = body["content"] is Array content ? content.OfType<OrderedDictionary>() : [body];
            foreach (var item in items)
            {
                if (item.Text("key")?.Split('/') is not ["store:", "", _, var type, ..] || item.Map("spec") is null || item.Text("id") is not { } id) continue;
                _entities.TryAdd((_cores[file], type, id), item);
            }
        }

        private static bool IsCreation(OrderedDictionary exchange) =>
            exchange.Map("request") is { } request && request.Text("method") == "POST"
            && request.Text("path")!.EndsWith("/runs", StringComparison.Ordinal) && request.Map("body")?.Map("spec") is not null;
    }
}
