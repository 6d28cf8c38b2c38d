using DigitalHub.Backends.Tests.Watching;

namespace DigitalHub.Backends.Tests.Contract;

public abstract partial class BackendContract
{
    // A session that nobody holds closes its backend.
    private Session? _session;

    private async Task<RunScope> ScopeAsync(string? project) =>
        new(_session ??= new Session(Backend, await Backend.GetApiLevelAsync(default) is null ? BackendType.Local : BackendType.Core, "watched", "somewhere"), project);

    [Fact]
    public async Task Each_change_of_a_run_is_told_once()
    {
        await AddAsync("before");
        await using var watch = await Watch.BeginAsync(await ScopeAsync(Project));

        await AddAsync("a");
        Assert.Equal($"CREATE  CREATED {Id("a")}", await watch.NextAsync());
        var before = "CREATED";
        foreach (var state in (string[])["BUILT", "READY", "RUNNING", "COMPLETED"])
        {
            await MoveAsync(Id("a"), state);
            Assert.Equal($"UPDATE {before} {state} {Id("a")}", await watch.NextAsync());
            before = state;
        }
        await Backend.UpdateRunAsync(At(Id("a")), new EntityChange { AddLabels = ["new"] }, default);
        Assert.Equal($"UPDATE COMPLETED COMPLETED {Id("a")}", await watch.NextAsync());
        await MoveAsync(Id("before"), "BUILT");
        Assert.Equal($"UPDATE CREATED BUILT {Id("before")}", await watch.NextAsync());
        await RemoveAsync(Id("a"));
        var last = await watch.ItemAsync();
        // A core may be seen removing it.
        if (last.Move!.State == "DELETING") last = await watch.ItemAsync();
        Assert.Equal(("DELETE", "DELETED", Id("a")), (last.Move!.Action, last.Move.State, last.Move.Id));
        Assert.Contains(last.Move.OldState, (string[])["COMPLETED", "DELETING"]);
        await AddAsync("c");
        Assert.Equal($"CREATE  CREATED {Id("c")}", await watch.NextAsync());
        Assert.Empty(watch.Warnings);
    }

    [Fact]
    public async Task Single_runs_are_watched_until_none_is_left()
    {
        await AddAsync("a");
        await AddAsync("b");
        var scope = await ScopeAsync(null) with { Runs = new Dictionary<RunAddress, StoredDocument?> { [At(Id("a"))] = await Backend.GetRunAsync(At(Id("a")), default), [At(Id("none"))] = null } };
        await MoveAsync(Id("a"), "BUILT");
        await using var watch = await Watch.BeginAsync(scope);

        // What has changed since the run was read, and what can't be watched.
        Assert.Equal($"UPDATE CREATED BUILT {Id("a")}", await watch.NextAsync());
        Assert.Equal("RunNotFound", (await watch.ItemAsync()).Error!.ErrorId);
        await MoveAsync(Id("b"), "BUILT");
        await MoveAsync(Id("a"), "READY");
        Assert.Equal($"UPDATE BUILT READY {Id("a")}", await watch.NextAsync());
        await RemoveAsync(Id("a"));
        var last = await watch.ItemAsync();
        if (last.Move!.State == "DELETING") last = await watch.ItemAsync();
        Assert.Equal("DELETE", last.Move!.Action);
        await watch.Ended.WaitAsync(Patience.Long);
    }

    [Fact]
    public async Task A_project_that_is_not_there_is_not_watched() =>
        await FailsAsync<EntityNotFoundException>("ProjectNotFound", async () => await Watch.BeginAsync(await ScopeAsync("none-" + Unique)));

    [Fact]
    public async Task Runs_of_all_projects_are_watched_and_filtered()
    {
        var other = "other-" + Unique;
        await Backend.CreateProjectAsync(Docs.Project(other), default);
        await using var watch = await Watch.BeginAsync(await ScopeAsync(null) with { States = ["BUILT"], Filter = new RunQuery { Names = [Differs.TakesNames ? "w*" : "*/*-w*"] } });

        await AddAsync("wanted");
        await AddAsync("other");
        foreach (var id in (string[])["other", "wanted"]) await MoveAsync(Id(id), "BUILT", "READY");
        await Backend.CreateRunAsync(Docs.Run(other, Id("w2"), "w2", Kind), default);
        await Backend.UpdateRunAsync(new(other, Id("w2")), new EntityChange { State = "BUILT" }, default);

        if (Kind == "python+job:run" && !Differs.HasExtensions)
        {
            // Level 14 keeps no account of the states: which of them are seen depends on when is looked.
            Assert.EndsWith(Id("w2"), await LastAsync(watch, Id("w2")), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal($"UPDATE CREATED BUILT {Id("wanted")}", await watch.NextAsync());
            Assert.Equal($"UPDATE CREATED BUILT {Id("w2")}", await watch.NextAsync());
        }
        await Backend.DeleteProjectAsync(other, cascade: true, default);
    }

    private static async Task<string> LastAsync(Watch watch, string id)
    {
        string next;
        do next = await watch.NextAsync();
        while (!next.EndsWith(id, StringComparison.Ordinal));
        return next;
    }
}
