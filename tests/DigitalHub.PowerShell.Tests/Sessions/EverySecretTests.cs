using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Web;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.PowerShell.Tests.Conformance;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Sessions;

/// <summary>
/// Every way of signing in, and with each of them every command, where it works and where it fails: no secret is in what a
/// shell shows, keeps or writes, but for the tokens in the file of profiles, which is its owner's alone.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class EverySecretTests : IDisposable
{
    private const string Marked = "MARKEDsecret0123";

    /// <summary>
    /// Whether every command is tried both ways with every way of signing in, which takes minutes, by <c>DH_TEST_SECRETS=all</c>.
    /// Otherwise each command is tried with one way where it works, and every second one with one where it fails.
    /// Asked before the environment is cleared.
    /// </summary>
    private bool IsWhole { get; } = Environment.GetEnvironmentVariable("DH_TEST_SECRETS") == "all";

    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // What the calls of all tests have for a local store only, or would wait for.
    private static readonly Dictionary<string, string> Others = new()
    {
        ["Get-DhRunLog"] = "Get-DhRunLog single",
        ["Resume-DhRun"] = "Resume-DhRun single",
        ["Show-DhRun"] = "Show-DhRun single",
        ["Wait-DhRun"] = "Wait-DhRun single -Timeout 1",
    };

    // Everything that a person may do with what a command gives, says or complains about.
    private const string Script =
        """
        param($Module, $Folder)
        $ErrorActionPreference = 'Continue'
        $ProgressPreference = 'SilentlyContinue'
        Import-Module $Module
        $plan = Get-Content "$Folder/secrets/plan.json" -Raw | ConvertFrom-Json
        $password = ConvertTo-SecureString $plan.Password -AsPlainText -Force
        $credential = [pscredential]::new('admin', $password)
        $token, $pat = $plan.Token, $plan.PersonalToken
        $null = New-Item "$Folder/out" -ItemType Directory
        Set-Location "$Folder/out"
        Start-Transcript "$Folder/out/transcript.txt" > $null
        $files = 0

        function Look($What) {
            $What | Out-String -Width 500
            $What | Format-List * -Force | Out-String -Width 500
            $What | Select-Object -First 3 | ConvertTo-Json -Depth 3 -WarningAction Ignore
            $What | Select-Object -First 3 | Export-Clixml "$Folder/out/$((++$script:files)).xml" -Depth 3
            foreach ($record in $What | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) {
                "$record"; $record.Exception.ToString(); $record.ScriptStackTrace; $record.InvocationInfo.PositionMessage; "$($record.TargetObject)"
                $record.Exception | Format-List * -Force | Out-String -Width 500
            }
        }

        function Send($Path, $Body) { $null = Invoke-RestMethod "$core/__fake/$Path" -Method Post -Body ($Body | ConvertTo-Json) -ContentType application/json }

        function Try-All($Calls) {
            foreach ($call in $Calls) {
                if ($fails) { Send faults @{ kind = 'Status'; statusCode = $fails; times = 1 } }
                $Error.Clear()
                try { Look @(& ([scriptblock]::Create("$call -Verbose -Debug -InformationAction Continue")) *>&1) } catch { Look $_ }
                Look @($Error)
                if ($fails) { $null = Invoke-RestMethod "$core/__fake/faults" -Method Delete }
            }
        }

        foreach ($way in $plan.Ways) {
            "== $($way.Name)"
            $core, $fails = $way.Core, $null
            $connect = "Connect-DhBackend $($way.Arguments) -PassThru"
            Try-All $connect
            $Error.Clear()
            Set-DhProject demo -Create
            Look @($Error)
            $signIn = $null
            $signIn = (Get-DhBackend).SignIn
            if ($signIn -ne $way.SignIn) { throw "$($way.Name) signed in with '$signIn'." }
            # A shell takes long to write each error into a transcript, redirected or not, and what is made here proves nothing.
            Stop-Transcript > $null
            . ([scriptblock]::Create($plan.Prepare)) *> $null
            Start-Transcript "$Folder/out/transcript.txt" -Append > $null
            foreach ($fails in $null, 500) { Try-All $(if ($fails) { $way.Failing } else { $way.Working }) }
            Send revoke @{ what = 'access' }
            Try-All 'Get-DhRun -First 1', 'Test-DhBackend', 'Get-DhBackend'
            Send revoke @{ what = 'all' }
            Try-All 'Get-DhRun -First 1', 'Test-DhBackend', 'Get-DhBackend', $connect
            if (Get-DhBackend) { Try-All 'Disconnect-DhBackend' }
            "done $($way.Name)"
        }
        Stop-Transcript > $null
        """;

    private readonly TemporaryFolder _home = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dh-secret-");

    private string Ini => Path.Combine(_home.Path, ".dhcore.ini");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _home.Dispose();
    }

    [Fact]
    public async Task None_is_shown_kept_or_written_by_any_command()
    {
        var options = new FakeCoreOptions { Password = Marked, Users = [new FakeUser("alice", Admin: true)], Kubernetes = new KubernetesOptions() };
        await using var basic = await FakeCoreServer.StartAsync(options with { Auth = AuthMode.Basic });
        // One for each way that has something to lose: in the end all that a core gave is revoked.
        await using var oidc = await FakeCoreServer.StartAsync(options with { Auth = AuthMode.Oidc });
        await using var ofToken = await FakeCoreServer.StartAsync(options with { Auth = AuthMode.Oidc });
        await using var ofPersonal = await FakeCoreServer.StartAsync(options with { Auth = AuthMode.Oidc });
        var commands = AllCommands.Infos.Select(command => command.Name).Except(["Connect-DhBackend", "Disconnect-DhBackend"]).OrderBy(name => name.StartsWith("Remove-", StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal).ToList();
        var refresh = oidc.Tokens.IssueRefreshToken("alice");
        await File.WriteAllTextAsync(Ini, $"[lab]\ndhcore_endpoint = {Address(oidc)}\ndhcore_client_id = cli\ndhcore_access_token = {oidc.Tokens.IssueAccessToken("alice")}\ndhcore_refresh_token = {refresh}\n");
        File.SetUnixFileMode(Ini, OwnersOnly);
        (string Name, FakeCoreServer Core, string Arguments, string SignIn)[] ways =
        [
            ("user and password", basic, $"{Address(basic)} -Credential $credential", "basic"),
            ("client credentials", basic, $"{Address(basic)} -ClientId admin -ClientSecret $password", "client credentials"),
            ("token", ofToken, $"{Address(ofToken)} -Token $token", "access token"),
            ("profile", oidc, "-Profile lab", "access token"),
            ("personal access token", ofPersonal, $"{Address(ofPersonal)} -PersonalAccessToken $pat", "personal access token"),
            ("browser", oidc, $"{Address(oidc)} -Interactive -Profile work", "browser"),
        ];
        var (token, personal) = (ofToken.Tokens.IssueAccessToken("alice"), ofPersonal.Tokens.IssuePersonalToken("alice"));
        string[] Share(int of, int remainder) => [.. commands.Select(CallOf).Where((_, i) => IsWhole || i % of == remainder % of)];
        WritePlan(ways.Select((way, i) => new { way.Name, Core = Address(way.Core), way.Arguments, way.SignIn, Working = Share(6, i), Failing = Share(12, i) }), token, personal);

        var output = await RunAsync();

        foreach (var way in ways) Assert.Contains($"done {way.Name}\n", output, StringComparison.Ordinal);
        var ini = await File.ReadAllTextAsync(Ini);
        var secrets = new HashSet<string>([Marked, token, personal, refresh], StringComparer.Ordinal);
        foreach (var core in new[] { basic, oidc, ofToken, ofPersonal }) foreach (var request in core.Requests.All) secrets.UnionWith(SecretsOf(request));
        secrets.UnionWith(ini.Split('\n').Where(line => line.Contains("_token", StringComparison.Ordinal)).Select(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()));
        secrets.RemoveWhere(secret => secret.Length < 8);
        Assert.True(secrets.Count > 10);

        Hides(secrets, "the output", output);
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Directory!.Name != "secrets")) Hides(secrets, file.FullName, await File.ReadAllTextAsync(file.FullName));
        foreach (var file in Directory.EnumerateFiles(_home.Path, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file).StartsWith(".dhcore.ini", StringComparison.Ordinal)) Assert.Equal((file, OwnersOnly), (file, File.GetUnixFileMode(file)));
            else Hides(secrets, file, await File.ReadAllTextAsync(file));
        }
        // What would be hidden by not having been there proves nothing.
        Assert.Contains("GET /", output, StringComparison.Ordinal);
        Assert.True(_folder.EnumerateFiles("*.xml", SearchOption.AllDirectories).Count() > commands.Count * 3);
    }

    private static string Address(FakeCoreServer core) => core.Endpoint.AbsoluteUri.TrimEnd('/');

    private static string CallOf(string command) => Others.TryGetValue(command, out var call) ? call : Calls.For(command)[0];

    private static IEnumerable<string> SecretsOf(FakeCore.Admin.RecordedRequest request)
    {
        if (request.Headers.TryGetValue("Authorization", out var header)) yield return header.Split(' ', 2)[^1];
        if (!request.Target.Contains("/auth/token", StringComparison.Ordinal) || request.Body is null) yield break;
        var form = HttpUtility.ParseQueryString(request.Body);
        foreach (var field in (string[])["refresh_token", "client_secret", "code", "code_verifier", "subject_token"]) if (form[field] is { } value) yield return value;
    }

    private static void Hides(IEnumerable<string> secrets, string where, string text)
    {
        foreach (var secret in secrets)
        {
            var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
            Assert.True(at < 0, at < 0 ? string.Empty : $"{secret} is in {where}:\n{text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 100)]}");
        }
    }

    private void WritePlan(object ways, string token, string personal)
    {
        var folder = _folder.CreateSubdirectory("secrets");
        var prepare = $"1..2 | ForEach-Object {{ $null = $_ }}; {Calls.Prepare}";
        File.WriteAllText(Path.Combine(folder.FullName, "plan.json"), JsonSerializer.Serialize(new { Password = Marked, Token = token, PersonalToken = personal, Ways = ways, Prepare = prepare }));
        File.WriteAllText(Path.Combine(_folder.FullName, "script.ps1"), Script);
        // The browser of somebody who signs in at once.
        var browser = Path.Combine(_folder.FullName, "xdg-open");
        File.WriteAllText(browser, $"#!/bin/sh\nexec dotnet '{BuiltModule.StoreWriter}' visit \"$1\"\n");
        File.SetUnixFileMode(browser, OwnersOnly | UnixFileMode.UserExecute);
    }

    private async Task<string> RunAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["pwsh", "-NoProfile", "-NonInteractive", "-File", Path.Combine(_folder.FullName, "script.ps1"), BuiltModule.Manifest, _folder.FullName])
        {
            WorkingDirectory = BuiltModule.Repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["DISPLAY"] = ":none";
        start.Environment["DH_CONFIG"] = Ini;
        start.Environment["HOME"] = _home.Path;
        start.Environment["DOTNET_CLI_HOME"] = TestProcess.UsersHome;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var all = await output + await errors;
        Assert.True(process.ExitCode == 0, all[^Math.Min(all.Length, 4000)..]);
        return all;
    }
}
