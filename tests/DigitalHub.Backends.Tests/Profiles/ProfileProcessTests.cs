using System.Globalization;
using System.Runtime.Versioning;
using DigitalHub.Backends.Profiles;
using DigitalHub.Backends.SignIns;
using DigitalHub.Backends.Tests.Local;
using DigitalHub.Backends.Tests.SignIns;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Auth;

namespace DigitalHub.Backends.Tests.Profiles;

/// <summary>Several processes at one file of profiles, some of which die.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProfileProcessTests : IDisposable
{
    private const int Processes = 16;
    private const int Rounds = 3;
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    private string Ini => _folder.File("dhcore.ini");

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("DH_TEST_KILLS") ?? "12", CultureInfo.InvariantCulture) / 4;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sixteen_processes_whose_tokens_end_at_once_all_stay_signed_in()
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = AuthMode.Oidc, Users = [new FakeUser("alice")] });
        var before = Text(core.Endpoint.AbsoluteUri.TrimEnd('/'), core.Tokens.IssueAccessToken("alice"), core.Tokens.IssueRefreshToken("alice"));
        await File.WriteAllTextAsync(Ini, before);
        var children = Enumerable.Range(0, Processes).Select(_ => Child.Start("profile", Ini, "1000")).ToList();
        try
        {
            foreach (var child in children) Assert.Equal("ready", await child.LineAsync());
            for (var round = 1; round <= Rounds; round++)
            {
                core.Tokens.RevokeAccessTokens();
                foreach (var child in children) child.Say();
                foreach (var child in children) Assert.Equal("alice", await child.LineAsync());

                // A refresh token works once: one of them renews, and the others take what it got.
                var renewals = core.Requests.Matching("POST", "/auth/token");
                Assert.Equal(round, renewals.Count);
                Assert.All(renewals, renewal => Assert.Equal(200, renewal.Status));
            }
            foreach (var child in children) child.EndInput();
            foreach (var child in children) Assert.Empty(await child.ReadToEndAsync());
        }
        finally
        {
            foreach (var child in children) child.Dispose();
        }

        var (was, now) = (before.Split('\n'), (await File.ReadAllTextAsync(Ini)).Split('\n'));
        Assert.Equal(was.Length, now.Length);
        Assert.Equal(["dhcore_access_token", "dhcore_refresh_token"], now.Except(was).Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(OwnersOnly, File.GetUnixFileMode(Ini));
        Assert.Equal(["dhcore.ini", "dhcore.ini.lock"], _folder.Files());
    }

    [Fact]
    public async Task A_killed_writer_leaves_the_file_as_it_was_before_or_after()
    {
        await File.WriteAllTextAsync(Ini, Text("https://core.example.org", "token-none", "kept"));
        var random = new Random(Environment.TickCount);
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = await File.ReadAllTextAsync(Ini);
            using var child = Child.Start("rewrite", Ini);
            Assert.Equal("ready", await child.LineAsync());
            child.Say();
            var last = -1;
            for (var answers = random.Next(20); answers > 0; answers--) last = NumberOf(await child.LineAsync());
            var lines = Task.Run(async () =>
            {
                while (await child.Output.ReadLineAsync() is { } line) last = NumberOf(line);
            });
            await Task.Delay(random.Next(10));
            child.Kill();
            await lines;

            var now = await File.ReadAllTextAsync(Ini);
            string[] possible = [last < 0 ? before : Rewritten(last), Rewritten(last + 1)];
            Assert.Contains(now, possible);
            Assert.True(last < 0 || File.GetUnixFileMode(Ini) == OwnersOnly);
            foreach (var rest in _folder.Files().Where(file => file.EndsWith(".tmp", StringComparison.Ordinal))) Assert.Equal(OwnersOnly, File.GetUnixFileMode(_folder.File(rest)));
        }

        // What a writer that was killed left, which has tokens in it, goes with the next change.
        await File.WriteAllTextAsync($"{Ini}.{Guid.NewGuid():N}.tmp", "token");
        await File.WriteAllTextAsync($"{Ini}.mine.tmp", "somebody else's");
        using (await new ProfileFile(Ini).LockAsync(TimeSpan.Zero, default)) new ProfileFile(Ini).Change(document => document.Set("lab", "dhcore_access_token", "last"));
        Assert.Equal(["dhcore.ini", "dhcore.ini.lock", "dhcore.ini.mine.tmp"], _folder.Files());
        Assert.Equal(Text("https://core.example.org", "last", "kept"), await File.ReadAllTextAsync(Ini));
    }

    [Fact]
    public async Task A_full_disk_leaves_the_file_as_it_was()
    {
        var before = Text("https://core.example.org", "token", "kept");
        await File.WriteAllTextAsync(Ini, before);
        using var child = Child.Start("fill-profile", Ini);

        var tries = await child.ReadToEndAsync();

        var after = before.Replace("= token\n", "= token-that-is-longer\n", StringComparison.Ordinal);
        Assert.Equal(after, await File.ReadAllTextAsync(Ini));
        Assert.Equal("ok|after", tries[^1]);
        Assert.Equal(after.Length + 1, tries.Length);
        Assert.All(tries[..^1], line => Assert.True(line.StartsWith("ProfileUnavailable: ", StringComparison.Ordinal) && line.EndsWith("|before", StringComparison.Ordinal), line));
        Assert.Equal(["dhcore.ini", "dhcore.ini.lock"], _folder.Files());
    }

    [Fact]
    public async Task A_file_that_another_process_holds_is_waited_for_and_then_said_to_be_in_use()
    {
        using var stub = new StubCore();
        var (access, refresh) = (stub.IssueAccess(), stub.IssueRefresh());
        await File.WriteAllTextAsync(Ini, Text("https://core.example.org", access, refresh));
        using var child = Child.Start("hold", Ini);
        Assert.Equal("held", await child.LineAsync());
        var signIn = new TokenSignIn(new Secret(access), new Secret(refresh)) { Place = new ProfilePlace(Ini, "lab"), Source = $"[lab] in {Ini}" };
        var hasty = CredentialsFactory.Create(stub.Options with { SignIn = signIn, Timeout = TimeSpan.FromSeconds(0.2) }, stub.Invoker());
        var patient = CredentialsFactory.Create(stub.Options with { SignIn = signIn }, stub.Invoker());
        var refused = await hasty.GetAsync(default);

        var error = await NoSecrets.Throws<DigitalHubException>(() => hasty.RenewAsync(refused, default).AsTask());
        Assert.Equal("ProfileUnavailable", NoSecrets.IdOf(error));
        Assert.Contains(Ini, error.Message, StringComparison.Ordinal);
        var waiting = patient.RenewAsync(await patient.GetAsync(default), default).AsTask();
        // The refresh token is still unused.
        Assert.Equal(0, stub.Renewals);
        Assert.False(waiting.IsCompleted);

        child.EndInput();
        Assert.True(await waiting);
        Assert.Equal(1, stub.Renewals);
        Assert.True(stub.Accepts((await patient.GetAsync(default))!.Parameter));
    }

    private static string Text(string endpoint, string access, string refresh) =>
        $"# mine\n[DEFAULT]\ncurrent_environment = lab\n\n[other]\nkey = value ; kept\n\n[lab]\ndhcore_endpoint = {endpoint}\nforeign: 100%% kept\ndhcore_client_id = cli\ndhcore_access_token = {access}\ndhcore_refresh_token = {refresh}\n# end\n";

    private static string Rewritten(int number) => Text("https://core.example.org", FormattableString.Invariant($"token-{number:D8}"), "kept");

    private static int NumberOf(string line) => int.Parse(line["token-".Length..], CultureInfo.InvariantCulture);
}
