using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>A store of the version before functions, workflows and tasks: it reads as one that has none, and the first write brings it up to date.</summary>
public sealed class EntityStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_older_store_has_none_until_one_is_made()
    {
        await using (var older = new LocalStore(new LocalStoreOptions(Path), new StoreTuning { Schema = [Schema.Steps[0]] }))
        {
            await older.CreateProjectAsync(Docs.Project("alpha"), default);
            await older.CreateRunAsync(Docs.Run("alpha", "a"), default);
        }
        await using (var store = new LocalStore(new LocalStoreOptions(Path)))
        {
            var query = new EntityQuery(EntityType.Function) { Project = "alpha" };
            Assert.Empty(await store.ListEntitiesAsync(query, default).ToListAsync());
            Assert.Equal(0, await store.CountEntitiesAsync(query, default));
            await Assert.ThrowsAsync<EntityNotFoundException>(() => store.GetEntityAsync(new(EntityType.Function, "alpha", "f"), default));
            Assert.Equal("1", (await store.CheckAsync(default)).Version);

            await store.CreateEntityAsync(EntityType.Function, Docs.Json("""{"kind":"python","project":"alpha","name":"train","id":"f"}"""), default);
            Assert.Equal($"{Schema.Steps.Count}", (await store.CheckAsync(default)).Version);
            Assert.Equal(["f"], (await store.ListEntitiesAsync(query, default).ToListAsync()).ConvertAll(Docs.Id));
            Assert.Equal(["a"], await store.IdsAsync(new RunQuery { Project = "alpha" }));
        }
        Assert.Equal($"{Schema.Steps.Count}", RawSql.Run(Path, "PRAGMA user_version"));
    }

    [Fact]
    public async Task Removing_a_project_of_an_older_store_works()
    {
        await using (var older = new LocalStore(new LocalStoreOptions(Path), new StoreTuning { Schema = [Schema.Steps[0]] })) await older.CreateProjectAsync(Docs.Project("alpha"), default);
        await using var store = new LocalStore(new LocalStoreOptions(Path));
        await store.DeleteProjectAsync("alpha", false, default);
        Assert.Empty(await store.ListProjectsAsync(new ProjectQuery(), default).ToListAsync());
    }

    [Fact]
    public async Task Reading_makes_no_store()
    {
        await using var store = new LocalStore(new LocalStoreOptions(Path));
        Assert.Empty(await store.ListEntitiesAsync(new EntityQuery(EntityType.Task), default).ToListAsync());
        await Assert.ThrowsAsync<EntityNotFoundException>(() => store.DeleteEntityAsync(new(EntityType.Task, "alpha", "t"), true, default));
        Assert.Empty(_folder.Files());
    }
}
