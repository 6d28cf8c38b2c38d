using System.Collections.Concurrent;
using CsCheck;
using DigitalHub.Backends.Tests.Core.Transport;
using DigitalHub.Backends.Tests.Documents;
using Look = DigitalHub.Backends.Tests.Logs.ScriptedRun.Look;

namespace DigitalHub.Backends.Tests.Logs;

/// <summary>A log is followed to the end of its run, and what was written comes once.</summary>
public sealed class LogFollowerTests
{
    private static readonly RunAddress Run = new("demo", "r");

    private readonly HastyClock _clock = new();
    private readonly ConcurrentQueue<Notice> _notices = new();

    [Fact]
    public async Task What_is_new_comes_until_the_run_has_ended()
    {
        var run = new ScriptedRun(
            new("READY"),
            new("PENDING"),
            new("RUNNING", Job("one\ntw")),
            new("RUNNING", Job("one\ntw")),
            new("RUNNING", Job("one\ntwo\n")),
            new("COMPLETED", Job("one\ntwo\nthree")));

        Assert.Equal(["one", "two", "three"], await FollowAsync(run));
        Assert.Empty(_notices);
    }

    [Fact]
    public async Task What_comes_after_the_end_of_the_run_is_not_lost()
    {
        var run = new ScriptedRun(
            new("RUNNING", Job("one\n")),
            new("RUNNING", Job("one\n")),
            new("COMPLETED", Job("one\n")),
            new("COMPLETED", Job("one\ntwo\n")),
            new("COMPLETED", Job("one\ntwo\nthree\n")));

        Assert.Equal(["one", "two", "three"], await FollowAsync(run));
    }

    [Theory]
    [InlineData("2026-11-25T11:00:00Z", 1)]
    [InlineData("2026-11-25T11:59:50Z", 2)]
    [InlineData(null, 1)]
    public async Task A_run_that_ended_long_ago_is_looked_at_once(string? ended, int looks)
    {
        var run = new ScriptedRun(new Look("COMPLETED", Job("one\n"))) { EndedAt = ended };

        Assert.Equal(["one"], await FollowAsync(run));
        Assert.Equal(looks, run.Looks);
    }

    [Fact]
    public async Task A_bar_that_is_overwritten_comes_in_its_last_state() =>
        Assert.Equal(["100%", "done"], await FollowAsync(new ScriptedRun(
            new("RUNNING", Job("  1%\r 20%")),
            new("RUNNING", Job("  1%\r 20%\r 60%\r")),
            new("RUNNING", Job("  1%\r 20%\r 60%\r100%\ndone\n")),
            new("COMPLETED", Job("  1%\r 20%\r 60%\r100%\ndone\n")))));

    [Fact]
    public async Task What_prepares_the_main_container_comes_where_it_is_asked_for_or_alone()
    {
        ScriptedRun Both() => new(
            new("RUNNING", Init("pip\n")),
            new("RUNNING", Init("pip\nready\n"), Job("one\n")),
            new("COMPLETED", Init("pip\nready\n"), Job("one\n")));
        ScriptedRun Alone() => new(
            new("RUNNING", Init("pip\n")),
            new("ERROR", Init("pip\nno such package\n")));

        Assert.Equal(["one"], await FollowAsync(Both()));
        Assert.Equal(["pip", "one", "ready"], await FollowAsync(Both(), new LogChoice(null, true)));
        Assert.Equal(["pip", "ready"], await FollowAsync(Both(), new LogChoice(["init-*"], false)));
        Assert.Equal(["pip", "no such package"], await FollowAsync(Alone()));
        Assert.Equal(["no such package"], await FollowAsync(Alone(), tail: 1));
    }

    [Fact]
    public async Task Restarts_go_on_in_one_log()
    {
        // Newer cores keep the log of each start (contract 2.7), older ones only that of the last.
        Assert.Equal(["one", "fail", "one", "two"], await FollowAsync(new ScriptedRun(
            new("RUNNING", Job("one\nfail")),
            new("RUNNING", Job("one\nfail"), Job("one\n")),
            new("COMPLETED", Job("one\nfail"), Job("one\ntwo\n")))));
        Assert.Equal(["one", "fail", "one", "two"], await FollowAsync(new ScriptedRun(
            new("RUNNING", Job("one\nfail")),
            new("RUNNING", Job("one\n")),
            new("COMPLETED", Job("one\ntwo\n")))));
    }

    [Fact]
    public async Task Of_what_is_there_already_only_the_last_lines_can_come()
    {
        ScriptedRun Growing() => new(
            new("RUNNING", Job("one\ntwo\nthree\nfo")),
            new("COMPLETED", Job("one\ntwo\nthree\nfour\nfive\n")));

        Assert.Equal(["three", "four", "five"], await FollowAsync(Growing(), tail: 2));
        Assert.Equal(["four", "five"], await FollowAsync(Growing(), tail: 1));
        Assert.Equal(["four", "five"], await FollowAsync(Growing(), tail: 0));
        Assert.Equal(["one", "two", "three", "four", "five"], await FollowAsync(Growing(), tail: 99));
    }

    [Fact]
    public async Task A_run_that_is_removed_is_an_error_behind_what_it_wrote()
    {
        foreach (var gone in (string?[])[null, "DELETED"])
        {
            var lines = new List<string>();
            var run = new ScriptedRun(new Look("RUNNING", Job("one\ntw")), new Look("DELETING", Job("one\ntw")), new Look(gone));

            var error = await Assert.ThrowsAsync<DigitalHubException>(() => FollowAsync(run, into: lines));

            Assert.Equal(("RunGone", ErrorKind.OperationStopped, "r"), (error.ErrorId, error.Kind, error.Target));
            Assert.NotNull(error.RecommendedAction);
            Assert.Equal(["one", "tw"], lines);
        }
    }

    [Fact]
    public async Task A_run_that_was_never_there_is_not_found() =>
        Assert.Equal("RunNotFound", (await Assert.ThrowsAsync<EntityNotFoundException>(() => FollowAsync(new ScriptedRun(new Look(null))))).ErrorId);

    [Theory]
    [InlineData(ErrorKind.ResourceUnavailable)]
    [InlineData(ErrorKind.ConnectionError)]
    [InlineData(ErrorKind.OperationTimeout)]
    public async Task A_server_that_does_not_answer_for_a_while_does_not_end_it(ErrorKind kind)
    {
        var failure = new Look("RUNNING") { Error = new ServerException("ServerUnavailable", kind, "Away.") };
        var run = new ScriptedRun(new("RUNNING", Job("one\n")), failure, failure, new("COMPLETED", Job("one\ntwo\n")));

        Assert.Equal(["one", "two"], await FollowAsync(run));
        Assert.All(_notices, notice => Assert.False(notice.IsWarning));
        Assert.Equal(2, _notices.Count);
    }

    [Fact]
    public async Task Other_errors_end_it()
    {
        var run = new ScriptedRun(new Look("RUNNING", Job("one\n")), new Look("RUNNING") { Error = new ServerException("AccessDenied", ErrorKind.PermissionDenied, "No.") });

        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<ServerException>(() => FollowAsync(run))).ErrorId);
    }

    [Fact]
    public async Task A_container_that_never_comes_is_an_error_that_names_those_that_are_there()
    {
        var run = new ScriptedRun(new Look("RUNNING"), new Look("COMPLETED", Job("one\n")));

        var error = await Assert.ThrowsAsync<EntityNotFoundException>(() => FollowAsync(run, new LogChoice(["side*"], false)));

        Assert.Equal("ContainerNotFound", error.ErrorId);
        Assert.Contains("c-job", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "{}")]
    [InlineData(true, """{"local_execution":true}""")]
    public async Task That_nothing_executes_a_run_is_said(bool moves, string spec)
    {
        await FollowAsync(new ScriptedRun(new Look("CREATED"), new Look("COMPLETED")) { Moves = moves, Spec = spec });

        Assert.Contains("Update-DhRun", Assert.Single(_notices, notice => notice.IsWarning).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_lost_is_said()
    {
        var window = GrowingLog.UsualWindow;
        var run = new ScriptedRun(
            new("RUNNING", Job(new string('a', window - 1) + "\n")),
            new("RUNNING", Job(new string('b', window - 1) + "\n")),
            new("COMPLETED", Job(new string('b', window - 1) + "\n")));

        Assert.Equal(2, (await FollowAsync(run)).Count);
        Assert.Equal(2, _notices.Count(notice => notice.IsWarning));
        Assert.Contains(_notices, notice => notice.Text.Contains("beginning", StringComparison.Ordinal));
        Assert.Contains(_notices, notice => notice.Text.Contains("between two looks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var follower = new LogFollower(new ScriptedRun(new Look("RUNNING", Job("one\n"))), Run, new LogChoice(null, false), null, null, TimeProvider.System);
        await using var pieces = follower.ReadAsync(stop.Token).GetAsyncEnumerator();
        Assert.True(await pieces.MoveNextAsync());

        var next = pieces.MoveNextAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public void Every_line_comes_once_however_the_log_grows() =>
        Gen.Select(Gen.Int[0, 30].Array[1, 20], Gen.Int[600, 1500]).Sample(
            async (steps, window) =>
            {
                var count = 0;
                var looks = new List<Look>();
                foreach (var step in steps) looks.Add(new Look("RUNNING", Job(Cut(count += step, window))));
                looks.Add(new Look("COMPLETED", Job(Cut(count, window))));

                Assert.Equal(Enumerable.Range(0, count).Select(Line), await FollowAsync(new ScriptedRun(looks)));
            },
            iter: Math.Max(1, Cases.Count / 20));

    private static string Cut(int count, int window)
    {
        var text = string.Concat(Enumerable.Range(0, count).Select(i => Line(i) + "\n"));
        return text.Length > window ? text[^window..] : text;
    }

    private static string Line(int number) => FormattableString.Invariant($"epoch {number}");

    private static RunLog Job(string text) => new("p", "c-job", text);

    private static RunLog Init(string text) => new("p", "init-container-r", text);

    private async Task<List<string>> FollowAsync(ScriptedRun run, LogChoice? choice = null, int? tail = null, List<string>? into = null)
    {
        var lines = into ?? [];
        using (Notices.Collect(_notices.Enqueue))
        {
            await foreach (var piece in new LogFollower(run, Run, choice ?? new LogChoice(null, false), tail, null, _clock).ReadAsync(default)) lines.AddRange(piece.Lines);
        }
        return lines;
    }
}
