using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>What a path leads to: through links, and after somebody has put another file there.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("link.db")]
    [InlineData("chain.db")]
    [InlineData("in/store.db")]
    [InlineData("in/link.db")]
    [InlineData("in/up.db")]
    public async Task A_link_leads_to_the_store(string name)
    {
        Directory.CreateDirectory(_folder.File("far/away"));
        var real = _folder.File("far/away/store.db");
        File.CreateSymbolicLink(_folder.File("link.db"), "far/away/store.db");
        File.CreateSymbolicLink(_folder.File("chain.db"), _folder.File("link.db"));
        Directory.CreateSymbolicLink(_folder.File("in"), _folder.File("far/away"));
        File.CreateSymbolicLink(_folder.File("far/away/link.db"), "./store.db");
        File.CreateSymbolicLink(_folder.File("far/away/up.db"), "../away/../away/store.db");
        var path = _folder.File(name);

        // The first write makes it at the link's end.
        await MakeAsync(path, "a");
        Assert.True(new FileInfo(real) is { Length: > 0, LinkTarget: null });
        await using var reader = Open(path);
        Assert.Equal(["a"], await reader.IdsAsync(new RunQuery()));
        Assert.Equal(["a"], await reader.IdsAsync(new RunQuery()));
        await AddAsync(real, "b");
        Assert.Equal(["b", "a"], await reader.IdsAsync(new RunQuery()));
        await using (var other = Open(real))
        {
            await other.CreateRunAsync(Docs.Run("alpha", "c"), default);
            Assert.Equal(["c", "b", "a"], await reader.IdsAsync(new RunQuery()));
            await reader.CreateRunAsync(Docs.Run("alpha", "d"), default);
            Assert.Equal(["d", "c", "b", "a"], await other.IdsAsync(new RunQuery()));
        }
        await reader.DisposeAsync();
        Assert.Equal(["link.db", "store.db", "up.db"], Directory.GetFiles(_folder.File("far/away")).Select(System.IO.Path.GetFileName).Order());
        Assert.Equal(["chain.db", "far", "in", "link.db"], _folder.Files());
    }

    [Fact]
    public async Task A_link_to_nowhere_gets_its_folder_and_its_store()
    {
        File.CreateSymbolicLink(Path, "not/yet/there.db");
        await using (var store = Open(Path))
        {
            Assert.False((await store.CheckAsync(default)).Exists);
            Assert.Equal(["store.db"], _folder.Files());
            await store.CreateProjectAsync(Docs.Project("alpha"), default);
        }
        Assert.NotNull(new FileInfo(Path).LinkTarget);
        Assert.True(File.Exists(_folder.File("not/yet/there.db")));
    }

    [Fact]
    public async Task Links_in_a_circle_are_an_error_and_no_endless_loop()
    {
        File.CreateSymbolicLink(Path, _folder.File("other.db"));
        File.CreateSymbolicLink(_folder.File("other.db"), Path);
        await using var store = Open(Path);
        await Assert.ThrowsAnyAsync<StoreException>(() => store.CreateProjectAsync(Docs.Project("alpha"), default));
        Assert.Equal(["other.db", "store.db"], _folder.Files());
    }

    private static LocalStore Open(string path) => new(new LocalStoreOptions(path));

    private static async Task AddAsync(string path, string id)
    {
        await using var store = Open(path);
        await store.CreateRunAsync(Docs.Run("alpha", id), default);
    }

    private static async Task MakeAsync(string path, params string[] ids)
    {
        await using var store = Open(path);
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        foreach (var id in ids) await store.CreateRunAsync(Docs.Run("alpha", id), default);
    }
}
