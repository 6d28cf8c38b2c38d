using DigitalHub.Backends.Local;
using DigitalHub.Backends.Local.Entities;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>Exact filters find their runs in an index, already in order, however many runs there are.</summary>
public sealed class PlanTests
{
    public static TheoryData<string> Filters => [.. Queries.Keys];

    private static readonly Dictionary<string, RunQuery> Queries = new()
    {
        ["none"] = new(),
        ["name"] = new() { Names = ["a"] },
        ["kind"] = new() { Kinds = ["a"] },
        ["user"] = new() { Users = ["a"] },
        ["function"] = new() { Functions = ["python://alpha/a:1"] },
        ["function of any version"] = new() { Functions = ["python://alpha/a"] },
        ["function's name"] = new() { Functions = ["a"] },
        ["workflow"] = new() { Workflows = ["kfp://alpha/a:1"] },
        ["workflow of any version"] = new() { Workflows = ["kfp://alpha/a"] },
        ["workflow's name"] = new() { Workflows = ["a"] },
        ["task"] = new() { Tasks = ["python+job://alpha/t"] },
        ["task's id"] = new() { Tasks = ["t"] },
        ["action"] = new() { Actions = ["job"] },
        ["label"] = new() { Labels = ["a"] },
        ["any label"] = new() { AnyLabels = ["a"] },
        ["two labels"] = new() { Labels = ["a", "b"] },
        ["two kinds"] = new() { Kinds = ["a", "b"] },
        ["two names and two kinds"] = new() { Names = ["a", "b"], Kinds = ["a", "b"] },
        ["name, kind, function and label"] = new() { Names = ["a"], Kinds = ["a"], Functions = ["a"], Labels = ["a"] },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task An_exact_filter_neither_scans_nor_sorts(string filter)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("store.db");
        await using (var store = new LocalStore(new LocalStoreOptions(path))) await store.CreateProjectAsync(Docs.Project("alpha"), default);
        using var connection = StoreConnection.Open(path, StoreAccess.Frozen);

        foreach (var states in (string[][])[[], ["RUNNING"], ["RUNNING", "ERROR"]])
        {
            foreach (var descending in (bool[])[true, false])
            {
                var query = Queries[filter] with { Project = "alpha", States = states, Descending = descending };
                var select = new RunSelect(query, [1]);
                Assert.True(select.IsPaged);
                Assert.All(Plan(connection, select.Page(1000, null, 0, 50)), IsLookup);
                Assert.All(Plan(connection, select.Page(1000, new RunPlace(1, 1), 0, 1000)), IsLookup);
                Assert.All(select.Counts().SelectMany(count => Plan(connection, count)), IsLookup);
            }
        }
    }

    [Fact]
    public async Task A_page_starts_where_the_last_one_ended()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("store.db");
        await using (var store = new LocalStore(new LocalStoreOptions(path))) await store.CreateProjectAsync(Docs.Project("alpha"), default);
        using var connection = StoreConnection.Open(path, StoreAccess.Frozen);
        var query = new RunQuery { Project = "alpha", Kinds = ["a"], CreatedAfter = DateTimeOffset.UnixEpoch, CreatedBefore = DateTimeOffset.MaxValue };
        var plan = Plan(connection, new RunSelect(query, [1]).Page(1000, new RunPlace(1, 1), 0, 1000));
        Assert.Contains(plan, step => step.Contains("(project=? AND kind=? AND created>? AND created<?)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(nameof(EntityType.Function))]
    [InlineData(nameof(EntityType.Workflow))]
    [InlineData(nameof(EntityType.Task))]
    public async Task The_runs_of_what_is_to_be_removed_are_found_without_reading_all_of_the_project(string what)
    {
        var type = Enum.Parse<EntityType>(what);
        using var folder = new TemporaryFolder();
        var path = folder.File("store.db");
        EntityAddress address;
        await using (var store = new LocalStore(new LocalStoreOptions(path)))
        {
            await store.CreateProjectAsync(Docs.Project("alpha"), default);
            address = await CreateAsync(store, type == EntityType.Workflow ? EntityType.Workflow : EntityType.Function);
            if (type == EntityType.Task) address = await CreateAsync(store, type, $"python://alpha/train:{address.Id}");
        }
        using var connection = StoreConnection.Open(path, StoreAccess.Frozen);
        var runs = EntityTable.RunsOf(connection, address);

        foreach (var statement in (string[])[$"SELECT count(*) FROM runs WHERE {runs.Sql}", $"SELECT seq FROM run_labels WHERE seq IN (SELECT seq FROM runs WHERE {runs.Sql})"])
        {
            var plan = Plan(connection, new Condition(statement, [.. runs.Values]));
            Assert.All(plan, step => Assert.DoesNotMatch(@"^SCAN runs?\b|\(project=\?\)$", step));
        }
    }

    private static async Task<EntityAddress> CreateAsync(LocalStore store, EntityType type, string? owner = null)
    {
        var kind = type switch { EntityType.Task => "python+job", EntityType.Workflow => "kfp", _ => "python" };
        var spec = owner is null ? Docs.Map() : Docs.Map(("function", owner));
        var made = await store.CreateEntityAsync(type, Docs.Map(("kind", kind), ("project", "alpha"), ("name", "train"), ("spec", spec)), default);
        return new EntityAddress(type, "alpha", made.Id());
    }

    private static void IsLookup(string step)
    {
        Assert.DoesNotMatch(@"^SCAN [rlx]\b", step);
        Assert.DoesNotContain("TEMP B-TREE", step, StringComparison.Ordinal);
    }

    private static List<string> Plan(StoreConnection connection, Condition statement)
    {
        var steps = new List<string>();
        connection.Each("EXPLAIN QUERY PLAN " + statement.Sql, row => steps.Add(row.Text(3)), [.. statement.Values]);
        Assert.NotEmpty(steps);
        return steps;
    }
}
