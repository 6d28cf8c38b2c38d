using System.Diagnostics;
using System.Runtime.Versioning;
using DigitalHub.FakeCore;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Processes that share a profile do not take its tokens from each other.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SignInProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Ini => Path.Combine(_folder.Path, ".dhcore.ini");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Several_processes_share_a_profile_whose_refresh_tokens_work_once()
    {
        // A token lives so briefly that each process has to renew it, again and again.
        await using var core = await FakeCoreServer.StartAsync(SignInTests.Oidc with { AccessTokenLifetime = TimeSpan.FromSeconds(2) });
        core.Seed("demo", 3);
        SignInTests.WriteProfile(core, Ini);

        var outputs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ProcessAsync("1..40 | ForEach-Object { @(Get-DhRun -Project demo).Count; Start-Sleep -Milliseconds 150 }")));

        Assert.All(outputs, output => Assert.Equal(Enumerable.Repeat("3", 40), output));
        var renewals = core.Requests.Matching("POST", "/auth/token");
        Assert.True(renewals.Count > 1);
        Assert.All(renewals, renewal => Assert.Equal(200, renewal.Status));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Ini));
        Assert.Contains("# kept as it is\n", await File.ReadAllTextAsync(Ini));
    }

    private async Task<string[]> ProcessAsync(string script)
    {
        var start = new ProcessStartInfo("dotnet", ["pwsh", "-NoProfile", "-NonInteractive", "-Command", $"$ErrorActionPreference = 'Stop'; Import-Module '{BuiltModule.Manifest}'; {script}"])
        {
            WorkingDirectory = BuiltModule.Repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = TestProcess.UsersHome;
        start.Environment["DH_CONFIG"] = Ini;
        start.Environment["DH_NAME"] = "lab";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
