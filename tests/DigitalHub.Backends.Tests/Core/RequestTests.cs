using System.Collections.Concurrent;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>How much is asked of the server.</summary>
public sealed class RequestTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MemoryCore _core = new();
    private readonly CoreBackend _backend;
    private readonly RunQuery _query = new() { Project = "pp" };

    public RequestTests()
    {
        _backend = new CoreBackend(_core);
        for (var i = 0; i < 2500; i++)
        {
            _core.Time.Advance(TimeSpan.FromMilliseconds(1));
            _core.Add(Docs.Run("pp", $"r{i:D4}", labels: i % 100 == 0 ? ["rare"] : []));
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _core.DisposeAsync();
    }

    [Fact]
    public async Task The_first_run_takes_one_request_of_one()
    {
        Assert.Equal(["r2499"], await _backend.IdsAsync(_query with { First = 1 }));
        Assert.Equal(["GET /api/v1/-/pp/runs?page=0&size=1&sort=created%2Cdesc&sort=id%2Cdesc"], _core.Paths);
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(2000, 10)]
    [InlineData(999, 1)]
    [InlineData(1234, 50)]
    public async Task Some_runs_in_the_middle_take_one_request(int skip, int first)
    {
        var ids = await _backend.IdsAsync(_query with { Skip = skip, First = first });
        Assert.Equal(Enumerable.Range(0, first).Select(i => $"r{2499 - skip - i:D4}"), ids);
        Assert.Single(_core.Requests);
    }

    [Fact]
    public async Task More_than_a_page_is_asked_for_as_far_as_wanted()
    {
        Assert.Equal(1500, (await _backend.IdsAsync(_query with { First = 1500 })).Count);
        Assert.Equal(2, _core.Requests.Count);
        Assert.Equal(500, (await _backend.IdsAsync(_query with { Skip = 2000 })).Count);
    }

    [Fact]
    public async Task What_is_filtered_here_is_read_in_growing_pages()
    {
        Assert.Equal(2, (await _backend.IdsAsync(_query with { Labels = ["rare"], First = 2 })).Count);
        Assert.Contains("size=100&", _core.Requests[0].Path, StringComparison.Ordinal);
        Assert.InRange(_core.Requests.Count, 1, 2);
    }

    [Fact]
    public async Task A_stretch_of_time_is_not_read_from_the_top()
    {
        var from = Timestamp.Parse(_core.Runs[10].Map("metadata")!.Text("created"))!.Value;
        var to = Timestamp.Parse(_core.Runs[20].Map("metadata")!.Text("created"))!.Value;
        for (var i = 0; i < 20_000; i++) _core.Add(Docs.Run("pp", $"n{i}"));
        Assert.Equal(11, (await _backend.IdsAsync(_query with { CreatedAfter = from, CreatedBefore = to })).Count);
        Assert.InRange(_core.Requests.Count(request => !request.Path.Contains("size=1&", StringComparison.Ordinal)), 2, 3);
        Assert.InRange(_core.Requests.Count, 3, 12);
    }

    [Fact]
    public async Task Leaving_a_listing_leaves_no_request_behind()
    {
        await foreach (var _ in _backend.ListRunsAsync(_query, default)) break;
        var asked = _core.Requests.Count;
        await Task.Delay(50);
        Assert.Equal(asked, _core.Requests.Count);
        // The first page, the second and the one on its way.
        Assert.InRange(asked, 1, 3);
    }

    [Fact]
    public async Task Counting_takes_one_request_or_none()
    {
        Assert.Equal(2500, await _backend.CountRunsAsync(_query with { States = ["CREATED"] }, default));
        Assert.Single(_core.Requests);
        Assert.Null(await _backend.CountRunsAsync(_query with { Labels = ["rare"] }, default));
        Assert.Null(await _backend.CountRunsAsync(_query with { CreatedAfter = _core.Time.GetUtcNow() }, default));
        Assert.Single(_core.Requests);
    }

    [Fact]
    public async Task Filters_of_no_run_ask_for_the_project_only()
    {
        Assert.Empty(await _backend.IdsAsync(_query with { Names = ["no name"] }));
        Assert.Equal(["GET /api/v1/projects/pp"], _core.Paths);
        var error = await Assert.ThrowsAsync<EntityNotFoundException>(() => _backend.IdsAsync(new RunQuery { Project = "none", Names = ["no name"] }));
        Assert.Equal("ProjectNotFound", error.ErrorId);
    }

    [Fact]
    public async Task Large_runs_come_in_smaller_pages()
    {
        var core = new MemoryCore();
        for (var i = 0; i < 2500; i++) core.Add(Docs.Run("pp", $"r{i:D4}", spec: Docs.Map(("text", new string('x', 20_000)))));
        Assert.Equal(2500, (await new CoreBackend(core).IdsAsync(_query)).Count);
        var sizes = core.Requests.ConvertAll(request => int.Parse(request.Path.Split("size=")[1].Split('&')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.All(sizes.Skip(2), size => Assert.InRange(size, 100, 450));
    }

    [Fact]
    public async Task What_is_done_here_is_told_once()
    {
        var told = new List<Notice>();
        using (Notices.Collect(told.Add)) await _backend.IdsAsync(_query with { States = ["CREATED"], Labels = ["rare"], Sort = RunSort.Name });
        Assert.Equal(
            [
                "The server filters by state; label is filtered here, on what the server sends.",
                "The runs are sorted by Name here, after all that match have been read: sorted by the server, they could move between its pages.",
            ],
            told.ConvertAll(notice => notice.Text));
        told.Clear();
        using (Notices.Collect(told.Add)) await _backend.IdsAsync(_query with { States = ["CREATED"] });
        Assert.Empty(told);
    }

    [Fact]
    public async Task A_few_runs_in_another_order_take_one_sorted_page()
    {
        Assert.Equal(["r0000", "r0001"], await _backend.IdsAsync(_query with { Sort = RunSort.Name, Descending = false, First = 2 }));
        Assert.Equal(["GET /api/v1/-/pp/runs?page=0&size=2&sort=name%2Casc&sort=created%2Casc&sort=id%2Casc"], _core.Paths);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html></html>")]
    [InlineData("""{"content":{} }""")]
    [InlineData("""{"content":[1]}""")]
    [InlineData("""{"content":[]} x""")]
    [InlineData("""{"content":[{"id":"\ud800"}]}""")]
    [InlineData("""{"content":[{"id":"a"}""")]
    public async Task What_is_no_page_is_an_error(string body)
    {
        _core.Answers["GET /api/v1/-/pp/runs"] = body;
        var error = await Assert.ThrowsAsync<ServerException>(() => _backend.IdsAsync(_query));
        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.Equal("GET /api/v1/-/pp/runs", error.Request);
    }

    [Theory]
    [InlineData("""{"totalElements":1,"extra":{"content":[]},"content":[{"status":null,"metadata":{"created":5,"deep":{"created":"no"}},"id":"a","new":[{}]}]}""")]
    [InlineData("""{"content":[{"metadata":"text","id":"a"}]}""")]
    public async Task What_is_missing_or_new_in_a_page_does_not_matter(string body)
    {
        _core.Answers["GET /api/v1/-/pp/runs"] = body;
        Assert.Equal(["a"], await _backend.IdsAsync(_query));
    }

    [Fact]
    public async Task Without_a_role_a_project_that_is_not_there_is_still_not_found()
    {
        var core = new MemoryCore(15, "mine", "other") { Roles = ["mine"] };
        var backend = new CoreBackend(core);
        Assert.Equal("ProjectNotFound", (await Assert.ThrowsAsync<EntityNotFoundException>(() => backend.IdsAsync(new RunQuery { Project = "none" }))).ErrorId);
        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<ServerException>(() => backend.IdsAsync(new RunQuery { Project = "other" }))).ErrorId);
        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<ServerException>(() => backend.CountRunsAsync(new RunQuery { Project = "other" }, default))).ErrorId);
    }

    [Theory]
    [InlineData("AccessDenied", true)]
    [InlineData("UnexpectedResponse", true)]
    [InlineData("ConnectionFailed", false)]
    [InlineData("RequestTimeout", false)]
    [InlineData("AuthenticationFailed", false)]
    public async Task Who_we_are_is_passed_over_only_where_the_server_won_t_say(string errorId, bool goesOn)
    {
        var core = new MemoryCore(15, "one") { IdentityError = new ServerException(errorId, ErrorKind.InvalidResult, "no") };
        core.Add(Docs.Json("""{"id":"a","project":"one","kind":"python+job:run"}"""));
        await using var backend = new CoreBackend(core);

        if (goesOn) Assert.Equal(["a"], await backend.IdsAsync(new RunQuery()));
        else Assert.Equal(errorId, (await Assert.ThrowsAsync<ServerException>(() => backend.IdsAsync(new RunQuery()))).ErrorId);
        Assert.Equal(goesOn, core.Requests.Count > 0);
    }

    [Fact]
    public async Task Without_any_role_all_projects_are_tried()
    {
        var core = new MemoryCore(15, "one", "two") { Roles = [] };
        core.Add(Docs.Run("one", "a"));
        var told = new ConcurrentQueue<Notice>();
        using (Notices.Collect(told.Enqueue)) Assert.Empty(await new CoreBackend(core).IdsAsync(new RunQuery()));
        Assert.Equal(2, told.Count(notice => notice.Text.Contains("is left out", StringComparison.Ordinal)));
    }
}
