using System.Collections.Concurrent;

namespace DigitalHub.Backends.Tests.Contract;

public abstract partial class BackendContract
{
    /// <summary>How many runs a listing is tried with: more than two pages.</summary>
    protected virtual int Many => 2500;

    private protected async Task<List<string>> AddManyAsync(int count)
    {
        var ids = Enumerable.Range(0, count).Select(i => Id($"m{i:D5}")).ToList();
        foreach (var some in ids.Chunk(64)) await Task.WhenAll(some.Select(id => Backend.CreateRunAsync(Docs.Run(Project, id, kind: Kind, spec: Docs.Map(("local_execution", true))), default)));
        return ids;
    }

    [Fact]
    public async Task A_listing_gives_the_newest_first_and_counts()
    {
        var ids = new List<string>();
        foreach (var name in (string[])["a", "b", "c", "d"]) ids.Add((await AddAsync(name)).Id());
        ids.Reverse();
        var query = new RunQuery { Project = Project };
        Assert.Equal(ids, await Backend.IdsAsync(query));
        Assert.Equal(ids[1..3], await Backend.IdsAsync(query with { Skip = 1, First = 2 }));
        Assert.Empty(await Backend.IdsAsync(query with { First = 0 }));
        Assert.Empty(await Backend.IdsAsync(query with { Skip = 4 }));
        Assert.Equal(4, await Backend.CountRunsAsync(query with { Skip = 1, First = 2 }, default) ?? 4);
        ids.Reverse();
        Assert.Equal(ids, await Backend.IdsAsync(query with { Descending = false }));
        Assert.Equal(ids, await Backend.IdsAsync(query with { Sort = RunSort.Name, Descending = false }));
    }

    [Theory]
    [InlineData(RunSort.Created, true)]
    [InlineData(RunSort.Created, false)]
    [InlineData(RunSort.Name, true)]
    [InlineData(RunSort.Updated, true)]
    public async Task Everything_that_is_listed_can_be_removed_on_the_way(RunSort sort, bool descending)
    {
        var ids = await AddManyAsync(Many);
        var query = new RunQuery { Project = Project, Sort = sort, Descending = descending };
        var seen = new List<string>();
        await foreach (var run in Backend.ListRunsAsync(query, default))
        {
            seen.Add(run.Id());
            await RemoveAsync(run.Id());
        }
        Assert.Equal(ids, seen.Order(StringComparer.Ordinal));
        Assert.Empty(await Backend.IdsAsync(query));
    }

    [Theory]
    [InlineData(RunSort.Created, true)]
    [InlineData(RunSort.Created, false)]
    [InlineData(RunSort.State, true)]
    [InlineData(RunSort.Updated, false)]
    [InlineData(RunSort.Id, true)]
    public async Task What_is_there_throughout_comes_once_while_others_come_go_and_change(RunSort sort, bool descending)
    {
        var ids = await AddManyAsync(Many);
        var gone = new ConcurrentDictionary<string, bool>();
        var seen = new List<string>();
        var random = new Random(1);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ended = new CancellationTokenSource();
        var others = Task.Run(async () =>
        {
            for (var i = 0; !ended.IsCancellationRequested; i++)
            {
                var id = ids[random.Next(ids.Count)];
                if (i % 3 == 0) await Backend.CreateRunAsync(Docs.Run(Project, Id($"new{i:D5}"), kind: Kind), default);
                else if (i % 3 == 1 && gone.TryAdd(id, true))
                {
                    await Backend.DeleteRunAsync(At(id), force: true, default);
                    begun.TrySetResult();
                }
                else if (!gone.ContainsKey(id)) await Backend.UpdateRunAsync(At(id), new EntityChange { AddLabels = [$"l{i}"] }, default);
            }
        });
        await foreach (var run in Backend.ListRunsAsync(new RunQuery { Project = Project, Sort = sort, Descending = descending }, default))
        {
            seen.Add(run.Id());
            // However short the listing is, something happens while it goes on.
            if (seen.Count == 1) await Task.WhenAny(begun.Task, others);
            if (seen.Count % 100 == 0) await Task.Delay(1);
        }
        await ended.CancelAsync();
        await others;

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(ids.Except(gone.Keys).Except(seen));
        Assert.NotEmpty(gone);
    }

    [Fact]
    public async Task A_listing_stops_when_it_is_left_or_cancelled()
    {
        await AddManyAsync(120);
        await foreach (var run in Backend.ListRunsAsync(new RunQuery { Project = Project }, default))
        {
            Assert.NotNull(run);
            break;
        }
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Backend.ListRunsAsync(new RunQuery { Project = Project }, cancel.Token)) await cancel.CancelAsync();
        });
    }

    [Fact]
    public async Task Text_is_taken_literally_and_in_any_case()
    {
        await AddAsync("Aa_b", Docs.Map(("local_execution", true)));
        await AddAsync("aaxb", Docs.Map(("local_execution", true)));
        var query = new RunQuery { Project = Project };
        Assert.Equal([Id("Aa_b")], await Backend.IdsAsync(query with { Text = "A_B" }));
        Assert.Empty(await Backend.IdsAsync(query with { Text = "a%b" }));
        Assert.Equal(2, (await Backend.IdsAsync(query with { Text = "aA" })).Count);
    }

    [Fact]
    public async Task A_pattern_that_is_none_is_refused()
    {
        await AddAsync("a");
        await FailsAsync<InputException>("ValueInvalid", () => Backend.IdsAsync(new RunQuery { Project = Project, Names = ["a[b"] }));
    }

    [Fact]
    public async Task Filters_may_be_long_but_not_endless()
    {
        await AddAsync("a");
        var query = new RunQuery { Project = Project };
        string Long(int length) => string.Concat(Enumerable.Repeat("a*", length))[..length];
        foreach (var length in (int[])[999, 1000])
        {
            Assert.Empty(await Backend.IdsAsync(query with { Names = [Long(length)] }));
            Assert.Empty(await Backend.IdsAsync(query with { Functions = [Long(length), "x[a]://" + Long(length - 7), "ä*://" + Long(length - 5)] }));
            Assert.Empty(await Backend.IdsAsync(query with { Text = new string('_', length) }));
            Assert.Empty(await Backend.IdsAsync(query with { Text = new string('ä', length) }));
        }
        Assert.Empty(await Backend.IdsAsync(query with { Names = [new string('a', 60_000)] }));
        RunQuery[] refused =
        [
            query with { Names = [Long(1001)] },
            query with { Labels = ["[a]" + Long(6000)] },
            query with { Functions = ["x://" + Long(6000)] },
            query with { Tasks = [Long(60_000)] },
            query with { Text = new string('a', 1001) },
            query with { Text = new string('ä', 60_000) },
        ];
        foreach (var some in refused)
        {
            var error = await FailsAsync<InputException>("ValueInvalid", () => Backend.IdsAsync(some));
            Assert.Contains("1000 characters", error.Message, StringComparison.Ordinal);
            await FailsAsync<InputException>("ValueInvalid", () => Backend.CountRunsAsync(some, default));
        }
        await FailsAsync<InputException>("ValueInvalid", () => Backend.ListProjectsAsync(new ProjectQuery { Names = [Long(6000)] }, default).ToListAsync());
    }

    [Fact]
    public async Task Filters_may_be_many()
    {
        await AddAsync("a", labels: ["x"]);
        var query = new RunQuery { Project = Project };
        string[] patterns = [.. Enumerable.Range(0, 3000).Select(i => $"none{i}*"), "?"];
        Assert.Single(await Backend.IdsAsync(query with { Names = Differs.TakesNames ? patterns : [.. patterns, "contract/*"] }));
        Assert.Single(await Backend.IdsAsync(query with { AnyLabels = patterns }));
        Assert.Empty(await Backend.IdsAsync(query with { Functions = patterns }));
        Assert.Empty(await Backend.IdsAsync(query with { Labels = patterns }));
        Assert.Empty(await Backend.ListProjectsAsync(new ProjectQuery { Names = patterns }, default).ToListAsync());
    }

    [Fact]
    public async Task Times_may_be_the_first_and_the_last_there_are()
    {
        await AddAsync("a");
        var query = new RunQuery { Project = Project };
        var (first, last) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        foreach (var sort in (RunSort[])[RunSort.Created, RunSort.Id])
        {
            Assert.Single(await Backend.IdsAsync(query with { Sort = sort, CreatedAfter = first, CreatedBefore = last, UpdatedAfter = first, UpdatedBefore = last }));
            Assert.Empty(await Backend.IdsAsync(query with { Sort = sort, CreatedAfter = last }));
            Assert.Empty(await Backend.IdsAsync(query with { Sort = sort, UpdatedBefore = first }));
        }
    }

    [Fact]
    public async Task Runs_are_found_by_the_reason_of_their_failure()
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in (string[])["OOMKilled", "Evicted", "nobody knows"])
        {
            var id = ids[message] = (await AddAsync(message.Replace(' ', '-'), Docs.Map(("local_execution", true)))).Id();
            await Backend.UpdateRunAsync(At(id), new EntityChange { State = "ERROR", Status = Docs.Map(("message", message)) }, default);
        }
        var fine = (await AddAsync("fine", Docs.Map(("local_execution", true)))).Id();
        await Backend.UpdateRunAsync(At(fine), new EntityChange { Status = Docs.Map(("message", "OOMKilled")) }, default);

        Assert.Equal([ids["OOMKilled"]], await FoundAsync("OutOfMemory"));
        Assert.Equal(new[] { ids["Evicted"], ids["nobody knows"] }.Order(StringComparer.Ordinal), await FoundAsync("Evicted", "Unknown"));
        Assert.Equal([ids["Evicted"]], await FoundAsync("E*"));
        Assert.Equal(3, (await FoundAsync("*")).Count());
        Assert.Empty(await FoundAsync("ImagePull"));

        async Task<IEnumerable<string>> FoundAsync(params string[] reasons) =>
            (await Backend.IdsAsync(new RunQuery { Project = Project, Reasons = reasons })).Order(StringComparer.Ordinal);
    }
}
