using System.Net;
using System.Security.Cryptography.X509Certificates;
using DigitalHub.FakeCore.Admin;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace DigitalHub.FakeCore;

/// <summary>
/// A server that answers as real cores of the levels 13, 14 and 15 did in the recorded transcripts. It lives in the process of the test,
/// listens on the loopback interface, and keeps everything in memory.
/// </summary>
public sealed class FakeCoreServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CoreServices _core;
    private readonly WebApplication _application;

    private FakeCoreServer(FakeCoreOptions options)
    {
        _core = new CoreServices(options);
        Certificate = options.Https ? SelfSignedCertificate.Make(options.CertificateName) : null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (options.Https)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (Certificate is not null)
                {
                    listen.UseHttps(Certificate);
                }
            });
        });
        _application = builder.Build();
        var pipeline = new RequestPipeline(_core, _stopping.Token);
        _application.UseWebSockets();
        _application.Run(pipeline.HandleAsync);
    }

    /// <summary>Where the server listens.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The certificate, with https.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The requests that came.</summary>
    public RequestLog Requests => _core.Requests;

    /// <summary>What will go wrong.</summary>
    public FaultList Faults => _core.Faults;

    /// <summary>What the server keeps.</summary>
    public CoreStore Store => _core.Store;

    /// <summary>What becomes of remote runs.</summary>
    public Cluster Cluster => _core.Cluster;

    /// <summary>How many connections for notifications there are.</summary>
    public int NotificationConnections => _core.Notifications.Connections;

    /// <summary>How many subscriptions to notifications there are.</summary>
    public int NotificationSubscriptions => _core.Notifications.Subscriptions;

    /// <summary>The tokens.</summary>
    public TokenService Tokens => _core.Tokens;

    /// <summary>How much the server's clock is off, for all requests.</summary>
    public TimeSpan ClockSkew
    {
        get => _core.Clock.Skew;
        set => _core.Clock.Skew = value;
    }

    /// <summary>Starts a server.</summary>
    public static async Task<FakeCoreServer> StartAsync(FakeCoreOptions? options = null)
    {
        options ??= new FakeCoreOptions();
        var server = new FakeCoreServer(options);
        await server._application.StartAsync();
        var address = server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Endpoint = new Uri(address);
        server._core.Endpoint = (options.PublicEndpoint ?? server.Endpoint).ToString().TrimEnd('/');
        return server;
    }

    /// <summary>Makes runs, and what they need, without any request. Returns their ids, the oldest first.</summary>
    public IReadOnlyList<string> Seed(string project, int count, SeedOptions? options = null) => _core.Seeder.Seed(project, count, options ?? new SeedOptions());

    /// <summary>Lets the next thing happen to a remote run.</summary>
    public bool Advance(string runId) => _core.Cluster.Step(runId);

    /// <summary>Breaks all connections for notifications.</summary>
    public void DropNotifications() => _core.Notifications.Drop();

    /// <summary>Sends something to all who are connected for notifications.</summary>
    public void SendToNotified(byte[] bytes) => _core.Notifications.Send(bytes);

    /// <summary>Stops the server; requests that wait are given up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _stopping.Dispose();
        Certificate?.Dispose();
    }
}
