using System.Runtime.Versioning;
using DigitalHub.Backends.Profiles;
using DigitalHub.Backends.SignIns;
using DigitalHub.Backends.Tests.Local;

namespace DigitalHub.Backends.Tests.SignIns;

/// <summary>Tokens that several processes share through the ini file, where a refresh token works once.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SharedTokensTests : IDisposable
{
    private readonly StubCore _core = new();
    private readonly TemporaryFolder _folder = new();
    private readonly List<Notice> _notices = [];

    private string Ini => _folder.File("dhcore.ini");

    public void Dispose()
    {
        _core.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sixteen_that_share_a_file_renew_once_each_time_it_is_due()
    {
        Write();
        var all = Enumerable.Range(0, 16).Select(_ => Open()).ToArray();

        for (var round = 1; round <= 5; round++)
        {
            _core.Clock.Advance(_core.Lifetime - TimeSpan.FromSeconds(30));
            var tokens = await Task.WhenAll(all.Select(credentials => Task.Run(() => Bearer(credentials))));

            Assert.True(_core.Accepts(Assert.Single(tokens.Distinct())));
            Assert.Equal(round, _core.Renewals);
        }
        Assert.True(_core.Accepts(await Bearer(Open())));
        Assert.Equal(5, _core.Renewals);
    }

    [Fact]
    public async Task Sixteen_that_are_refused_at_once_renew_once()
    {
        Write();
        var all = Enumerable.Range(0, 16).Select(_ => Open()).ToArray();
        var refused = await all[0].GetAsync(default);

        Assert.All(await Task.WhenAll(all.Select(credentials => Task.Run(() => credentials.RenewAsync(refused, default).AsTask()))), Assert.True);

        Assert.Single((await Task.WhenAll(all.Select(Bearer))).Distinct());
        Assert.Equal(1, _core.Renewals);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    public async Task A_clock_an_hour_off_makes_none_of_them_fail(int minutes)
    {
        (_core.Ahead, _core.Lifetime) = (TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(10));
        Write("dhcore_expires_at = 2026-11-24T15:10:00Z\n");
        var all = Enumerable.Range(0, 4).Select(_ => Open()).ToArray();

        for (var round = 0; round < 30; round++)
        {
            foreach (var credentials in all) Assert.True(_core.Accepts(await Bearer(credentials)));
            _core.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.InRange(_core.Renewals, 3, 4);
    }

    [Fact]
    public async Task Only_what_is_new_changes_in_the_file()
    {
        var before = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "clients", "dhcli-login.ini"));
        File.WriteAllText(Ini, before);
        _core.Options = new CoreOptions(new Uri("http://localhost:8100")) { Clock = _core.Clock };
        _core.Self = "http://localhost:8100";
        _core.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 24, 16, 0, 0, TimeSpan.Zero));
        var stored = new DigitalHub.Backends.Profiles.Profiles(() => new ProfileEnvironment(new Dictionary<string, string> { ["DH_CONFIG"] = Ini }, null)).Find("lab")!;
        string? access = null;
        _core.Instead = (request, _) => request.Method == HttpMethod.Post ? StubCore.Json(200, new Dictionary<string, object> { ["access_token"] = access = _core.IssueAccess(), ["id_token"] = access, ["refresh_token"] = "next", ["expires_in"] = 28800, ["dh_projects"] = "more", ["dhcore_endpoint"] = "https://evil.example.org", ["new_key"] = "x" }) : null;

        var token = await Bearer(CredentialsFactory.Create(_core.Options with { SignIn = stored.SignIn }, _core.Invoker()));

        var (was, now) = (before.Split('\n'), (await File.ReadAllTextAsync(Ini)).Split('\n'));
        Assert.Equal(access, token);
        Assert.Equal(was.Length, now.Length);
        Assert.Equal(
            [
                "dh_projects                                  = more",
                $"dhcore_access_token                          = {access}",
                "dhcore_expires_at                            = 2026-11-25T00:00:00Z",
                $"dhcore_id_token                              = {access}",
                "dhcore_refresh_token                         = next",
            ],
            now.Except(was).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_keys_that_are_read_are_those_that_are_written()
    {
        var (access, refresh) = (_core.IssueAccess(), _core.IssueRefresh());
        File.WriteAllText(Ini, $"[lab]\ndhcore_endpoint: https://core.example.org\naccess_token: {access}\nrefresh_token: {refresh}\n");
        var credentials = Open(access, refresh);

        await credentials.RenewAsync(await credentials.GetAsync(default), default);

        Assert.Equal($"[lab]\ndhcore_endpoint: https://core.example.org\naccess_token: {await Bearer(credentials)}\nrefresh_token: {StubCore.Marker}r3\n", await File.ReadAllTextAsync(Ini));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Ini));
    }

    [Fact]
    public async Task Tokens_that_another_program_left_are_taken_without_a_request()
    {
        Write();
        var credentials = Open();
        _core.Clock.Advance(_core.Lifetime - TimeSpan.FromSeconds(30));
        var newer = _core.IssueAccess();
        Write(access: newer, refresh: _core.IssueRefresh());

        Assert.Equal(newer, await Bearer(credentials));
        Assert.Empty(_core.Requests);
    }

    [Fact]
    public async Task Tokens_that_another_program_left_long_ago_are_renewed_with_its_refresh_token()
    {
        Write();
        var credentials = Open();
        Write(access: _core.IssueAccess(), refresh: _core.IssueRefresh());
        _core.Clock.Advance(_core.Lifetime);

        Assert.True(_core.Accepts(await Bearer(credentials)));
        Assert.Equal(1, _core.Renewals);
    }

    [Fact]
    public async Task A_lost_answer_is_made_good_by_what_another_program_got()
    {
        Write();
        var credentials = Open();
        var refused = await credentials.GetAsync(default);
        var newer = _core.IssueAccess();
        _core.BeforeAnswer = request =>
        {
            if (request.Method != HttpMethod.Post) return;
            Write(access: newer, refresh: _core.IssueRefresh());
            throw new HttpRequestException("broken");
        };

        Assert.True(await credentials.RenewAsync(refused, default));
        Assert.Equal(newer, await Bearer(credentials));
    }

    [Fact]
    public async Task A_refresh_token_that_another_program_used_meanwhile_is_made_good_by_what_it_got()
    {
        Write();
        var credentials = Open();
        var refused = await credentials.GetAsync(default);
        var newer = _core.IssueAccess();
        _core.Instead = (request, _) =>
        {
            if (request.Method != HttpMethod.Post) return null;
            Write(access: newer, refresh: _core.IssueRefresh());
            return StubCore.Refused("Refresh token does not exist");
        };

        Assert.True(await credentials.RenewAsync(refused, default));
        Assert.Equal(newer, await Bearer(credentials));
        Assert.Equal(1, _core.Renewals);
    }

    [Fact]
    public async Task Who_comes_by_a_link_and_who_does_not_share_the_file()
    {
        Write();
        var link = _folder.File("link.ini");
        File.CreateSymbolicLink(link, "dhcore.ini");
        var all = new[] { Open(), Open(link), Open(), Open(link) };
        _core.Clock.Advance(_core.Lifetime);

        var tokens = await Task.WhenAll(all.Select(credentials => Task.Run(() => Bearer(credentials))));

        Assert.True(_core.Accepts(Assert.Single(tokens.Distinct())));
        Assert.Equal(1, _core.Renewals);
        Assert.Equal("dhcore.ini", new FileInfo(link).LinkTarget);
        Assert.Contains(tokens[0]!, await File.ReadAllTextAsync(link), StringComparison.Ordinal);
        Assert.Null(new FileInfo(Ini).LinkTarget);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_cannot_be_written_loses_no_tokens(bool isFolderGone)
    {
        Write();
        using var collection = Notices.Collect(_notices.Add);
        var credentials = Open();
        if (isFolderGone) Directory.Delete(System.IO.Path.GetDirectoryName(Ini)!, recursive: true);
        else File.SetUnixFileMode(Ini, UnixFileMode.UserRead);
        _core.Clock.Advance(_core.Lifetime);

        Assert.True(_core.Accepts(await Bearer(credentials)));

        var warning = Assert.Single(_notices, notice => notice.IsWarning);
        Assert.Contains(Ini, warning.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(StubCore.Marker, warning.Text, StringComparison.Ordinal);
        _core.Clock.Advance(_core.Lifetime);
        Assert.True(_core.Accepts(await Bearer(credentials)));
        Assert.Equal(2, _core.Renewals);
    }

    [Fact]
    public async Task A_section_that_became_another_cores_gets_and_gives_no_tokens()
    {
        Write();
        using var collection = Notices.Collect(_notices.Add);
        var credentials = Open();
        var text = $"[lab]\ndhcore_endpoint = https://other.example.org\ndhcore_access_token = {_core.IssueAccess()}\ndhcore_refresh_token = {_core.IssueRefresh()}\n";
        File.WriteAllText(Ini, text);
        _core.Clock.Advance(_core.Lifetime);

        Assert.True(_core.Accepts(await Bearer(credentials)));

        Assert.Equal(text, await File.ReadAllTextAsync(Ini));
        Assert.Contains("another core", Assert.Single(_notices, notice => notice.IsWarning).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_made_anew_with_what_a_later_session_needs()
    {
        Write();
        var credentials = Open();
        File.Delete(Ini);
        await credentials.RenewAsync(await credentials.GetAsync(default), default);

        var found = new DigitalHub.Backends.Profiles.Profiles(() => new ProfileEnvironment(new Dictionary<string, string> { ["DH_CONFIG"] = Ini }, null)).Find(null)!;

        Assert.Equal(("lab", _core.Options.Endpoint), (found.Profile, found.Endpoint));
        Assert.Equal(await Bearer(credentials), Assert.IsType<TokenSignIn>(found.SignIn).AccessToken!.Reveal());
        Assert.Equal(_core.Clock.GetUtcNow() + _core.Lifetime, ((TokenSignIn)found.SignIn).Expires);
    }

    private (string Access, string Refresh) _first;

    private void Write(string more = "", string? access = null, string? refresh = null)
    {
        if (access is null) _first = (access = _core.IssueAccess(), refresh = _core.IssueRefresh());
        File.WriteAllText(Ini, $"[lab]\ndhcore_endpoint = https://core.example.org\ndhcore_access_token = {access}\ndhcore_refresh_token = {refresh}\n{more}");
    }

    private ICredentials Open() => Open(_first.Access, _first.Refresh);

    private ICredentials Open(string file) => Open(_first.Access, _first.Refresh, file);

    private ICredentials Open(string access, string refresh, string? file = null)
    {
        file ??= Ini;
        var expires = ProfileTime.Parse(new ProfileFile(file).Read()!.Get("lab", "dhcore_expires_at"));
        var signIn = new TokenSignIn(new Secret(access), new Secret(refresh)) { Place = new ProfilePlace(file, "lab"), Expires = expires, Source = $"[lab] in {file}" };
        return CredentialsFactory.Create(_core.Options with { SignIn = signIn }, _core.Invoker());
    }

    private static async Task<string?> Bearer(ICredentials credentials) => (await credentials.GetAsync(default))!.Parameter;
}
