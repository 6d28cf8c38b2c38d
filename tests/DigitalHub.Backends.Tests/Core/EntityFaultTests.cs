using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Faults;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>Functions on a core whose answers get lost: what was asked for happens once.</summary>
public sealed class EntityFaultTests : IAsyncLifetime
{
    private const string Project = "faulty";

    private FakeCoreServer _server = null!;
    private CoreBackend _core = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeCoreServer.StartAsync();
        _core = Open();
        await _core.CreateProjectAsync(Docs.Project(Project), default);
    }

    public async Task DisposeAsync()
    {
        await _core.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_version_is_created_once_whatever_becomes_of_the_answer(bool acts)
    {
        _server.Faults.Add(Lost(acts) with { Method = "POST", Path = "/functions$" });
        var made = await MakeAsync();

        Assert.Equal(1, _server.Faults.Happened);
        Assert.Equal([made.Id()], await IdsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_task_is_created_once(bool acts)
    {
        var function = await MakeAsync();
        _server.Faults.Add(Lost(acts) with { Method = "POST", Path = "/tasks$" });
        var task = await _core.CreateEntityAsync(EntityType.Task, Docs.Json($$"""{"kind":"python+job","project":"{{Project}}","spec":{"function":"python://{{Project}}/train:{{function.Id()}}"} }"""), default);

        Assert.Equal(1, _server.Faults.Happened);
        Assert.Equal([task.Id()], (await _core.ListEntitiesAsync(new EntityQuery(EntityType.Task) { Project = Project }, default).ToListAsync()).ConvertAll(Docs.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_change_and_a_removal_happen_once(bool acts)
    {
        var address = new EntityAddress(EntityType.Function, Project, (await MakeAsync()).Id());
        _server.Faults.Add(Lost(acts) with { Method = "PUT", Path = "/functions/" });
        Assert.Equal(["new"], (await _core.UpdateEntityAsync(address, new EntityChange { AddLabels = ["new"] }, default)).Labels());
        _server.Faults.Add(Lost(acts) with { Method = "DELETE", Path = "/functions/" });
        await _core.DeleteEntityAsync(address, false, default);

        Assert.Equal(2, _server.Faults.Happened);
        Assert.Empty(await IdsAsync());
    }

    [Fact]
    public async Task Source_code_that_the_database_does_not_take_is_refused_with_its_size()
    {
        var document = Docs.Json($$"""{"kind":"python","project":"{{Project}}","name":"train","spec":{"python_version":"PYTHON3_10","source":{"base64":"{{new string('A', 40_000)}}"} } }""");
        var error = await Assert.ThrowsAsync<ServerException>(() => _core.CreateEntityAsync(EntityType.Function, document, default));

        Assert.Equal("RequestRefused", error.ErrorId);
        Assert.Contains("40", error.Message, StringComparison.Ordinal);
        Assert.Empty(await IdsAsync());
    }

    [Fact]
    public async Task A_kind_that_the_server_lacks_is_not_found()
    {
        var document = Docs.Json($$"""{"kind":"none","project":"{{Project}}","name":"train"}""");
        Assert.Equal("KindNotFound", (await Assert.ThrowsAsync<EntityNotFoundException>(() => _core.CreateEntityAsync(EntityType.Function, document, default))).ErrorId);
        document["kind"] = "python";
        Assert.Equal("SpecFieldInvalid", (await Assert.ThrowsAsync<InputException>(() => _core.CreateEntityAsync(EntityType.Function, document, default))).ErrorId);
    }

    private CoreBackend Open() => new(new CoreTransport(new CoreOptions(_server.Endpoint)));

    private static Fault Lost(bool acts) => acts ? Fault.ResetAfterActing() : Fault.Reset();

    private Task<StoredDocument> MakeAsync() =>
        _core.CreateEntityAsync(EntityType.Function, Docs.Json($$"""{"kind":"python","project":"{{Project}}","name":"train","spec":{"python_version":"PYTHON3_10","source":{"source":"main.py"} } }"""), default);

    private async Task<List<string>> IdsAsync() =>
        (await _core.ListEntitiesAsync(new EntityQuery(EntityType.Function) { Project = Project, AllVersions = true }, default).ToListAsync()).ConvertAll(Docs.Id);
}
