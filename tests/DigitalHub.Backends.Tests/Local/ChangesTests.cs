using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.OtherProcess;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>Whatever changes a store's file is among the changes that are killed and that meet a full disk.</summary>
public sealed class ChangesTests(ChangesTests.Template template) : IClassFixture<ChangesTests.Template>, IDisposable
{
    private static readonly Dictionary<string, Func<IRunArchive, Task>> Archiving = new()
    {
        ["CheckAsync"] = async archive =>
        {
            await archive.CheckAsync(default);
            await archive.CheckAsync(Kept, default);
        },
        ["IsFileOfAsync"] = async archive =>
        {
            await using var other = new LocalStore(new LocalStoreOptions(archive.Path + ".other"));
            await other.CreateProjectAsync(Docs.Project("other"), default);
            Assert.False(await archive.IsFileOfAsync(other, mayLock: true, default));
        },
        ["KeepAsync"] = archive => archive.KeepAsync(Kept, default),
        ["ReplaceAsync"] = archive => archive.ReplaceAsync(Kept, Kept, default),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Calls => [.. BlockingTests.All.Keys];

    public static TheoryData<string> ArchiveCalls => [.. Archiving.Keys];

    private static WholeRun Kept => new(StoredDocument.Of(Docs.Run("alpha", "kept")), [], new Dictionary<string, RunMetric>());

    private string Path => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_method_of_an_archive_is_tried() =>
        Assert.Equal(
            typeof(IRunArchive).GetMethods().Where(method => !method.IsSpecialName).Select(method => method.Name).Distinct().Order(StringComparer.Ordinal),
            Archiving.Keys.Order(StringComparer.Ordinal));

    // That they are all methods, BlockingTests sees to.
    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_changes_a_store_in_which_moves_are_due_is_a_change(string call)
    {
        await File.WriteAllBytesAsync(Path, template.File);
        await using (var store = Open()) await BlockingTests.All[call](store);
        await CheckAsync($"{call}Async");
    }

    [Theory]
    [MemberData(nameof(ArchiveCalls))]
    public async Task What_changes_an_archive_is_a_change(string call)
    {
        await File.WriteAllBytesAsync(Path, template.File);
        await using (var archive = new LocalArchive(Open())) await Archiving[call](archive);
        await CheckAsync(call);
    }

    private LocalStore Open() => Open(Path, template.Clock);

    private static LocalStore Open(string path, TimeProvider clock) => new(new LocalStoreOptions(path)
    {
        Clock = clock,
        Rehearsal = new Rehearsal([new RehearsalRule(new RunMatcher(new RunQuery { Names = ["moves"] }))], []),
    });

    private async Task CheckAsync(string operation)
    {
        Assert.Equal([], Directory.GetFiles(_folder.Path, "store.db-*"));
        var after = await File.ReadAllBytesAsync(Path);
        var isChanged = !template.File.AsSpan().SequenceEqual(after);
        Assert.True(isChanged == Changes.Operations.Contains(operation), $"{operation} {(isChanged ? "changes the file and is no change" : "is among the changes and changes nothing")}.");
    }

    /// <summary>A store with all that the calls need, and a run under rehearsal whose moves are due.</summary>
    public sealed class Template : IAsyncLifetime
    {
        /// <summary>The content of its file.</summary>
        public byte[] File { get; private set; } = [];

        /// <summary>The time at which they are due.</summary>
        public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 7, 20, 9, 49, 18, TimeSpan.Zero));

        public async Task InitializeAsync()
        {
            using var folder = new TemporaryFolder();
            await using (var store = Open(folder.File("store.db"), Clock))
            {
                await BlockingTests.FillAsync(store);
                await store.CreateRunAsync(Docs.Run("alpha", "moves"), default);
            }
            Clock.Advance(TimeSpan.FromDays(1));
            File = await System.IO.File.ReadAllBytesAsync(folder.File("store.db"));
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
