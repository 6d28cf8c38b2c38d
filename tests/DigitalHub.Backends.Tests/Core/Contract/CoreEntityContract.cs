using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.FakeCore;

namespace DigitalHub.Backends.Tests.Core.Contract;

/// <summary>The contract of functions, workflows and tasks over a fake core, in one of its modes.</summary>
public abstract class CoreEntityContract(FakeCoreOptions options) : EntityContract
{
    private FakeCoreServer? _server;

    protected override string Kind => options.Level <= 13 ? "python+run" : "python+job:run";

    protected override Differences Differs => Differences.Core(options.Level);

    private protected virtual SignIn SignIn => new NoSignIn();

    internal override IBackend Create()
    {
        _server = FakeCoreServer.StartAsync(options).GetAwaiter().GetResult();
        return new CoreBackend(new CoreTransport(new CoreOptions(_server.Endpoint) { SignIn = SignIn }));
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _server!.DisposeAsync();
    }
}

public sealed class Core15EntityContract() : CoreEntityContract(new FakeCoreOptions { Level = 15 });

public sealed class Core14EntityContract() : CoreEntityContract(new FakeCoreOptions { Level = 14 });

public sealed class Core13EntityContract() : CoreEntityContract(new FakeCoreOptions { Level = 13 });

public sealed class Core15BasicEntityContract() : CoreEntityContract(new FakeCoreOptions { Level = 15, Auth = FakeCore.Auth.AuthMode.Basic, User = "admin", Password = "pw" })
{
    private protected override SignIn SignIn => new PasswordSignIn("admin", new Secret("pw"));
}

public sealed class Core15OidcEntityContract() : CoreEntityContract(new FakeCoreOptions { Level = 15, Auth = FakeCore.Auth.AuthMode.Oidc, ClientId = "cli", ClientSecret = "pw" })
{
    private protected override SignIn SignIn => new ClientSignIn("cli", new Secret("pw"));
}
