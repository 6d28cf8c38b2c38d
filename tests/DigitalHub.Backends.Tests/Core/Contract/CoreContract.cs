using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.FakeCore;

namespace DigitalHub.Backends.Tests.Core.Contract;

/// <summary>The contract of all backends over a fake core, in one of its modes.</summary>
public abstract class CoreContract(FakeCoreOptions options) : BackendContract
{
    private FakeCoreServer? _server;

    protected override string Kind => options.Level <= 13 ? "python+run" : "python+job:run";

    protected override Differences Differs => Differences.Core(options.Level);

    private protected abstract SignIn SignIn { get; }

    internal override IBackend Create()
    {
        _server = FakeCoreServer.StartAsync(options).GetAwaiter().GetResult();
        var core = new CoreOptions(_server.Endpoint) { SignIn = SignIn };
        return new TaskedBackend(new CoreBackend(new CoreTransport(core)));
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _server!.DisposeAsync();
    }
}

public sealed class Core15Contract() : CoreContract(new FakeCoreOptions { Level = 15 })
{
    private protected override SignIn SignIn => new NoSignIn();
}

public sealed class Core14Contract() : CoreContract(new FakeCoreOptions { Level = 14 })
{
    private protected override SignIn SignIn => new NoSignIn();
}

public sealed class Core13Contract() : CoreContract(new FakeCoreOptions { Level = 13 })
{
    private protected override SignIn SignIn => new NoSignIn();
}

public sealed class Core15BasicContract() : CoreContract(new FakeCoreOptions { Level = 15, Auth = FakeCore.Auth.AuthMode.Basic, User = "admin", Password = "pw" })
{
    protected override int Many => 1200;

    private protected override SignIn SignIn => new PasswordSignIn("admin", new Secret("pw"));
}

public sealed class Core15OidcContract() : CoreContract(new FakeCoreOptions { Level = 15, Auth = FakeCore.Auth.AuthMode.Oidc, ClientId = "cli", ClientSecret = "pw" })
{
    protected override int Many => 1200;

    private protected override SignIn SignIn => new ClientSignIn("cli", new Secret("pw"));
}
