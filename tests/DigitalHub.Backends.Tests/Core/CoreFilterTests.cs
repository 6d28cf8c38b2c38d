using DigitalHub.Backends.Core;
using DigitalHub.Backends.Core.Listing;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>Every filter, sort and combination against the oracle, on every level.</summary>
public sealed class CoreFilterTests
{
    private static readonly string[] Projects = ["alpha", "beta", "gamma"];
    private static readonly string[] Names = ["train", "Train", "tr_ain", "test-1", "test-2", "x.y"];
    private static readonly string[] Labels = ["red", "Red", "grün", "a b", "x%y", "x_y", "no😀p"];
    private static readonly string[] Users = ["ann", "Bob", "jürgen@x.org"];
    private static readonly string[] States = ["CREATED", "READY", "RUNNING", "COMPLETED", "ERROR"];
    private static readonly string[] Functions = ["python://alpha/train:v1", "python://alpha/train:v2", "container://alpha/train:v1", "python://beta/score:1", "python://alpha/tra:v1"];
    private static readonly string[] Tasks = ["python+job://alpha/t1", "python+job://alpha/t2", "python+build://beta/t1", "container+serve://alpha/job"];

    private readonly Random _random = new(20261125);

    public static TheoryData<int, bool> Cores => new() { { 13, true }, { 14, true }, { 15, true }, { 15, false } };

    [Theory]
    [MemberData(nameof(Cores))]
    public async Task Every_single_filter_agrees_with_the_oracle(int level, bool isAdministrator)
    {
        var (core, runs) = Fill(level, isAdministrator);
        var middle = runs[250].Map.Map("metadata")!;
        var (created, updated) = (Timestamp.Parse(middle.Text("created")), Timestamp.Parse(middle.Text("updated")));
        var project = new RunQuery { Project = "alpha" };
        List<RunQuery> singles =
        [
            project,
            .. FilterValues.Of([.. Names, "hello/r1", "no name"]).Select(values => project with { Names = values }),
            .. FilterValues.Of([.. Kinds(level), "a b", "python/x"]).Select(values => project with { Kinds = values }),
            .. FilterValues.Of([.. States, "created", "no state"]).Select(values => project with { States = values }),
            .. FilterValues.Of(Users).Select(values => project with { Users = values }),
            .. FilterValues.Of(Labels).Select(values => project with { Labels = values }),
            .. FilterValues.Of(Labels).Select(values => project with { AnyLabels = values }),
            .. FilterValues.Of([.. Functions, "train", "tra", "python://alpha/train", "python://alpha/tra", "straße", "a b://x", "x://"]).Select(values => project with { Functions = values }),
            .. FilterValues.Of([.. Functions, "train", "python://alpha/train"]).Select(values => project with { Workflows = values }),
            .. FilterValues.Of([.. Tasks, "t1", "t2", "job", "a b", "x://y"]).Select(values => project with { Tasks = values }),
            .. FilterValues.Of(["job", "serve", "build", "run", "t1"]).Select(values => project with { Actions = values }),
            project with { Tasks = ["t1"], Actions = ["job"] },
            project with { Functions = ["train"], Text = "R1" },
            project with { CreatedAfter = created },
            project with { CreatedBefore = created },
            project with { CreatedAfter = created, CreatedBefore = created },
            project with { CreatedAfter = created!.Value.AddTicks(1) },
            project with { CreatedBefore = created!.Value.AddTicks(-1), Descending = false },
            project with { CreatedAfter = DateTimeOffset.MaxValue },
            project with { CreatedBefore = DateTimeOffset.MinValue },
            project with { UpdatedAfter = updated },
            project with { UpdatedBefore = updated },
            .. new[] { "train", "TRAIN", "_", "%", "ß", @"\", "r1", ":v", "a b", "nothing" }.Select(text => project with { Text = text }),
            .. Enum.GetValues<RunSort>().SelectMany(sort => new[] { project with { Sort = sort }, project with { Sort = sort, Descending = false } }),
        ];
        foreach (var (query, i) in singles.Select((query, i) => (query, i)))
        {
            await AgreesAsync(core, runs, query);
            // With a state and over all projects by turns: every filter meets both in the random queries.
            await AgreesAsync(core, runs, i % 2 == 0 ? query with { States = ["COMPLETED"] } : query with { Project = null, Skip = 3, First = 40 });
        }
    }

    [Theory]
    [MemberData(nameof(Cores))]
    public async Task Random_queries_agree_with_the_oracle(int level, bool isAdministrator)
    {
        var (core, runs) = Fill(level, isAdministrator);
        var found = 0;
        for (var i = 0; i < 300; i++)
        {
            found += await AgreesAsync(core, runs, new RunQuery
            {
                Project = _random.Next(4) == 0 ? null : Pick(Projects),
                Names = Some(Names),
                Kinds = Some(Kinds(level)),
                States = Some(States),
                Users = Some(Users),
                Labels = Some(Labels),
                Functions = Some([.. Functions, "train", "python://alpha/train"]),
                Tasks = Some([.. Tasks, "t1"]),
                Actions = Some(["job", "serve"]),
                CreatedAfter = _random.Next(6) == 0 ? Timestamp.Parse(Pick([.. runs]).Map.Map("metadata")!.Text("created")) : null,
                CreatedBefore = _random.Next(6) == 0 ? Timestamp.Parse(Pick([.. runs]).Map.Map("metadata")!.Text("created")) : null,
                Text = _random.Next(6) == 0 ? "tr" : null,
                Sort = Pick(Enum.GetValues<RunSort>()),
                Descending = _random.Next(2) == 0,
                Skip = _random.Next(3),
                First = _random.Next(2) == 0 ? null : _random.Next(80),
            });
        }
        Assert.True(found > 500, $"The queries found {found} runs only.");
    }

    [Fact]
    public void The_matcher_agrees_with_the_oracle()
    {
        var (_, runs) = Fill(15, true);
        foreach (var query in (RunQuery[])[new() { Functions = ["python://*"] }, new() { Functions = ["python://alpha/trai?"] }, new() { Labels = ["?ed", "gr?n"] }, new() { AnyLabels = ["RED", "a*"] }, new() { Project = "beta", Users = ["J*"] }])
        {
            var matcher = new RunMatcher(query);
            Assert.Equal(RunOracle.Ids(runs, query).Order(StringComparer.Ordinal), runs.Where(matcher.Matches).Select(run => run.Id()).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(15, "name=train", "Names", "train")]
    [InlineData(15, "kind=python%2Bjob%3Arun", "Kinds", "python+job:run")]
    [InlineData(15, "state=RUNNING", "States", "RUNNING")]
    [InlineData(15, "user=j%C3%BCrgen", "Users", "jürgen")]
    [InlineData(15, "function=python%3A%2F%2Fp%2Fx%3A1", "Functions", "python://p/x:1")]
    [InlineData(15, "task=python%2Bjob%3A%2F%2Fp%2Ft", "Tasks", "python+job://p/t")]
    [InlineData(15, "function=python%3A%2F%2Fp%2Fx", "Functions", "python://p/x", true)]
    [InlineData(15, "q=score", "Functions", "score", true)]
    [InlineData(15, "q=trai", "Names", "?trai*n", true)]
    [InlineData(15, "q=python%3A%2F%2F", "Workflows", "python://*", true)]
    [InlineData(15, "action=job", "Actions", "job", true)]
    [InlineData(15, "action=t1", "Tasks", "t1", true)]
    [InlineData(15, "", "Names", "ab*", true)]
    [InlineData(15, "", "Labels", "x", true)]
    [InlineData(15, null, "Names", "no name")]
    [InlineData(15, null, "Kinds", "a b")]
    [InlineData(13, null, "Kinds", "python+job:run")]
    [InlineData(13, "kind=python%2Brun", "Kinds", "python+run")]
    [InlineData(13, "name=r1", "Names", "hello/r1", true)]
    [InlineData(13, "", "Functions", "score", true)]
    [InlineData(13, "", "Actions", "job", true)]
    [InlineData(13, "state=RUNNING", "States", "RUNNING", true)]
    [InlineData(13, "", "States", "NONE", true)]
    public void The_server_gets_what_it_can_do(int level, string? sent, string property, string value, bool checkedHere = false)
    {
        var query = new RunQuery();
        typeof(RunQuery).GetProperty(property)!.SetValue(query, (string[])[value]);
        var filter = ServerFilterPlan.Make(query, new CoreLevel(level));
        Assert.Equal(sent is null, filter.IsImpossible);
        if (sent is not null) Assert.Equal(sent, CorePaths.With("?", filter.Parameters).TrimStart('?', '&'));
        Assert.Equal(checkedHere, filter.Here.Count > 0);
        Assert.Equal(checkedHere, !filter.Rest.TakesAll);
    }

    private static string[] Kinds(int level) => level == 13 ? ["python+run", "container+run"] : ["python+job:run", "container+serve:run"];

    private (MemoryCore Core, List<StoredDocument> Runs) Fill(int level, bool isAdministrator)
    {
        var core = new MemoryCore(level, Projects) { Roles = isAdministrator ? null : ["alpha", "beta", "gamma", "gone"] };
        var runs = new List<StoredDocument>();
        for (var i = 0; i < 500; i++)
        {
            core.Time.Advance(TimeSpan.FromMilliseconds(1));
            var spec = Docs.Map(("task", Pick(Tasks)));
            if (_random.Next(4) > 0) spec["function"] = Pick(Functions);
            else spec["workflow"] = Pick(Functions);
            var id = $"r{_random.Next():x8}-{i}";
            var run = Docs.Run(Pick(Projects), id, level == 13 ? $"hello/{id}" : Pick(Names), Pick(Kinds(level)), spec, [.. Labels.Where(_ => _random.Next(4) == 0)]);
            run["user"] = Pick(Users);
            run["status"] = Docs.Map(("state", Pick(States)));
            run.Section("metadata")["updated"] = Timestamp.Format(core.Time.GetUtcNow() + TimeSpan.FromMilliseconds(_random.Next(300)));
            runs.Add(StoredDocument.Of(core.Add(run)));
        }
        return (core, runs);
    }

    private static async Task<int> AgreesAsync(MemoryCore core, List<StoredDocument> runs, RunQuery query)
    {
        var backend = new CoreBackend(core);
        var expected = RunOracle.Ids(runs, query, out var all);
        core.Requests.Clear();
        var actual = await backend.IdsAsync(query);
        Assert.True(expected.SequenceEqual(actual), $"{query}: expected {expected.Count}, got {actual.Count}\n{string.Join('\n', core.Paths)}");
        Assert.Equal(all, await backend.CountRunsAsync(query, default) ?? all);
        return actual.Count;
    }

    private string[] Some(string[] values) => _random.Next(5) > 0 ? [] : _random.Next(3) == 0 ? [Pick(values)] : [Pick(values), Pick(values) is var value && _random.Next(2) == 0 ? value[..1] + "*" : value];

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
