using System.Runtime.Versioning;
using System.Text;
using System.Web;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Admin;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Kubernetes;

namespace DigitalHub.PowerShell.Tests.Sessions;

/// <summary>All ways of signing in, those first in which nobody connects, and the secrets that went to and fro.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SignInWays : IAsyncDisposable
{
    public const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The password of all cores' user and client, which <c>$credential</c> and <c>$password</c> hold.</summary>
    public const string Password = "MARKEDsecret0123";

    // Not the same in an address.
    private const string ProxyPassword = "MARKED@proxy:4567";
    private const string WrongPassword = "MARKED@wrong:8901";
    private const string Away = "core.invalid";

    private readonly string _home;
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<SignInWay> _all = [];
    private readonly List<string> _profiles = [];
    private readonly List<string> _given = [Password, .. Forms(ProxyPassword), .. Forms(WrongPassword)];
    private FakeProxy _proxy = null!;
    private FakeProxy _system = null!;

    private SignInWays(string home) => _home = home;

    public IReadOnlyList<SignInWay> All => _all;

    /// <summary>The file of profiles.</summary>
    public string Ini => Path.Combine(_home, ".dhcore.ini");

    /// <summary>The variables of the whole process; which proxy the system has is read once.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["DH_CONFIG"] = Ini,
        ["HTTPS_PROXY"] = At(_system, ProxyPassword),
        ["NO_PROXY"] = "127.0.0.1,localhost",
    };

    private string CurrentIni => Path.Combine(_home, ".dhcore.ini-current");

    public static async Task<SignInWays> StartAsync(string home)
    {
        var ways = new SignInWays(home);
        await ways.AddWithoutConnectingAsync();
        await ways.AddDescribedAsync();
        await ways.AddGivenAsync();
        await ways.AddProxiesAsync();
        Write(ways.Ini, string.Join('\n', ways._profiles));
        return ways;
    }

    public static string Address(FakeCoreServer core) => core.Endpoint.AbsoluteUri.TrimEnd('/');

    /// <summary>
    /// What no text may have in it: of each secret that there ever was the beginning of each of its parts, so that one that is
    /// shortened is found too.
    /// </summary>
    public async Task<string[]> SecretsAsync()
    {
        foreach (var proxy in (FakeProxy[])[_proxy, _system]) Assert.True(proxy.Refused > 0 && proxy.Tunnels > 0, "Nobody signed in to the proxy.");
        Assert.True(_proxy.Passed > 10);
        var secrets = new HashSet<string>(_given, StringComparer.Ordinal);
        foreach (var way in _all)
        {
            secrets.UnionWith(way.Core.Tokens.Issued);
            foreach (var request in way.Core.Requests.All) secrets.UnionWith(Sent(request));
        }
        foreach (var file in (string[])[Ini, CurrentIni])
        {
            var lines = await File.ReadAllLinesAsync(file);
            secrets.UnionWith(lines.Where(line => line.Contains("_token", StringComparison.Ordinal)).Select(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()));
        }
        var parts = secrets.SelectMany(secret => secret.Split('.')).Where(part => part.Length >= 8).Select(part => part[..Math.Min(part.Length, 16)]).Distinct().ToList();
        return [.. parts, .. parts.Select(InFile)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    private async Task AddWithoutConnectingAsync()
    {
        var basic = await CoreAsync(AuthMode.Basic);
        Add("variables with user and password", basic, SignInWay.Nothing, "basic", Described(basic, ("DHCORE_USER", "admin"), ("DHCORE_PASSWORD", Password)));
        var tokens = await CoreAsync(AuthMode.Oidc);
        Add("variables with tokens", tokens, SignInWay.Nothing, "access token", Described(tokens, ("DHCORE_ACCESS_TOKEN", tokens.Tokens.IssueAccessToken("alice")), ("DHCORE_REFRESH_TOKEN", tokens.Tokens.IssueRefreshToken("alice"))));
        // As the SDK wrote it up to 0.13.
        var current = await CoreAsync(AuthMode.Oidc);
        Write(CurrentIni, $"[DEFAULT]\ncurrent_environment = old\n\n[old]\ndhcore_endpoint = {Address(current)}\nclient_id = cli\naccess_token = {current.Tokens.IssueAccessToken("alice")}\nrefresh_token = {current.Tokens.IssueRefreshToken("alice")}\n");
        Add("current profile", current, SignInWay.Nothing, "access token", ("DH_CONFIG", CurrentIni));
        var joined = await CoreAsync(AuthMode.Basic);
        Profile("half", joined, ("user", "admin"));
        Add("profile and variable", joined, SignInWay.Nothing, "basic", ("DH_NAME", "half"), ("DHCORE_PASSWORD", Password));
    }

    private async Task AddDescribedAsync()
    {
        var exchanged = await CoreAsync(AuthMode.Oidc, options => options with { DirectPat = false });
        Add("variable with a personal access token", exchanged, "Connect-DhBackend -PassThru", "personal access token", Described(exchanged, ("DHCORE_PERSONAL_ACCESS_TOKEN", exchanged.Tokens.IssuePersonalToken("alice"))));
        var robot = await CoreAsync(AuthMode.Basic);
        Add("variables with a client", robot, "Connect-DhBackend -PassThru", "client credentials", Described(robot, ("DHCORE_CLIENT_ID", "admin"), ("DHCORE_CLIENT_SECRET", Password)));

        var tokens = await CoreAsync(AuthMode.Oidc);
        Profile("lab", tokens, ("client_id", "cli"), ("access_token", tokens.Tokens.IssueAccessToken("alice")), ("refresh_token", tokens.Tokens.IssueRefreshToken("alice")));
        Add("profile with tokens", tokens, "Connect-DhBackend -Profile lab -PassThru", "access token");
        var refresh = await CoreAsync(AuthMode.Oidc);
        Profile("spare", refresh, ("refresh_token", refresh.Tokens.IssueRefreshToken("alice")));
        Add("profile with a refresh token", refresh, "Connect-DhBackend -Profile spare -PassThru", "access token");
        var basic = await CoreAsync(AuthMode.Basic);
        Profile("plain", basic, ("user", "admin"), ("password", Password));
        Add("profile with user and password", basic, "Connect-DhBackend -Profile plain -PassThru", "basic");
        var client = await CoreAsync(AuthMode.Basic);
        Profile("robot", client, ("client_id", "admin"), ("client_secret", Password));
        Add("profile with a client", client, "Connect-DhBackend -Profile robot -PassThru", "client credentials");
        // The profile is used since it is of the same core.
        var personal = await CoreAsync(AuthMode.Oidc);
        Profile("mine", personal, ("personal_access_token", personal.Tokens.IssuePersonalToken("alice")));
        Add("address of a profile", personal, $"Connect-DhBackend {Address(personal)} -PassThru", "personal access token", ("DH_NAME", "mine"));
    }

    private async Task AddGivenAsync()
    {
        var basic = await CoreAsync(AuthMode.Basic);
        Add("user and password", basic, $"Connect-DhBackend {Address(basic)} -Credential $credential -PassThru", "basic");
        var client = await CoreAsync(AuthMode.Basic);
        Add("client credentials", client, $"Connect-DhBackend {Address(client)} -ClientId admin -ClientSecret $password -PassThru", "client credentials");
        var token = await CoreAsync(AuthMode.Oidc);
        Add("token", token, $"Connect-DhBackend {Address(token)} -Token {token.Tokens.IssueAccessToken("alice")} -PassThru", "access token");
        _all[^1] = _all[^1] with { IsRenewed = false };
        var personal = await CoreAsync(AuthMode.Oidc);
        Add("personal access token", personal, $"Connect-DhBackend {Address(personal)} -PersonalAccessToken '{personal.Tokens.IssuePersonalToken("alice")}' -PassThru", "personal access token");
        var browser = await CoreAsync(AuthMode.Oidc);
        Add("browser", browser, $"Connect-DhBackend {Address(browser)} -Interactive -Profile work -PassThru", "browser");
        var hand = await CoreAsync(AuthMode.Oidc);
        Add("browser by hand", hand, $"Connect-DhBackend {Address(hand)} -Interactive -NoBrowser -PassThru", "browser");
    }

    private async Task AddProxiesAsync()
    {
        var far = await CoreAsync(AuthMode.Basic);
        _proxy = Kept(new FakeProxy(far.Endpoint, "me", ProxyPassword));
        string Connect(string password, string more) => $"Connect-DhBackend http://{Away} -AllowUnencryptedAuthentication -Proxy {At(_proxy, password)} -ClientId admin -ClientSecret $password {more}";
        Add("proxy", far, Connect(ProxyPassword, "-PassThru"), "client credentials");
        _all[^1] = _all[^1] with { Wrong = Connect(WrongPassword, "-NoDefault") };
        var encrypted = await CoreAsync(AuthMode.Oidc, options => options with { Https = true });
        _system = Kept(new FakeProxy(encrypted.Endpoint, "me", ProxyPassword));
        Profile("away", $"https://{Away}", ("access_token", encrypted.Tokens.IssueAccessToken("alice")), ("refresh_token", encrypted.Tokens.IssueRefreshToken("alice")));
        Add("proxy of the system", encrypted, "Connect-DhBackend -Profile away -SkipCertificateCheck -PassThru", "access token");
    }

    private async Task<FakeCoreServer> CoreAsync(AuthMode auth, Func<FakeCoreOptions, FakeCoreOptions>? with = null)
    {
        var soon = TimeSpan.FromMilliseconds(10);
        var kubernetes = new KubernetesOptions { PendingAfter = soon, RunningAfter = soon, FinishAfter = soon, StopAfter = soon, DeleteAfter = soon };
        var options = new FakeCoreOptions { Auth = auth, Password = Password, Users = [new FakeUser("alice", Admin: true)], Kubernetes = kubernetes };
        return Kept(await FakeCoreServer.StartAsync(with?.Invoke(options) ?? options));
    }

    private T Kept<T>(T server)
        where T : IAsyncDisposable
    {
        _servers.Add(server);
        return server;
    }

    private void Add(string name, FakeCoreServer core, string connect, string signIn, params (string Name, string Value)[] variables) =>
        _all.Add(new SignInWay(name, core, connect, signIn) { Variables = variables.ToDictionary(variable => variable.Name, variable => variable.Value) });

    private void Profile(string section, FakeCoreServer core, params (string Key, string Value)[] values) => Profile(section, Address(core), values);

    private void Profile(string section, string endpoint, params (string Key, string Value)[] values) =>
        _profiles.Add($"[{section}]\ndhcore_endpoint = {endpoint}\n{string.Concat(values.Select(value => $"dhcore_{value.Key} = {value.Value}\n"))}");

    private static (string, string)[] Described(FakeCoreServer core, params (string, string)[] more) => [("DHCORE_ENDPOINT", Address(core)), .. more];

    private static void Write(string file, string text)
    {
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, OwnersOnly);
    }

    private static string At(FakeProxy proxy, string password) => $"http://me:{Uri.EscapeDataString(password)}@{proxy.Authority}";

    // As it is, in an address, and in a header.
    private static string[] Forms(string password) => [password, Uri.EscapeDataString(password), Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{password}"))];

    // As the shell writes a SecureString to a file where the system encrypts none.
    private static string InFile(string secret) => Convert.ToHexString(Encoding.Unicode.GetBytes(secret));

    private static IEnumerable<string> Sent(RecordedRequest request)
    {
        if (request.Headers.TryGetValue("Authorization", out var header)) yield return header.Split(' ', 2)[^1];
        if (!request.Target.Contains("/auth/token", StringComparison.Ordinal) || request.Body is null) yield break;
        var form = HttpUtility.ParseQueryString(request.Body);
        foreach (var field in (string[])["refresh_token", "client_secret", "code", "code_verifier", "subject_token"]) if (form[field] is { } value) yield return value;
    }
}
