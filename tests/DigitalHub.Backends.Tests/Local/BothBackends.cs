using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.FakeCore;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>A core of each level and the local store that is like it. On neither anything goes on by itself.</summary>
public sealed class BothBackends : IAsyncLifetime
{
    private readonly ConcurrentDictionary<int, Lazy<Task<Pair>>> _pairs = new();

    private int _scenes;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var pair in _pairs.Values)
        {
            var (server, core, store) = await pair.Value;
            await store.DisposeAsync();
            await core.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    /// <summary>Both, with a project of the test's own.</summary>
    internal async Task<BothScene> SceneAsync(int level)
    {
        var (_, core, store) = await _pairs.GetOrAdd(level, _ => new(() => StartAsync(level))).Value;
        var scene = new BothScene(level, core, store, $"both-{Interlocked.Increment(ref _scenes)}");
        await scene.SameAsync(backend => backend.CreateProjectAsync(Docs.Project(scene.Project), default));
        return scene;
    }

    private static async Task<Pair> StartAsync(int level)
    {
        var server = await FakeCoreServer.StartAsync(new FakeCoreOptions { Level = level, NoKubernetesDelay = TimeSpan.FromDays(1) });
        return new(
            server,
            new CoreBackend(new CoreTransport(new CoreOptions(server.Endpoint) { SignIn = new NoSignIn() })),
            new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true, LikeCore = level, User = "anonymous" }));
    }

    private sealed record Pair(FakeCoreServer Server, IBackend Core, IBackend Store);
}

/// <summary>What a test asks both for.</summary>
internal sealed class BothScene(int level, IBackend core, IBackend store, string project)
{
    private static readonly string[] Times = ["created", "updated", "time"];

    public IBackend Core => core;

    public IBackend Store => store;

    public string Project => project;

    /// <summary>The document that both answer.</summary>
    public async Task<StoredDocument> SameAsync(Func<IBackend, Task<StoredDocument>> call)
    {
        var expected = await call(core);
        return Same(expected, await call(store));
    }

    /// <summary>The document that both answer, or the error with which both refuse.</summary>
    public async Task SameOrRefusedAsync(Func<IBackend, Task<StoredDocument>> call)
    {
        StoredDocument expected;
        try
        {
            expected = await call(core);
        }
        catch (DigitalHubException error)
        {
            var own = await Assert.ThrowsAnyAsync<DigitalHubException>(() => call(store));
            Assert.Equal(error.ErrorId, own.ErrorId);
            if (error.ErrorId != "SpecFieldInvalid") Assert.Equal(error.Message, own.Message);
            return;
        }
        Same(expected, await call(store));
    }

    /// <summary>Both refuse, of the same kind and in the same words.</summary>
    public async Task RefusedAsync(string errorId, bool sameWords, Func<IBackend, Task<StoredDocument>> call)
    {
        var (theirs, own) = (await Assert.ThrowsAnyAsync<DigitalHubException>(() => call(core)), await Assert.ThrowsAnyAsync<DigitalHubException>(() => call(store)));
        Assert.Equal(errorId, theirs.ErrorId);
        Assert.Equal(errorId, own.ErrorId);
        Assert.Equal(theirs.GetType(), own.GetType());
        Assert.Equal(theirs.Kind, own.Kind);
        if (sameWords) Assert.Equal((theirs.Message, theirs.RecommendedAction), (own.Message, own.RecommendedAction));
        else Assert.False(string.IsNullOrWhiteSpace(own.RecommendedAction));
    }

    /// <summary>An id of this test: they are unique over all projects.</summary>
    public string Id(string name) => $"{project}-{name}";

    public RunAddress At(string name) => new(project, Id(name));

    /// <summary>A function <c>f</c> and its task <c>t</c>, on both.</summary>
    public async Task<(string Task, string Function)> TaskAsync()
    {
        var function = $"python://{project}/f:{Id("f")}";
        await SameAsync(backend => backend.CreateEntityAsync(EntityType.Function, Docs.Json($$"""{"kind":"python","project":"{{project}}","id":"{{Id("f")}}","name":"f","spec":{"source":{"source":"a.py","handler":"main"},"python_version":"PYTHON3_10"} }"""), default));
        await SameAsync(backend => backend.CreateEntityAsync(EntityType.Task, Docs.Json($$"""{"kind":"python+job","project":"{{project}}","id":"{{Id("t")}}","spec":{"function":"{{function}}","profile":"small"} }"""), default));
        return ($"python+job://{project}/{Id("t")}", function);
    }

    public OrderedDictionary Run(string name, string task, string function, bool local) =>
        Docs.Run(project, Id(name), "a-name", RunKindName.Of("python+job", level), Docs.Map(("task", task), ("function", function), ("local_execution", local), ("parameters", Docs.Map(("n", 1L)))));

    public async Task<long?> CountAsync(EntityType type) => await store.CountEntitiesAsync(new EntityQuery(type) { Project = project, AllVersions = true }, default);

    private static StoredDocument Same(StoredDocument core, StoredDocument store)
    {
        var (expected, actual) = (Plain(core.Map), Plain(store.Map));
        Assert.True(ValueMap.Same(expected, actual), $"{CanonicalJson.Write(expected)}\nis the core's, and the store's is\n{CanonicalJson.Write(actual)}");
        return store;
    }

    // Times and versions are random: only that they are there, and look as they do, is the same.
    private static OrderedDictionary Plain(OrderedDictionary document)
    {
        var plain = ValueMap.Clone(document);
        if (plain.Map("metadata") is { } metadata)
        {
            Hide(metadata);
            if (metadata.Text("version") is { } version && version.Split('-').Length == 2) metadata["version"] = "two-words";
        }
        foreach (var move in (plain.Map("status")?["transitions"] as Array ?? Array.Empty<object>()).OfType<OrderedDictionary>()) Hide(move);
        return plain;
    }

    private static void Hide(OrderedDictionary map)
    {
        foreach (var name in Times.Where(name => map.Contains(name))) map[name] = Timestamp.Parse(map.Text(name)) is not null ? "a time" : "no time";
    }
}
