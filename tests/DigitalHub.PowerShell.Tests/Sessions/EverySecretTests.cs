using System.Buffers;
using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
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
    /// <summary>
    /// Whether every command is tried both ways with every way of signing in, which takes minutes, by <c>DH_TEST_SECRETS=all</c>.
    /// Otherwise each command is tried with one way where it works, and every second one with one where it fails.
    /// </summary>
    private static bool IsWhole => Environment.GetEnvironmentVariable("DH_TEST_SECRETS") == "all";

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
        $plan = Get-Content "$Folder/secrets/plan.json" -Raw | ConvertFrom-Json -AsHashtable
        $password = ConvertTo-SecureString $plan.Password -AsPlainText -Force
        $credential = [pscredential]::new('admin', $password)
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

        function Send($Path, $Body) { $null = Invoke-RestMethod "$core/__fake/$Path" -Method Post -Body ($Body | ConvertTo-Json) -ContentType application/json -SkipCertificateCheck }

        # Somebody who reads where to sign in, and goes there.
        filter Visit {
            if ($_ -is [Management.Automation.InformationRecord] -and "$_" -match '^To sign in, go to (\S+)$') { $null = Invoke-RestMethod $Matches[1] }
            $_
        }

        # Under -Debug alone a warning is a question, which nobody is here to answer.
        function Try-All($When, $Calls, [switch] $Failing) {
            foreach ($call in $Calls) {
                if ($Failing) { Send faults @{ kind = 'Status'; statusCode = 500; times = 1 } }
                $Error.Clear()
                try { $given = @(& ([scriptblock]::Create("$call -Verbose -Debug -InformationAction Continue -WarningAction Continue")) *>&1 | Visit) } catch { $given = @($_) }
                $ids = @($given | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object FullyQualifiedErrorId)
                $ended.Add(@{ Way = $way.Name; When = $When; Call = $call; Errors = $ids })
                Look $given
                # Most are what was given, and have been looked at.
                if ($more = @($Error | Where-Object { $_ -notin $given })) { Look $more }
                if ($Failing) { $null = Invoke-RestMethod "$core/__fake/faults" -Method Delete -SkipCertificateCheck }
            }
        }

        foreach ($way in $plan.Ways) {
            "== $($way.Name)"
            $null = New-Item "$Folder/out/$($way.Name)" -ItemType Directory
            Set-Location "$Folder/out/$($way.Name)"
            $core = $way.Core
            $outside = @{}
            foreach ($name in $way.Variables.Keys) {
                $outside[$name] = [Environment]::GetEnvironmentVariable($name)
                Set-Item "Env:$name" $way.Variables[$name]
            }
            Try-All connect $way.Connect
            $Error.Clear()
            Set-DhProject demo -Create
            if ($Error) { Look @($Error) }
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
            if ($way.Wrong) { Try-All wrong $way.Wrong }
            Send revoke @{ what = 'access' }
            Try-All expired 'Get-DhRun -First 1'
            Send revoke @{ what = 'all' }
            Try-All revoked (@('Get-DhRun -First 1') + $way.Later + $way.Connect)
            # Whoever disconnects has no backend until he connects.
            if ($way.Connect -ne 'Get-DhBackend' -and (Get-DhBackend)) { Try-All disconnect 'Disconnect-DhBackend' }
            foreach ($name in $outside.Keys) { Set-Item "Env:$name" $outside[$name] }
            "done $($way.Name)"
        }
        Stop-Transcript > $null
        $ended | ConvertTo-Json -Depth 3 | Set-Content "$Folder/secrets/ended.json"
        """;

    private readonly TemporaryFolder _home = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dh-secret-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _home.Dispose();
    }

    [Fact]
    public async Task None_is_shown_kept_or_written_by_any_command()
    {
        await using var ways = await SignInWays.StartAsync(_home.Path);
        WritePlan(ways.All);

        var output = await RunAsync(ways.Variables);

        await EndedAsMeant(ways.All);
        var secrets = SearchValues.Create(await ways.SecretsAsync(), StringComparison.OrdinalIgnoreCase);
        List<string> shown = [.. Shown(secrets, "the output", output)];
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Directory!.Name != "secrets")) shown.AddRange(Shown(secrets, file.FullName, await File.ReadAllTextAsync(file.FullName)));
        foreach (var file in Directory.EnumerateFiles(_home.Path, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file).StartsWith(".dhcore.ini", StringComparison.Ordinal)) Assert.Equal((file, SignInWays.OwnersOnly), (file, File.GetUnixFileMode(file)));
            else shown.AddRange(Shown(secrets, file, await File.ReadAllTextAsync(file)));
        }
        Assert.True(shown.Count == 0, string.Join("\n\n", shown));
        // What would be hidden by not having been there proves nothing.
        Assert.Contains("GET /", output, StringComparison.Ordinal);
        Assert.True(_folder.EnumerateFiles("*.xml", SearchOption.AllDirectories).Count() > Commands.Count * 3);
    }

    // When all tokens are revoked.
    private static string[] Later(int i) => IsWhole ? ["Test-DhBackend", "Get-DhBackend"] : [i % 2 == 0 ? "Test-DhBackend" : "Get-DhBackend"];

    private static string[] Working(IReadOnlyList<SignInWay> ways, int i) => Share(ways.Count, i);

    private static string[] Failing(IReadOnlyList<SignInWay> ways, int i) => Share(ways.Count * 2, i);

    private static string[] Share(int of, int remainder) => [.. Commands.Where((_, i) => IsWhole || i % of == remainder).Select(CoreCalls.For)];

    // Once for each way, which the output tells before what it shows.
    private static IEnumerable<string> Shown(SearchValues<string> secrets, string where, string text)
    {
        foreach (var part in text.Split("\n== "))
        {
            if (part.AsSpan().IndexOfAny(secrets) is >= 0 and var at) yield return $"A secret is in {where}, {part.Split('\n', 2)[0]}:\n{part[Math.Max(0, at - 200)..Math.Min(part.Length, at + 100)]}";
        }
    }

    // A call that doesn't do what it is for shows nothing that could be searched.
    private async Task EndedAsMeant(IReadOnlyList<SignInWay> ways)
    {
        var ended = JsonSerializer.Deserialize<Ended[]>(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "secrets", "ended.json")))!;
        var refused = CoreCalls.Refused.ToDictionary(one => CoreCalls.For(one.Key), one => one.Value, StringComparer.Ordinal);
        var unhurt = CoreCalls.Unhurt.Select(CoreCalls.For).ToHashSet(StringComparer.Ordinal);
        foreach (var (i, way) in ways.Index())
        {
            string Told(string when, string call = "") => string.Join('\n', ended.Where(one => (one.Way, one.When) == (way.Name, when) && one.Call.StartsWith(call, StringComparison.Ordinal)).Select(one => Line(one.Call, one.Errors.Select(id => id.Split(',')[0]))));
            Assert.Equal(Line(way.Connect, []), Told("connect"));
            Assert.Equal(string.Join('\n', Failing(ways, i).Select(call => Line(call, unhurt.Contains(call) ? [] : ["ServerError"]))), Told("failing"));
            Assert.Equal(string.Join('\n', Working(ways, i).Select(call => Line(call, refused.TryGetValue(call, out var id) ? [id] : []))), Told("working"));
            Assert.Equal(way.Wrong is null ? string.Empty : Line(way.Wrong, ["ConnectionFailed"]), Told("wrong"));
            Assert.Equal(Line("Get-DhRun -First 1", way.IsRenewed ? [] : ["AuthenticationFailed"]), Told("expired", "Get-DhRun"));
            Assert.Equal(Line("Get-DhRun -First 1", way.SignIn is "basic" or "client credentials" ? [] : ["AuthenticationFailed"]), Told("revoked", "Get-DhRun"));
        }
    }

    private static string Line(string call, IEnumerable<string> errors) => $"{call}: {string.Join(", ", errors)}";

    private void WritePlan(IReadOnlyList<SignInWay> ways)
    {
        var folder = _folder.CreateSubdirectory("secrets");
        var each = ways.Select((way, i) => new { way.Name, Core = SignInWays.Address(way.Core), way.Connect, way.SignIn, way.Variables, way.Wrong, Later = Later(i), Working = Working(ways, i), Failing = Failing(ways, i) });
        File.WriteAllText(Path.Combine(folder.FullName, "plan.json"), JsonSerializer.Serialize(new { SignInWays.Password, Ways = each, CoreCalls.Prepare }));
        File.WriteAllText(Path.Combine(_folder.FullName, "script.ps1"), Script);
        // The browser of somebody who signs in at once.
        var browser = Path.Combine(_folder.FullName, "xdg-open");
        File.WriteAllText(browser, $"#!/bin/sh\nexec dotnet '{BuiltModule.StoreWriter}' visit \"$1\"\n");
        File.SetUnixFileMode(browser, SignInWays.OwnersOnly | UnixFileMode.UserExecute);
    }

    private async Task<string> RunAsync(IReadOnlyDictionary<string, string> variables)
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
        foreach (var (name, value) in variables) start.Environment[name] = value;
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

    private sealed record Ended(string Way, string When, string Call, string[] Errors);
}
