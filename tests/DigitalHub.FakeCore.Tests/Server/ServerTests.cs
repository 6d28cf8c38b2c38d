namespace DigitalHub.FakeCore.Tests.Server;

/// <summary>Tests that have a server and a client each.</summary>
public abstract class ServerTests(FakeCoreOptions options) : IAsyncLifetime, IDisposable
{
    protected FakeCoreServer Core { get; private set; } = null!;

    private protected Client Client { get; private set; } = null!;

    /// <summary>What all tests of the class start with.</summary>
    protected virtual void Prepare()
    {
    }

    public async Task InitializeAsync()
    {
        Core = await FakeCoreServer.StartAsync(options);
        Client = new Client(Core);
        Prepare();
    }

    public async Task DisposeAsync() => await Core.DisposeAsync();

    public void Dispose()
    {
        Client.Dispose();
        GC.SuppressFinalize(this);
    }
}
