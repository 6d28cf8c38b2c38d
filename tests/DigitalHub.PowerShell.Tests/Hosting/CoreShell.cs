using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Kubernetes;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>A shell that is connected to a fake core of its own, with the current project <c>demo</c>.</summary>
internal sealed class CoreShell : IAsyncDisposable
{
    private CoreShell(FakeCoreServer core, Shell shell) => (Core, Shell) = (core, shell);

    public FakeCoreServer Core { get; }

    public Shell Shell { get; }

    public string Address => Core.Endpoint.AbsoluteUri.TrimEnd('/');

    /// <summary>Starts both.</summary>
    /// <param name="options">What kind of core; with runs that are removed at once where nothing is said.</param>
    /// <param name="runs">How many runs there are: <c>run-000000</c> is the oldest.</param>
    /// <param name="connect">More arguments of <c>Connect-DhBackend</c>.</param>
    /// <param name="seed">How the runs are.</param>
    /// <param name="host">Who answers the shell's questions.</param>
    public static async Task<CoreShell> OpenAsync(FakeCoreOptions? options = null, int runs = 0, string connect = "", DigitalHub.FakeCore.Store.SeedOptions? seed = null, System.Management.Automation.Host.PSHost? host = null)
    {
        var core = await FakeCoreServer.StartAsync(options ?? new FakeCoreOptions { Kubernetes = new KubernetesOptions() });
        core.Seed("demo", runs, seed);
        var shell = new CoreShell(core, host is null ? Shell.Spare() : Shell.Bare(host));
        shell.Shell.Set("c", Secrets.Credential("admin", "secret"));
        shell.Shell.Run($"Connect-DhBackend {shell.Address} {connect} 3> $null; Set-DhProject demo");
        core.Requests.Clear();
        return shell;
    }

    /// <summary>A core with basic authentication.</summary>
    public static FakeCoreOptions Basic => new() { Auth = AuthMode.Basic, Kubernetes = new KubernetesOptions(), Users = [new FakeUser("alice", "wonder") { Authorities = ["demo:ROLE_USER", "second:ROLE_USER"] }] };

    /// <summary>Lets something go wrong with all requests whose path and query contain a regular expression.</summary>
    public void Break(Fault fault, string path, string? method = null, int times = int.MaxValue) =>
        Core.Faults.Add(fault with { Path = path, Method = method, Times = times });

    /// <summary>How many requests came with a method.</summary>
    public int Requests(string method, string pattern = "") => Core.Requests.Matching(method, pattern).Count;

    public async ValueTask DisposeAsync()
    {
        Shell.Dispose();
        await Core.DisposeAsync();
        // Tests run beside each other: one that writes profiles needs a home of its own.
        Assert.Empty(Directory.EnumerateFileSystemEntries(TestProcess.Home, ".dhcore*"));
    }
}
