using System.Text.Json;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Store;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>
/// Whatever is looked for, in whatever order, from whatever place on: in memory, as SQL in a store, and as a query to a server.
/// What is not refused is found as it is by looking at everything.
/// </summary>
[Collection(nameof(Fuzz))]
public sealed class FilterFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Filters = ["train", "name-5", "run-000003", "tr*", "[a-c]*", "?x`*", "python://demo/train:f1", "python://demo/train", "python+job://demo/t", "python+job:run", "demo", "RUNNING", "Evicted", "100%", "a_b", "jürgen", "created", "updated,desc", "Name", "x\u0130y"];

    private static readonly long[] Places = [0, 0, 0, 1, 5, 19, 25, 1000, int.MaxValue, (long)int.MaxValue + 1, long.MaxValue];

    private static readonly DateTimeOffset Start = new(2026, 7, 20, 9, 49, 18, TimeSpan.FromHours(2));

    private static readonly DateTimeOffset[] Times = [DateTimeOffset.MinValue, DateTimeOffset.UnixEpoch, Start, Start.AddTicks(-1), Start.AddMilliseconds(3000.5), DateTimeOffset.MaxValue];

    [Fact]
    public void Runs_in_memory()
    {
        var runs = Enumerable.Range(0, 20).Select(i => StoredDocument.Of(Sample(i))).ToList();
        Fuzz.Run(output, 6, Query, query =>
        {
            var matcher = new RunMatcher(query);
            foreach (var run in runs) _ = matcher.Matches(run);
        }, Print);
    }

    [Fact]
    public async Task Runs_in_a_store()
    {
        await using var store = await FilledStoreAsync();
        await TryRunsAsync(store, 3);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public async Task Runs_in_a_core(int level)
    {
        await using var server = await FilledCoreAsync(level);
        await using var core = new CoreBackend(new CoreTransport(new CoreOptions(server.Endpoint) { SignIn = new NoSignIn() }));
        await TryRunsAsync(core, 1);
    }

    [Fact]
    public async Task Projects_functions_and_tasks_in_a_store()
    {
        await using var store = await FilledStoreAsync();
        await TryOthersAsync(store, 1);
    }

    [Fact]
    public async Task Projects_functions_and_tasks_in_a_core()
    {
        await using var server = await FilledCoreAsync(15);
        await using var core = new CoreBackend(new CoreTransport(new CoreOptions(server.Endpoint) { SignIn = new NoSignIn() }));
        await TryOthersAsync(core, 1);
    }

    private async Task TryRunsAsync(IBackend backend, double percent)
    {
        var all = await backend.ListRunsAsync(new RunQuery { Descending = false }, default).ToListAsync();
        Fuzz.Run(output, percent, Query, query =>
        {
            var found = backend.IdsAsync(query).GetAwaiter().GetResult();
            var failed = new RunMatcher(new RunQuery { Reasons = query.Reasons });
            Assert.Equal(RunOracle.Ids(all.Where(failed.Matches), query with { Skip = Clip(query.Skip), First = Clip(query.First ?? long.MaxValue) }, out var total), found);
            Assert.True((backend.CountRunsAsync(query, default).GetAwaiter().GetResult() ?? total) == total);
        }, Print);
    }

    private async Task TryOthersAsync(IBackend backend, double percent)
    {
        var projects = await backend.ListProjectsAsync(new ProjectQuery(), default).ToListAsync();
        var others = new Dictionary<EntityType, List<StoredDocument>>();
        foreach (var type in (EntityType[])[EntityType.Function, EntityType.Task]) others[type] = await backend.ListEntitiesAsync(new EntityQuery(type), default).ToListAsync();
        Fuzz.Run(output, percent, random => (Projects: Projects(random), Others: Others(random)), query =>
        {
            var names = new TextSet(query.Projects.Names);
            if (query.Others is null)
            {
                Same(projects.Where(project => names.IsEmpty || names.Has(project.Id())), query.Projects.Skip, query.Projects.First, backend.ListProjectsAsync(query.Projects, default));
                _ = backend.CountProjectsAsync(query.Projects, default).GetAwaiter().GetResult();
            }
            else
            {
                var matcher = new EntityMatcher(query.Others);
                Same(others[query.Others.Type].Where(document => query.Others.Project is not { } project || document.Head("project") == project).Where(matcher.Matches), query.Others.Skip, query.Others.First, backend.ListEntitiesAsync(query.Others, default));
                _ = backend.CountEntitiesAsync(query.Others, default).GetAwaiter().GetResult();
            }
        }, query => query.Others is null ? Print(query.Projects) : Print(query.Others));
    }

    private static string Print<T>(T query) => JsonSerializer.Serialize(query);

    private static void Same(IEnumerable<StoredDocument> all, long skip, long? first, IAsyncEnumerable<StoredDocument> found) => Assert.Equal(
        all.Skip(Clip(skip)).Take(Clip(first ?? long.MaxValue)).Select(document => document.Id()),
        found.ToListAsync().GetAwaiter().GetResult().Select(document => document.Id()));

    private static int Clip(long number) => (int)Math.Min(number, int.MaxValue);

    private static async Task<LocalStore> FilledStoreAsync()
    {
        var store = new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true, User = "ann" });
        foreach (var name in (string[])["demo", "second", "train"]) await store.CreateProjectAsync(Docs.Project(name), default);
        for (var i = 0; i < 6; i++) await store.CreateEntityAsync(EntityType.Function, Docs.Map(("kind", i % 2 == 0 ? "python" : "container"), ("project", "demo"), ("id", $"f{i}"), ("name", $"train-{i}"), ("spec", Docs.Map(("handler", "main")))), default);
        for (var i = 0; i < 4; i++) await store.CreateEntityAsync(EntityType.Task, Docs.Map(("kind", i % 2 == 0 ? "python+job" : "python+build"), ("project", "demo"), ("id", $"t{i}"), ("spec", Docs.Map(("function", $"python://demo/train-{i / 2}:f{i / 2}")))), default);
        for (var i = 0; i < 20; i++) await store.CreateRunAsync(Sample(i), default);
        return store;
    }

    private static async Task<FakeCoreServer> FilledCoreAsync(int level)
    {
        var server = await FakeCoreServer.StartAsync(new FakeCoreOptions { Level = level, NoKubernetesDelay = TimeSpan.FromDays(1), KeepRequests = false });
        server.Seed("demo", 8, new SeedOptions { Function = "train", Labels = ["x", "100%"], States = ["COMPLETED", "ERROR", "RUNNING"], Start = Start });
        server.Seed("demo", 8, new SeedOptions { Prefix = "name-", Function = "a_b", User = "jürgen", Start = Start.AddMilliseconds(2500), Interval = TimeSpan.FromMilliseconds(500) });
        server.Seed("second", 4, new SeedOptions { Prefix = "x_y-", Labels = ["a b"], Start = Start.AddSeconds(1) });
        server.Seed("train", 0);
        return server;
    }

    private static System.Collections.Specialized.OrderedDictionary Sample(int i) =>
        Docs.Run("demo", $"id-{i}", i % 3 == 0 ? "train" : $"name-{i}", i % 2 == 0 ? "python+job:run" : "python+run", Docs.Map(("function", $"python://demo/{(i % 4 == 0 ? "train" : "a_b")}:f{i}")), i % 5 == 0 ? ["x", "100%"] : []);

    private static RunQuery Query(Random random) => new()
    {
        Project = random.Next(3) == 0 ? null : "demo",
        Names = Some(random),
        Kinds = Some(random),
        States = Some(random),
        Reasons = random.Next(4) == 0 ? Some(random) : [],
        Users = Some(random),
        Functions = Some(random),
        Workflows = Some(random),
        Tasks = Some(random),
        Actions = Some(random),
        Labels = Some(random),
        AnyLabels = Some(random),
        Text = random.Next(2) == 0 ? Damage.Text(random, Filters) : null,
        CreatedAfter = Time(random),
        CreatedBefore = Time(random),
        UpdatedAfter = Time(random),
        UpdatedBefore = Time(random),
        Sort = random.One(Enum.GetValues<RunSort>()),
        Descending = random.Next(2) == 0,
        Skip = random.One(Places),
        First = random.Next(2) == 0 ? null : random.One(Places),
    };

    private static ProjectQuery Projects(Random random) => new() { Names = Some(random), Skip = random.One(Places), First = random.Next(2) == 0 ? null : random.One(Places) };

    private static EntityQuery? Others(Random random) => random.Next(3) == 0 ? null : new(random.Next(2) == 0 ? EntityType.Function : EntityType.Task)
    {
        Project = random.Next(3) == 0 ? null : "demo",
        Names = Some(random),
        Kinds = Some(random),
        Users = Some(random),
        Labels = Some(random),
        Functions = Some(random),
        Workflows = Some(random),
        Actions = Some(random),
        AllVersions = random.Next(2) == 0,
        Skip = random.One(Places),
        First = random.Next(2) == 0 ? null : random.One(Places),
    };

    // Mostly none: all must hold, and of many none would ever be reached.
    private static IReadOnlyList<string> Some(Random random) => random.Next(6) != 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => random.Next(3) == 0 ? random.One(Filters) : Damage.Text(random, Filters))];

    private static DateTimeOffset? Time(Random random) => random.Next(10) != 0 ? null : random.One(Times);
}
