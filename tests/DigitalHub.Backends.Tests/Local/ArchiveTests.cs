using System.Security.Cryptography;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>A local store's file as the archive of runs that are removed elsewhere.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ArchiveTests : IDisposable
{
    private const string Old =
        """{"kind":"python+run","project":"from-core","id":"a","name":"hello/a","user":"ann","metadata":{"created":"2020-01-02T03:04:05.6Z","updated":"2021-01-01T00:00:00Z","created_by":"ann","updated_by":"bob","project":"from-core","labels":["x"]},"spec":{"function":"python://from-core/hello:f1","task":"python+job://from-core/t1","n":1.50,"big":123456789012345678901234567890,"empty":{},"none":null},"status":{"state":"COMPLETED","k8s":{"pods":[{"x":[]}]},"metrics":{"acc":0.9}},"key":"store://from-core/run/python+run/a:a"}""";

    private static readonly RunLog[] Logs = [new("p", "c1", "first\r\n\0\u00e9\ud83d\ude00"), new("p", "c2", string.Empty), new(null, null, "third")];

    private static readonly WholeRun Run = new(StoredDocument.Read(Old), Logs, Metrics(0.5, 0.25));

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("2026.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_is_made_before_the_first_run_is_kept()
    {
        await using (var archive = Archive())
        {
            await archive.CheckAsync(default);
            await archive.CheckAsync(Run, default);
            Assert.Equal(Path, archive.Path);
        }
        Assert.Empty(_folder.Files());

        await using (var archive = Archive()) await archive.KeepAsync(Run, default);

        Assert.Equal(["2026.db"], _folder.Files());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public async Task The_archive_is_a_store_like_any_other()
    {
        await using (var archive = Archive())
        {
            await archive.KeepAsync(Run, default);
            await archive.KeepAsync(Run with { Document = With("""{"id":"b","kind":"made.up+thing:run","name":"b"}""") }, default);
        }

        await using var store = Open();
        var address = new RunAddress("from-core", "a");
        Assert.Equal(Old, (await store.GetRunAsync(address, default)).Json);
        Assert.Equal(Logs, await store.GetRunLogsAsync(address, default));
        var metrics = await store.GetRunMetricsAsync(address, default);
        Assert.Equal([0.5, 0.25], metrics["loss"].Values);
        Assert.Equal([0.9], metrics["acc"].Values);
        Assert.Equal("from-core", (await store.GetProjectAsync("from-core", default)).Id());
        Assert.Equal(
            ["a"],
            await store.IdsAsync(new RunQuery
            {
                Project = "from-core",
                Labels = ["x"],
                States = ["COMPLETED"],
                Functions = ["hello"],
                Users = ["ann"],
                Actions = ["job"],
                Names = ["hello/*"],
                Text = "ELLO/A",
                CreatedBefore = DateTimeOffset.Parse("2020-01-03", System.Globalization.CultureInfo.InvariantCulture),
            }));
        Assert.Equal(["b"], await store.IdsAsync(new RunQuery { Project = "from-core", Kinds = ["made.up*"] }));
        var updated = await store.UpdateRunAsync(address, new EntityChange { AddLabels = ["seen"] }, default);
        Assert.Equal(["x", "seen"], updated.Labels());
        Assert.Equal("hello/a", updated.Map.Text("name"));
        Assert.Equal("NameInvalid", (await Assert.ThrowsAsync<InputException>(() => store.UpdateRunAsync(address, new EntityChange { Name = "other/a" }, default))).ErrorId);
        await store.DeleteRunAsync(address, force: false, default);
        Assert.Equal("2", RawSql.Run(Path, "SELECT count(DISTINCT number) || '' FROM run_logs WHERE pod IS NOT NULL"));
    }

    [Fact]
    public async Task A_document_that_lacks_what_others_have_is_kept_all_the_same()
    {
        const string Bare = """{"id":"bare","project":"from-core","kind":"x:run"}""";
        await using (var archive = Archive()) await archive.KeepAsync(new WholeRun(StoredDocument.Read(Bare), [], Metrics()), default);

        await using var store = Open();
        Assert.Equal(Bare, (await store.GetRunAsync(new("from-core", "bare"), default)).Json);
        Assert.Equal(["bare"], await store.IdsAsync(new RunQuery { States = ["CREATED"], Names = ["bare"] }));
        Assert.Equal(["kept"], (await store.UpdateRunAsync(new("from-core", "bare"), new EntityChange { AddLabels = ["kept"] }, default)).Labels());
    }

    [Theory]
    [InlineData("""{"id":"","project":"from-core","kind":"x:run"}""")]
    [InlineData("""{"id":"a","project":"from-core"}""")]
    [InlineData("""{"id":"a","project":"NO PROJECT","kind":"x:run"}""")]
    public async Task What_is_no_run_is_refused(string document)
    {
        await using (var archive = Archive())
        {
            await Assert.ThrowsAsync<InputException>(() => archive.KeepAsync(new WholeRun(StoredDocument.Read(document), [], Metrics()), default));
        }
        Assert.Equal("0", RawSql.Run(Path, "SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM projects)"));
    }

    [Fact]
    public async Task The_same_run_once_more_changes_nothing()
    {
        await using (var archive = Archive()) await archive.KeepAsync(Run, default);
        var before = Hash();

        await using (var archive = Archive())
        {
            await archive.KeepAsync(Run, default);
            // The order of names says nothing.
            var map = Run.Document.Map;
            var turned = ValueMap.From([.. map.Keys.Cast<string>().Reverse().Select(name => new KeyValuePair<string, object?>(name, map[name]))]);
            await archive.KeepAsync(Run with { Document = StoredDocument.Of(turned) }, default);
        }

        Assert.Equal(before, Hash());
    }

    public static TheoryData<string> Others => ["label", "number", "log", "no log", "metric", "series", "no metric", "project", "state"];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Another_run_of_that_id_or_a_changed_one_is_refused_and_the_archive_stays(string difference)
    {
        await using (var archive = Archive()) await archive.KeepAsync(Run, default);
        var before = Hash();
        var other = difference switch
        {
            "label" => Run with { Document = StoredDocument.Read(Old.Replace("[\"x\"]", "[\"x\",\"y\"]", StringComparison.Ordinal)) },
            "number" => Run with { Document = StoredDocument.Read(Old.Replace("1.50", "1", StringComparison.Ordinal)) },
            "project" => Run with { Document = With("""{"project":"elsewhere"}""") },
            "state" => Run with { Document = StoredDocument.Read(Old.Replace("COMPLETED", "ERROR", StringComparison.Ordinal)) },
            "log" => Run with { Logs = [.. Logs[..2], new RunLog(null, null, "third line")] },
            "no log" => Run with { Logs = [] },
            "metric" => Run with { Metrics = Metrics(0.5, 0.26) },
            "series" => Run with { Metrics = Metrics(0.5) },
            _ => Run with { Metrics = new Dictionary<string, RunMetric> { ["acc"] = new([0.9], false) } },
        };

        await using (var archive = Archive())
        {
            foreach (var act in (Func<WholeRun, Task>[])[run => archive.CheckAsync(run, default), run => archive.KeepAsync(run, default)])
            {
                var error = await Assert.ThrowsAsync<EntityExistsException>(() => act(other));
                Assert.Equal("RunExists", error.ErrorId);
                Assert.Equal("a", error.Target);
                Assert.Contains(Path, error.Message, StringComparison.Ordinal);
                Assert.Contains("without -Archive", error.RecommendedAction, StringComparison.Ordinal);
            }
        }

        Assert.Equal(before, Hash());
    }

    [Fact]
    public async Task What_a_removal_under_way_has_left_of_a_run_does_not_replace_the_run()
    {
        await using (var archive = Archive()) await archive.KeepAsync(Run, default);
        var before = Hash();
        var rest = With("""{"status":{"state":"DELETING","transitions":[{"status":"DELETING"}]},"extensions":[]}""");
        var changed = StoredDocument.Read(rest.Json.Replace("[\"x\"]", "[\"y\"]", StringComparison.Ordinal));

        await using (var archive = Archive())
        {
            await archive.KeepAsync(new WholeRun(rest, [], Metrics()), default);
            Assert.Equal("RunExists", (await Assert.ThrowsAsync<EntityExistsException>(() => archive.KeepAsync(new WholeRun(changed, [], Metrics()), default))).ErrorId);
        }

        Assert.Equal(before, Hash());
    }

    [Fact]
    public async Task Many_at_once_share_transactions_and_each_has_its_own_fate()
    {
        await using (var archive = Archive())
        {
            await archive.KeepAsync(Run, default);
            var kept = Enumerable.Range(0, 200)
                .Select(i => archive.KeepAsync(Run with { Document = With(i % 3 == 0 ? """{"project":"other"}""" : $$"""{"id":"r{{i}}"}""") }, default))
                .ToList();
            await Task.WhenAll(kept.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));
            Assert.All(kept.Index(), task => Assert.Equal(task.Index % 3 != 0, task.Item.IsCompletedSuccessfully));
        }
        Assert.Equal("134", RawSql.Run(Path, "SELECT count(*) FROM runs"));
        Assert.Equal(Logs.Length * 134, int.Parse(RawSql.Run(Path, "SELECT count(*) FROM run_logs"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("1", RawSql.Run(Path, "SELECT count(*) FROM projects"));
    }

    [Fact]
    public async Task A_full_disk_is_an_error_and_keeps_what_was_kept()
    {
        var tuning = StoreTuning.Default with { MaxPages = 120 };
        var kept = new List<string>();
        await using (var archive = new LocalArchive(new LocalStore(new LocalStoreOptions(Path), tuning)))
        {
            for (var i = 0; ; i++)
            {
                var run = new WholeRun(With($$"""{"id":"r{{i}}"}"""), [new RunLog("p", "c", new string('x', 20_000))], Metrics());
                try
                {
                    await archive.KeepAsync(run, default);
                    kept.Add(run.Id);
                }
                catch (StoreException exception)
                {
                    Assert.Equal("StoreFull", exception.ErrorId);
                    break;
                }
            }
        }
        Assert.NotEmpty(kept);
        await using var store = Open();
        Assert.Equal(kept.Order(), (await store.IdsAsync(new RunQuery())).Order());
        foreach (var id in kept) Assert.Equal(20_000, Assert.Single(await store.GetRunLogsAsync(new("from-core", id), default)).Text.Length);
    }

    [Theory]
    [InlineData("foreign", "StoreInvalid")]
    [InlineData("folder", "StoreInvalid")]
    [InlineData("newer", "StoreNewer")]
    public async Task What_is_no_archive_is_found_before_anything_is_kept(string what, string id)
    {
        if (what == "foreign") await File.WriteAllTextAsync(Path, new string('x', 5000));
        if (what == "folder") Directory.CreateDirectory(Path);
        if (what == "newer")
        {
            await using (var archive = Archive()) await archive.KeepAsync(Run, default);
            RawSql.Run(Path, "PRAGMA user_version=99");
        }

        await using var other = Archive();

        Assert.Equal(id, (await Assert.ThrowsAsync<StoreException>(() => other.CheckAsync(default))).ErrorId);
        Assert.Equal(id, (await Assert.ThrowsAsync<StoreException>(() => other.KeepAsync(Run, default))).ErrorId);
    }

    [Theory]
    [InlineData("same")]
    [InlineData("dots")]
    [InlineData("link")]
    [InlineData("folder link")]
    [InlineData("hard link")]
    public async Task The_store_that_the_runs_come_from_is_recognised(string way)
    {
        await using var source = new LocalStore(new LocalStoreOptions(_folder.File("store.db")));
        await source.CreateProjectAsync(Docs.Project("alpha"), default);
        var path = way switch
        {
            "same" => source.Path,
            "dots" => _folder.File("./x/../store.db"),
            "folder link" => System.IO.Path.Combine(_folder.File("there"), "store.db"),
            _ => Path,
        };
        if (way == "link") File.CreateSymbolicLink(path, source.Path);
        if (way == "folder link") Directory.CreateSymbolicLink(_folder.File("there"), System.IO.Path.GetDirectoryName(source.Path)!);
        if (way == "dots") Directory.CreateDirectory(_folder.File("x"));
        if (way == "hard link")
        {
            // What is in the log beside the file is beside one of its names only.
            await source.DisposeAsync();
            using var ln = System.Diagnostics.Process.Start("ln", [_folder.File("store.db"), path]);
            await ln.WaitForExitAsync();
        }
        await using var archive = new LocalArchive(new LocalStore(new LocalStoreOptions(path)));
        await using var again = new LocalStore(new LocalStoreOptions(_folder.File("store.db")));

        Assert.True(await archive.IsFileOfAsync(again, mayLock: true, default));
        Assert.Equal(way != "hard link", await archive.IsFileOfAsync(again, mayLock: false, default));
    }

    [Fact]
    public async Task Another_store_is_not_taken_for_the_one_that_the_runs_come_from()
    {
        await using var source = new LocalStore(new LocalStoreOptions(_folder.File("store.db")));
        await source.CreateProjectAsync(Docs.Project("alpha"), default);
        await using var memory = new LocalStore(new LocalStoreOptions("memory") { InMemory = true });
        await memory.CreateProjectAsync(Docs.Project("alpha"), default);
        await using var archive = Archive();
        Assert.False(await archive.IsFileOfAsync(source, mayLock: true, default));
        Assert.DoesNotContain("2026.db", _folder.Files());
        await archive.KeepAsync(Run, default);

        Assert.False(await archive.IsFileOfAsync(source, mayLock: true, default));
        Assert.False(await archive.IsFileOfAsync(memory, mayLock: true, default));

        // Another process at work on the source is waited for.
        using var child = Child.Start("lock", source.Path);
        Assert.Equal("locked", await child.Output.ReadLineAsync());
        var asked = archive.IsFileOfAsync(source, mayLock: true, default);
        await Task.Delay(200);
        Assert.False(asked.IsCompleted);
        child.EndInput();
        Assert.False(await asked);
    }

    [Theory]
    [InlineData("metric")]
    [InlineData("new metric")]
    [InlineData("results")]
    [InlineData("state")]
    [InlineData("label")]
    [InlineData("extensions")]
    public async Task A_run_that_was_changed_since_it_was_read_is_not_removed(string change)
    {
        await using var store = Open();
        await store.CreateProjectAsync(Docs.Project("from-core"), default);
        await store.RecordRunAsync(Run with { Document = With("""{"status":{"state":"RUNNING"}}""") }, default);
        var address = new RunAddress("from-core", "a");
        var read = await WholeRun.ReadAsync(store, address, default);
        var extended = ValueMap.Clone(read.Document.Map);
        extended["extensions"] = new object?[] { Docs.Map(("kind", "run-initializer"), ("name", "i"), ("spec", Docs.Map())) };
        await (change switch
        {
            "metric" => store.AddRunMetricAsync(address, new MetricAddition("loss", [0.1], false, false), default),
            "new metric" => store.SetRunMetricAsync(address, "late", new RunMetric([1], false), default),
            "results" => store.UpdateRunAsync(address, new EntityChange { Status = Docs.Map(("results", Docs.Map(("n", 11L)))) }, default),
            "state" => store.UpdateRunAsync(address, new EntityChange { State = "COMPLETED" }, default),
            "label" => store.UpdateRunAsync(address, new EntityChange { AddLabels = ["late"] }, default),
            _ => (Task)store.UpdateRunAsync(address, new EntityChange { AsRead = read.Document.Json, Edited = extended }, default),
        });

        Assert.Null(await store.DeleteReadRunAsync(address, read, force: true, default));

        var now = await WholeRun.ReadAsync(store, address, default);
        Assert.False(now.IsSame(read));
        Assert.True((await store.DeleteReadRunAsync(address, now, force: false, default))!.Gone);
        await Assert.ThrowsAsync<EntityNotFoundException>(() => store.GetRunAsync(address, default));
        Assert.Equal("0", RawSql.Run(Path, "SELECT (SELECT count(*) FROM run_logs) + (SELECT count(*) FROM run_metrics)"));
    }

    [Fact]
    public async Task What_was_kept_makes_room_for_what_the_run_became()
    {
        var later = Run with { Document = With("""{"status":{"state":"COMPLETED","results":{"n":11}}}"""), Metrics = Metrics(0.5, 0.25, 0.1), Logs = [Logs[0]] };
        await using (var archive = Archive())
        {
            await archive.KeepAsync(Run, default);
            await archive.ReplaceAsync(Run, later, default);
            // Once more is no other run, and what is not there is kept as for the first time.
            await archive.ReplaceAsync(Run, later, default);
            await archive.ReplaceAsync(Run, Run with { Document = With("""{"id":"b","project":"other"}""") }, default);
        }

        await using var store = Open();
        Assert.True((await WholeRun.ReadAsync(store, new("from-core", "a"), default)).IsSame(later));
        Assert.Equal(["a", "b"], (await store.IdsAsync(new RunQuery())).Order());
        Assert.Equal("2", RawSql.Run(Path, "SELECT count(*) FROM run_documents"));
    }

    [Fact]
    public async Task What_is_another_run_or_the_rest_of_one_takes_no_place()
    {
        await using (var archive = Archive()) await archive.KeepAsync(Run, default);
        var before = Hash();
        var other = Run with { Document = With("""{"name":"other"}""") };
        var rest = new WholeRun(With("""{"status":{"state":"DELETING"},"extensions":[]}"""), [], Metrics());

        await using (var archive = Archive())
        {
            Assert.Equal("RunExists", (await Assert.ThrowsAsync<EntityExistsException>(() => archive.ReplaceAsync(other, Run with { Metrics = Metrics(1) }, default))).ErrorId);
            await archive.ReplaceAsync(Run, rest, default);
        }

        Assert.Equal(before, Hash());
    }

    [Fact]
    public async Task Whatever_a_writer_was_told_is_written_is_in_the_archive_when_the_run_is_removed()
    {
        const int Most = 60;
        var address = new RunAddress("alpha", "a");
        var options = new LocalStoreOptions(_folder.File("store.db"));
        await using var source = new LocalStore(options);
        await using var other = new LocalStore(options);
        await source.CreateProjectAsync(Docs.Project("alpha"), default);
        await source.CreateRunAsync(Docs.Run("alpha", "a"), default);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writer = Task.Run(async () =>
        {
            for (var told = 0; ; told++)
            {
                if (told == 3) begun.SetResult();
                if (told == Most) return told;
                try
                {
                    await other.AddRunMetricAsync(address, new MetricAddition("loss", [told], false, false), default);
                }
                catch (EntityNotFoundException)
                {
                    return told;
                }
            }
        });
        await begun.Task;

        await using (var archive = Archive())
        {
            var read = await WholeRun.ReadAsync(source, address, default);
            await archive.KeepAsync(read, default);
            while (await source.DeleteReadRunAsync(address, read, force: false, default) is null)
            {
                var again = await WholeRun.ReadAsync(source, address, default);
                await archive.ReplaceAsync(read, again, default);
                read = again;
            }
        }

        await using var store = Open();
        Assert.Equal(Enumerable.Range(0, await writer).Select(i => (double)i), (await store.GetRunMetricsAsync(address, default))["loss"].Values);
    }

    private LocalStore Open() => new(new LocalStoreOptions(Path) { User = "tester" });

    private LocalArchive Archive() => new(Open());

    private static Dictionary<string, RunMetric> Metrics(params double[] loss) =>
        loss.Length == 0 ? [] : new() { ["loss"] = new(loss, true), ["acc"] = new([0.9], false) };

    private static StoredDocument With(string changes)
    {
        var document = ValueMap.Clone(Run.Document.Map);
        var map = StoredDocument.Read(changes).Map;
        foreach (string name in map.Keys) document[name] = map[name];
        return StoredDocument.Of(document);
    }

    private string Hash() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path)));
}
