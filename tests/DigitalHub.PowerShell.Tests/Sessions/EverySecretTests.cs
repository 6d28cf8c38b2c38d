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
    /// </summary>
    private static bool IsWhole => Environment.GetEnvironmentVariable("DH_TEST_SECRETS") == "all";

    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Those that remove something come last.
    private static List<string> Commands { get; } =
    [
        .. AllCommands.Infos.Select(command => command.Name).Except(["Connect-DhBackend", "Disconnect-DhBackend"])
            .OrderBy(name => name.StartsWith("Remove-", StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal),
    ];

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
        Start-Transcript "$Folder/out/transcript.txt" > $null
        $files = 0
        $ended = [Collections.Generic.List[object]]::new()

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

        # Under -Debug alone a warning is a question, which nobody is here to answer.
        function Try-All($When, $Calls, [switch] $Failing) {
            foreach ($call in $Calls) {
                if ($Failing) { Send faults @{ kind = 'Status'; statusCode = 500; times = 1 } }
                $Error.Clear()
                try { $given = @(& ([scriptblock]::Create("$call -Verbose -Debug -InformationAction Continue -WarningAction Continue")) *>&1) } catch { $given = @($_) }
                $ids = @($given | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object FullyQualifiedErrorId)
                $ended.Add(@{ Way = $way.Name; When = $When; Call = $call; Errors = $ids })
                Look $given
                Look @($Error)
                if ($Failing) { $null = Invoke-RestMethod "$core/__fake/faults" -Method Delete }
            }
        }

        foreach ($way in $plan.Ways) {
            "== $($way.Name)"
            $null = New-Item "$Folder/out/$($way.Name)" -ItemType Directory
            Set-Location "$Folder/out/$($way.Name)"
            $core = $way.Core
            $connect = "Connect-DhBackend $($way.Arguments) -PassThru"
            Try-All connect $connect
            $Error.Clear()
            Set-DhProject demo -Create
            Look @($Error)
            $signIn = $null
            $signIn = (Get-DhBackend).SignIn
            if ($signIn -ne $way.SignIn) { throw "$($way.Name) signed in with '$signIn'." }
            # A shell takes long to write each error into a transcript, redirected or not, and what is made here proves nothing.
            Stop-Transcript > $null
            & { $ErrorActionPreference = 'Stop'; . ([scriptblock]::Create($plan.Prepare)) } *> $null
            Start-Transcript "$Folder/out/transcript.txt" -Append > $null
            # What fails changes nothing, and finds all that is removed later.
            Try-All failing $way.Failing -Failing
            Try-All working $way.Working
            Send revoke @{ what = 'access' }
            Try-All expired 'Get-DhRun -First 1', 'Test-DhBackend', 'Get-DhBackend'
            Send revoke @{ what = 'all' }
            Try-All revoked 'Get-DhRun -First 1', 'Test-DhBackend', 'Get-DhBackend', $connect
            if (Get-DhBackend) { Try-All disconnect 'Disconnect-DhBackend' }
            "done $($way.Name)"
        }
        Stop-Transcript > $null
        $ended | ConvertTo-Json -Depth 3 | Set-Content "$Folder/ended.json"
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
        // Each way has a core of its own, where nothing is gone or revoked that another way did away with.
        await using var basic = await StartAsync(AuthMode.Basic);
        await using var client = await StartAsync(AuthMode.Basic);
        await using var given = await StartAsync(AuthMode.Oidc);
        await using var profile = await StartAsync(AuthMode.Oidc);
        await using var personal = await StartAsync(AuthMode.Oidc);
        await using var browser = await StartAsync(AuthMode.Oidc);
        var refresh = profile.Tokens.IssueRefreshToken("alice");
        await File.WriteAllTextAsync(Ini, $"[lab]\ndhcore_endpoint = {Address(profile)}\ndhcore_client_id = cli\ndhcore_access_token = {profile.Tokens.IssueAccessToken("alice")}\ndhcore_refresh_token = {refresh}\n");
        File.SetUnixFileMode(Ini, OwnersOnly);
        Way[] ways =
        [
            new("user and password", basic, $"{Address(basic)} -Credential $credential", "basic"),
            new("client credentials", client, $"{Address(client)} -ClientId admin -ClientSecret $password", "client credentials"),
            new("token", given, $"{Address(given)} -Token $token", "access token"),
            new("profile", profile, "-Profile lab", "access token"),
            new("personal access token", personal, $"{Address(personal)} -PersonalAccessToken $pat", "personal access token"),
            new("browser", browser, $"{Address(browser)} -Interactive -Profile work", "browser"),
        ];
        var (token, pat) = (given.Tokens.IssueAccessToken("alice"), personal.Tokens.IssuePersonalToken("alice"));
        WritePlan(ways.Select((way, i) => new { way.Name, Core = Address(way.Core), way.Arguments, way.SignIn, Working = Share(6, i), Failing = Share(12, i) }), token, pat);

        var output = await RunAsync();

        await EndedAsMeant(ways);
        var ini = await File.ReadAllTextAsync(Ini);
        var secrets = new HashSet<string>([Marked, token, pat, refresh], StringComparer.Ordinal);
        foreach (var request in ways.SelectMany(way => way.Core.Requests.All)) secrets.UnionWith(SecretsOf(request));
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
        Assert.True(_folder.EnumerateFiles("*.xml", SearchOption.AllDirectories).Count() > Commands.Count * 3);
    }

    private static Task<FakeCoreServer> StartAsync(AuthMode auth)
    {
        var soon = TimeSpan.FromMilliseconds(10);
        var kubernetes = new KubernetesOptions { PendingAfter = soon, RunningAfter = soon, FinishAfter = soon, StopAfter = soon, DeleteAfter = soon };
        return FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = auth, Password = Marked, Users = [new FakeUser("alice", Admin: true)], Kubernetes = kubernetes });
    }

    private static string[] Share(int of, int remainder) => [.. Commands.Where((_, i) => IsWhole || i % of == remainder).Select(CoreCalls.For)];

    private static string Address(FakeCoreServer core) => core.Endpoint.AbsoluteUri.TrimEnd('/');

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

    // A call that doesn't do what it is for shows nothing that could be searched.
    private async Task EndedAsMeant(IEnumerable<Way> ways)
    {
        var ended = JsonSerializer.Deserialize<Ended[]>(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "ended.json")))!;
        var refused = CoreCalls.Refused.ToDictionary(one => CoreCalls.For(one.Key), one => one.Value, StringComparer.Ordinal);
        var unhurt = CoreCalls.Unhurt.Select(CoreCalls.For).ToHashSet(StringComparer.Ordinal);
        foreach (var (way, i) in ways.Select((way, i) => (way, i)))
        {
            string Told(string when, string call = "") => string.Join('\n', ended.Where(one => (one.Way, one.When) == (way.Name, when) && one.Call.StartsWith(call, StringComparison.Ordinal)).Select(one => Line(one.Call, one.Errors.Select(id => id.Split(',')[0]))));
            Assert.Equal(Line($"Connect-DhBackend {way.Arguments} -PassThru", []), Told("connect"));
            Assert.Equal(string.Join('\n', Share(12, i).Select(call => Line(call, unhurt.Contains(call) ? [] : ["ServerError"]))), Told("failing"));
            Assert.Equal(string.Join('\n', Share(6, i).Select(call => Line(call, refused.TryGetValue(call, out var id) ? [id] : []))), Told("working"));
            Assert.Equal(Line("Get-DhRun -First 1", way.SignIn is "basic" or "client credentials" ? [] : ["AuthenticationFailed"]), Told("revoked", "Get-DhRun"));
        }
    }

    private static string Line(string call, IEnumerable<string> errors) => $"{call}: {string.Join(", ", errors)}";

    private void WritePlan(object ways, string token, string personal)
    {
        var folder = _folder.CreateSubdirectory("secrets");
        File.WriteAllText(Path.Combine(folder.FullName, "plan.json"), JsonSerializer.Serialize(new { Password = Marked, Token = token, PersonalToken = personal, Ways = ways, CoreCalls.Prepare }));
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

    private sealed record Way(string Name, FakeCoreServer Core, string Arguments, string SignIn);

    private sealed record Ended(string Way, string When, string Call, string[] Errors);
}
