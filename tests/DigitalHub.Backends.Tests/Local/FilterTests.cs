using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>Every filter, sort and combination against the oracle on random runs.</summary>
public sealed class FilterTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Projects = ["alpha", "beta", "gamma"];
    private static readonly string[] Names = ["train", "Train", "tr_ain", "test-1", "test-2", "x.y"];
    private static readonly string[] Kinds = ["python+run", "python+job:run", "container+serve:run"];
    private static readonly string[] Labels = ["red", "Red", "grün", "a b", "x%y", "x_y", "it's \"q\"", "no😀p"];
    private static readonly string[] Users = ["ann", "Bob", "jürgen"];
    private static readonly string[] States = ["CREATED", "BUILT", "READY", "RUNNING", "COMPLETED", "ERROR"];
    private static readonly string[] Functions = ["python://alpha/train:v1", "python://alpha/train:v2", "container://alpha/train:v1", "python://beta/straße:1", "python://alpha/tra:v1", "bare"];
    private static readonly string[] Tasks = ["python+job://alpha/t1", "python+job://alpha/t2", "python+build://beta/t1", "odd"];

    private static readonly string[][] Paths = [[], ["BUILT"], ["BUILT", "READY"], ["BUILT", "READY", "RUNNING"], ["BUILT", "READY", "RUNNING", "COMPLETED"], ["ERROR"]];

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(20261125);
    private readonly List<StoredDocument> _runs = [];
    private LocalStore _store = null!;

    public async Task InitializeAsync()
    {
        var stores = Users.Select(user => new LocalStore(new LocalStoreOptions(_folder.File("store.db")) { User = user, Clock = _clock })).ToList();
        _store = stores[0];
        foreach (var project in Projects) await _store.CreateProjectAsync(Docs.Project(project), default);
        for (var i = 0; i < 500; i++)
        {
            // Some in the same millisecond.
            _clock.Advance(TimeSpan.FromMicroseconds(_random.Next(3) * 700));
            var project = Pick(Projects);
            var spec = Docs.Map();
            if (_random.Next(4) > 0) spec["function"] = Pick(Functions);
            if (_random.Next(4) == 0) spec["workflow"] = Pick(Functions);
            if (_random.Next(2) == 0) spec["task"] = Pick(Tasks);
            var labels = Labels.Where(_ => _random.Next(4) == 0).ToArray();
            var store = stores[_random.Next(stores.Count)];
            var run = await store.CreateRunAsync(Docs.Run(project, $"r{_random.Next():x8}-{i}", Pick(Names), Pick(Kinds), spec, labels), default);
            foreach (var state in Paths[_random.Next(Paths.Length)])
            {
                _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(2)));
                run = await store.UpdateRunAsync(new(project, run.Id()), new EntityChange { State = state }, default);
            }
            _runs.Add(run);
        }
        foreach (var store in stores.Skip(1)) await store.DisposeAsync();
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_single_filter_agrees_with_the_oracle()
    {
        var project = new RunQuery { Project = "alpha" };
        var created = Timestamp.Parse(_runs[250].Map.Map("metadata")!.Text("created"));
        var updated = Timestamp.Parse(_runs[250].Map.Map("metadata")!.Text("updated"));
        List<RunQuery> singles =
        [
            project,
            .. FilterValues.Of(Names).Select(values => project with { Names = values }),
            .. FilterValues.Of(Kinds).Select(values => project with { Kinds = values }),
            .. FilterValues.Of(States).Select(values => project with { States = values }),
            .. FilterValues.Of(Users).Select(values => project with { Users = values }),
            .. FilterValues.Of(Labels).Select(values => project with { Labels = values }),
            .. FilterValues.Of(Labels).Select(values => project with { AnyLabels = values }),
            .. FilterValues.Of([.. Functions, "train", "tra", "python://alpha/train", "python://alpha/tra", "straße"]).Select(values => project with { Functions = values }),
            .. FilterValues.Of([.. Functions, "train", "tra", "python://alpha/train", "straße"]).Select(values => project with { Workflows = values }),
            .. FilterValues.Of([.. Tasks, "t1", "t2"]).Select(values => project with { Tasks = values }),
            .. FilterValues.Of(["job", "serve", "build", "run"]).Select(values => project with { Actions = values }),
            project with { Functions = ["python://alpha/trai?"] },
            project with { Functions = ["python://*"] },
            .. new[] { "no?p", "no??p", "no???p", "gr?n", "?ed", "x?y", "`x?y" }.SelectMany(label => new[] { project with { Labels = [label] }, project with { AnyLabels = [label, "red"] } }),
            .. new[] { "J?RGEN", "j??rgen", "???" }.Select(user => project with { Users = [user] }),
            project with { Functions = ["STRASSE", "STRAẞE", "stra?e"] },
            project with { CreatedAfter = created },
            project with { CreatedBefore = created },
            project with { CreatedAfter = created, CreatedBefore = created },
            project with { CreatedAfter = created!.Value.AddTicks(1) },
            project with { CreatedBefore = created!.Value.AddTicks(-1), Descending = false },
            project with { UpdatedAfter = updated },
            project with { UpdatedBefore = updated },
            .. new[] { "train", "TRAIN", "_", "%", "ß", "STRASSE", "Ü", "r1", ":v", "nothing" }.Select(text => project with { Text = text }),
            .. Enum.GetValues<RunSort>().SelectMany(sort => new[] { project with { Sort = sort }, project with { Sort = sort, Descending = false } }),
        ];
        foreach (var query in singles)
        {
            await AgreesAsync(query);
            await AgreesAsync(query with { States = ["COMPLETED"] });
            await AgreesAsync(query with { Project = null, Skip = 3, First = 40 });
        }
    }

    [Fact]
    public async Task Random_queries_agree_with_the_oracle()
    {
        var found = 0;
        for (var i = 0; i < 600; i++)
        {
            var query = new RunQuery
            {
                Project = _random.Next(4) == 0 ? null : Pick(Projects),
                Names = Some(Names),
                Kinds = Some(Kinds),
                States = Some(States),
                Users = Some(Users),
                Labels = Some(Labels),
                AnyLabels = Some(Labels),
                Functions = Some([.. Functions, "train", "python://alpha/train"]),
                Tasks = Some([.. Tasks, "t1"]),
                Actions = Some(["job", "serve"]),
                Text = _random.Next(6) == 0 ? "tr" : null,
                Sort = Pick(Enum.GetValues<RunSort>()),
                Descending = _random.Next(2) == 0,
                Skip = _random.Next(3),
                First = _random.Next(2) == 0 ? null : _random.Next(80),
            };
            found += await AgreesAsync(query);
        }
        Assert.True(found > 1000, $"The queries found {found} runs only.");
    }

    private async Task<int> AgreesAsync(RunQuery query)
    {
        var expected = RunOracle.Ids(_runs, query, out var all);
        var actual = await _store.IdsAsync(query);
        Assert.True(expected.SequenceEqual(actual), $"{Describe(query)}: expected {expected.Count}, got {actual.Count}");
        Assert.Equal(all, await _store.CountRunsAsync(query, default));
        return actual.Count;
    }

    private string[] Some(string[] values) => _random.Next(5) switch
    {
        0 => [Pick(values)],
        1 when _random.Next(3) == 0 => [Pick(values), Pick(values)],
        2 when _random.Next(3) == 0 => [Pick(values)[..2] + "*"],
        _ => [],
    };

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    private static string Describe(RunQuery query) =>
        string.Join(' ', typeof(RunQuery).GetProperties().Select(property => property.GetValue(query) switch
        {
            IReadOnlyList<string> list => list.Count == 0 ? null : $"{property.Name}=[{string.Join(",", list)}]",
            var value => value is null ? null : $"{property.Name}={value}",
        }).Where(text => text is not null));
}
