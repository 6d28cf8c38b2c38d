using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;
using DigitalHub.Backends.Profiles;
using DigitalHub.Backends.SignIns;
using DigitalHub.Backends.Tests.Local;
using ICredentials = DigitalHub.Backends.SignIns.ICredentials;

namespace DigitalHub.Backends.Tests.SignIns;

/// <summary>Sign-in with a browser, which the test plays.</summary>
public sealed class BrowserTests : IDisposable
{
    private const string Code = $"{StubCore.Marker}code";
    private readonly StubCore _core = new();
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _browser = new(new SocketsHttpHandler { UseProxy = false });
    private readonly TaskCompletionSource<Uri> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        _core.Dispose();
        _folder.Dispose();
        _browser.Dispose();
    }

    [Fact]
    public async Task A_person_signs_in()
    {
        var credentials = Create();

        var signingIn = credentials.GetAsync(default).AsTask();
        var address = await _announced.Task;
        var (status, page) = await BackAsync(address, $"code={Code}&state={State(address)}&issuer=https%3A%2F%2Fcore.example.org");
        var header = await signingIn;

        Assert.True(_core.Accepts(header!.Parameter));
        Assert.Equal(("browser", "alice", _core.Clock.GetUtcNow() + _core.Lifetime), (credentials.Method, credentials.User, credentials.Expires));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("You can close this window", page, StringComparison.Ordinal);
        Assert.DoesNotContain(StubCore.Marker, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_is_that_of_the_transcript()
    {
        var (_, address) = await SignInAsync();

        var query = HttpUtility.ParseQueryString(address.Query);
        Assert.Equal("https://core.example.org/auth/authorize", address.GetLeftPart(UriPartial.Path));
        Assert.Equal(("code", "cli", "openid profile credentials offline_access", "S256"), (query["response_type"], query["client_id"], query["scope"], query["code_challenge_method"]));
        Assert.Matches("^http://localhost:[0-9]+/callback$", query["redirect_uri"]);
        Assert.True(query["state"]!.Length >= 16);
        var form = HttpUtility.ParseQueryString(_core.Requests[^1].Body);
        Assert.Equal(("authorization_code", Code, "cli", query["redirect_uri"]), (form["grant_type"], form["code"], form["client_id"], form["redirect_uri"]));
    }

    [Fact]
    public async Task Later_tokens_come_in_silence()
    {
        var (credentials, _) = await SignInAsync();

        _core.Clock.Advance(_core.Lifetime - TimeSpan.FromSeconds(30));
        Assert.True(_core.Accepts((await credentials.GetAsync(default))!.Parameter));

        Assert.Contains("grant_type=refresh_token", _core.Requests[^1].Body, StringComparison.Ordinal);
        Assert.Equal(2, _core.Renewals);
    }

    [Fact]
    public async Task A_clock_an_hour_off_does_not_matter()
    {
        _core.Ahead = TimeSpan.FromHours(-1);
        Assert.True(_core.Accepts((await (await SignInAsync()).Credentials.GetAsync(default))!.Parameter));
        _core.Ahead = TimeSpan.FromHours(1);
        Assert.Equal(1, _core.Renewals);
    }

    [Fact]
    public async Task A_refusal_ends_the_wait_at_once()
    {
        var signingIn = NoSecrets.Throws<ServerException>(() => Create().GetAsync(default).AsTask());
        var address = await _announced.Task;

        var (_, page) = await BackAsync(address, $"error=access_denied&error_description=The+person+said+no&state={State(address)}");

        var error = await signingIn;
        Assert.Equal(("AuthenticationFailed", ErrorKind.AuthenticationError), (NoSecrets.IdOf(error), error.Kind));
        Assert.Contains("access_denied", error.Message, StringComparison.Ordinal);
        Assert.Contains("The person said no", error.Message, StringComparison.Ordinal);
        Assert.Contains("refused", page, StringComparison.Ordinal);
        Assert.Equal(0, _core.Renewals);
    }

    [Theory]
    [InlineData("code=evil&state=wrong")]
    [InlineData("code=evil")]
    [InlineData("error=access_denied&state=wrong")]
    [InlineData("code=&state={0}")]
    [InlineData("")]
    public async Task What_does_not_belong_to_this_sign_in_has_no_effect(string query)
    {
        var signingIn = Create().GetAsync(default).AsTask();
        var address = await _announced.Task;

        var (status, _) = await BackAsync(address, query.Replace("{0}", State(address), StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.BadRequest, false), (status, signingIn.IsCompleted));

        await BackAsync(address, $"code={Code}&state={State(address)}");
        Assert.True(_core.Accepts((await signingIn)!.Parameter));
        Assert.Equal(1, _core.Renewals);
    }

    [Theory]
    [InlineData("GET /favicon.ico HTTP/1.1\r\nHost: localhost:{0}\r\n\r\n", "404")]
    [InlineData("POST /callback?code=x HTTP/1.1\r\nHost: localhost:{0}\r\n\r\n", "405")]
    [InlineData("GET /callback?code=x&state={1} HTTP/1.1\r\nHost: evil.example.org:{0}\r\n\r\n", "400")]
    [InlineData("GET /callback?code=x&state={1} HTTP/1.1\r\n\r\n", "400")]
    [InlineData("nonsense\r\n\r\n", "400")]
    public async Task Other_requests_have_no_effect(string request, string expected)
    {
        var signingIn = Create().GetAsync(default).AsTask();
        var address = await _announced.Task;
        var port = Redirect(address).Port;
        using var silent = new TcpClient("127.0.0.1", port);
        using var client = new TcpClient("127.0.0.1", port);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, request, port, State(address))));
        Assert.StartsWith($"HTTP/1.1 {expected}", await new StreamReader(client.GetStream()).ReadToEndAsync(), StringComparison.Ordinal);

        await BackAsync(address, $"code={Code}&state={State(address)}");
        Assert.NotNull(await signingIn);
    }

    [Fact]
    public async Task It_listens_on_the_loopback_addresses_alone()
    {
        var signingIn = Create().GetAsync(default).AsTask();
        var address = await _announced.Task;
        var port = Redirect(address).Port;

        var listening = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(endpoint => endpoint.Port == port).ToArray();
        Assert.NotEmpty(listening);
        Assert.All(listening, endpoint => Assert.True(IPAddress.IsLoopback(endpoint.Address)));

        await BackAsync(address, $"code={Code}&state={State(address)}");
        await signingIn;
        Assert.DoesNotContain(System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), endpoint => endpoint.Port == port);
    }

    [Fact]
    public async Task Both_loopback_addresses_answer()
    {
        if (!Socket.OSSupportsIPv6) return;
        using var listener = LoopbackListener.Start();
        var answer = listener.AnswerAsync("s", default);
        using var client = new TcpClient(AddressFamily.InterNetworkV6);
        try
        {
            await client.ConnectAsync(IPAddress.IPv6Loopback, listener.Redirect.Port);
        }
        catch (SocketException)
        {
            // A machine whose kernel has IPv6 and whose loopback has no such address.
            return;
        }
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /callback?code=c&state=s HTTP/1.1\r\nHost: localhost:{listener.Redirect.Port}\r\n\r\n"));

        Assert.Equal($"{listener.Redirect}?code=c&state=s", await answer);
    }

    [Fact]
    public async Task Patience_ends()
    {
        var signingIn = NoSecrets.Throws<ServerException>(() => Create().GetAsync(default).AsTask());
        await _announced.Task;

        _core.Clock.Advance(TimeSpan.FromMinutes(5));

        var error = await signingIn;
        Assert.Equal("AuthenticationFailed", NoSecrets.IdOf(error));
        Assert.Contains("300 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_sign_in_ends_at_once_and_another_one_can_follow()
    {
        using var stop = new CancellationTokenSource();
        var credentials = Create(out var announced);
        var signingIn = credentials.GetAsync(stop.Token).AsTask();
        var port = Redirect(await announced.Task).Port;

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signingIn);
        while (System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(endpoint => endpoint.Port == port)) await Task.Yield();
    }

    [Fact]
    public async Task A_code_that_the_core_refuses_is_an_error_with_its_words()
    {
        var signingIn = NoSecrets.Throws<ServerException>(() => Create().GetAsync(default).AsTask());
        var address = await _announced.Task;

        await BackAsync(address, $"code={StubCore.Marker}other&state={State(address)}");

        var error = await signingIn;
        Assert.Equal(("AuthenticationFailed", 400, "POST /auth/token", "invalid request"), (NoSecrets.IdOf(error), error.StatusCode, error.Request, error.ServerMessage));
    }

    [Fact]
    public async Task A_connection_that_breaks_shows_no_code()
    {
        var signingIn = NoSecrets.Throws<ServerException>(() => Create().GetAsync(default).AsTask());
        var address = await _announced.Task;
        _core.Instead = (_, body) => throw new HttpRequestException(body);

        await BackAsync(address, $"code={Code}&state={State(address)}");

        Assert.Equal("ConnectionFailed", NoSecrets.IdOf(await signingIn));
    }

    [Theory]
    [InlineData("""{"access_token":"a.b.c","id_token":"\ud83d","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"a.b.c","token_type":"\ud83d"}""")]
    [InlineData("""{"access_token":"a.b.c","error":"\ud83d"}""")]
    [InlineData("""{"access_token":"a.b.c","\ud83d":1}""")]
    [InlineData("[]")]
    [InlineData("x")]
    public async Task An_answer_that_is_none_says_so(string body)
    {
        var signingIn = NoSecrets.Throws<ServerException>(() => Create().GetAsync(default).AsTask());
        var address = await _announced.Task;
        _core.Instead = (_, _) => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        await BackAsync(address, $"code={Code}&state={State(address)}");

        Assert.Equal("UnexpectedResponse", NoSecrets.IdOf(await signingIn.WaitAsync(Patience.Long)));
    }

    [Fact]
    public async Task An_answer_that_stalls_midway_is_given_up_on_in_time()
    {
        var signingIn = NoSecrets.Throws<ServerException>(() => Create().GetAsync(default).AsTask());
        var address = await _announced.Task;
        var stalled = new StallingStream();
        _core.Instead = (_, _) => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(stalled) };

        await BackAsync(address, $"code={Code}&state={State(address)}");
        await stalled.Reading;
        _core.Clock.Advance(CoreOptions.DefaultTimeout);

        Assert.Equal("RequestTimeout", NoSecrets.IdOf(await signingIn.WaitAsync(Patience.Long)));
    }

    [Fact]
    public async Task A_core_without_a_sign_in_provider_says_so()
    {
        _core.AuthenticationOn = false;

        var error = await NoSecrets.Throws<ServerException>(() => Create().GetAsync(default).AsTask());

        Assert.Equal("AuthenticationFailed", NoSecrets.IdOf(error));
        Assert.Contains("-Credential", error.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("-Interactive", error.RecommendedAction, StringComparison.Ordinal);
        Assert.False(_announced.Task.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_browser_is_opened_only_where_that_is_wanted(bool wanted)
    {
        Uri? opened = null;
        var signIn = new BrowserSignIn { Announce = address => _announced.SetResult(address), OpenBrowser = wanted };
        var credentials = new BearerCredentials(new BrowserSource(_core.Options, signIn, _core.Invoker(), null, address => opened = address), _core.Clock);

        var signingIn = credentials.GetAsync(default).AsTask();
        var address = await _announced.Task;
        await BackAsync(address, $"code={Code}&state={State(address)}");
        await signingIn;

        Assert.Equal(wanted ? address : null, opened);
    }

    [Fact]
    public async Task Tokens_are_kept_for_later_sessions()
    {
        var ini = _folder.File("dhcore.ini");
        var (credentials, _) = await SignInAsync(new ProfilePlace(ini, "lab"));

        var found = new DigitalHub.Backends.Profiles.Profiles(() => new ProfileEnvironment(new Dictionary<string, string> { ["DH_CONFIG"] = ini }, null)).Find(null)!;

        Assert.Equal((_core.Options.Endpoint, "lab"), (found.Endpoint, found.Profile));
        var stored = Assert.IsType<TokenSignIn>(found.SignIn);
        Assert.Equal((await credentials.GetAsync(default))!.Parameter, stored.AccessToken!.Reveal());
        Assert.Equal(("cli", new ProfilePlace(ini, "lab")), (stored.ClientId, stored.Place));
        var later = CredentialsFactory.Create(found with { Clock = _core.Clock }, _core.Invoker());
        Assert.True(await later.RenewAsync(await later.GetAsync(default), default));
        _core.Clock.Advance(_core.Lifetime - TimeSpan.FromSeconds(30));
        Assert.True(_core.Accepts((await credentials.GetAsync(default))!.Parameter));
    }

    private async Task<(ICredentials Credentials, Uri Address)> SignInAsync(ProfilePlace? place = null)
    {
        var credentials = Create(out var announced, place);
        var signingIn = credentials.GetAsync(default).AsTask();
        var address = await announced.Task;
        await BackAsync(address, $"code={Code}&state={State(address)}&issuer=https%3A%2F%2Fcore.example.org");
        await signingIn;
        return (credentials, address);
    }

    private ICredentials Create() => Create(out _);

    private ICredentials Create(out TaskCompletionSource<Uri> announced, ProfilePlace? place = null)
    {
        announced = _announced;
        var signIn = new BrowserSignIn { Announce = address => _announced.SetResult(address), OpenBrowser = false, Place = place };
        return CredentialsFactory.Create(_core.Options with { SignIn = signIn }, _core.Invoker());
    }

    private async Task<(HttpStatusCode Status, string Page)> BackAsync(Uri address, string query)
    {
        _core.Code = (Code, HttpUtility.ParseQueryString(address.Query)["code_challenge"]!);
        using var response = await _browser.GetAsync(new Uri($"{Redirect(address)}?{query}"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Never brings anything.</summary>
    private sealed class StallingStream : MemoryStream
    {
        private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reading => _reading.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await CopyToAsync(Null, 0, cancellationToken);
            return 0;
        }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            _reading.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    private static string State(Uri address) => HttpUtility.ParseQueryString(address.Query)["state"]!;

    private static Uri Redirect(Uri address) => new(HttpUtility.ParseQueryString(address.Query)["redirect_uri"]!);
}
