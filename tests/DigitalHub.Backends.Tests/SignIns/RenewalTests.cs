using System.Net;
using System.Net.Http.Headers;
using System.Web;
using DigitalHub.Backends.SignIns;
using ICredentials = DigitalHub.Backends.SignIns.ICredentials;

namespace DigitalHub.Backends.Tests.SignIns;

/// <summary>Tokens that are got and renewed: with a refresh token, a personal access token, a client's secret.</summary>
public sealed class RenewalTests : IDisposable
{
    private readonly StubCore _core = new();

    public void Dispose() => _core.Dispose();

    [Fact]
    public async Task Tokens_are_renewed_a_minute_before_they_end()
    {
        var credentials = Tokens();
        var first = await Bearer(credentials);

        _core.Clock.Advance(_core.Lifetime - TimeSpan.FromSeconds(61));
        Assert.Equal(first, await Bearer(credentials));
        Assert.Empty(_core.Requests);

        _core.Clock.Advance(TimeSpan.FromSeconds(2));
        var second = await Bearer(credentials);
        Assert.NotEqual(first, second);
        Assert.True(_core.Accepts(second));
        Assert.Equal(1, _core.Renewals);

        _core.Clock.Advance(_core.Lifetime - TimeSpan.FromSeconds(59));
        Assert.True(_core.Accepts(await Bearer(credentials)));
        Assert.Equal(2, _core.Renewals);
        Assert.Equal(_core.Clock.GetUtcNow() + _core.Lifetime, credentials.Expires);
    }

    [Fact]
    public async Task A_renewal_is_the_request_of_the_transcript()
    {
        _core.Options = _core.Options with { SignIn = new TokenSignIn(null, new Secret(_core.IssueRefresh())) };

        await Bearer(Create(_core.Options.SignIn));

        var (line, body) = _core.Requests[^1];
        var form = HttpUtility.ParseQueryString(body);
        Assert.Equal("POST https://core.example.org/auth/token", line);
        Assert.Equal(("refresh_token", "cli", "credentials"), (form["grant_type"], form["client_id"], form["scope"]));
        Assert.Equal($"{StubCore.Marker}r1", form["refresh_token"]);
    }

    [Fact]
    public async Task The_client_that_a_token_names_is_not_asked_for()
    {
        var credentials = Tokens();

        Assert.True(await credentials.RenewAsync(await credentials.GetAsync(default), default));

        Assert.Equal(["GET https://core.example.org/.well-known/openid-configuration", "POST https://core.example.org/auth/token"], _core.Requests.Select(request => request.Line));
    }

    [Fact]
    public async Task Tokens_that_live_half_a_minute_work()
    {
        _core.Lifetime = TimeSpan.FromSeconds(30);
        var credentials = Tokens();

        for (var second = 0; second < 300; second++)
        {
            Assert.True(_core.Accepts(await Bearer(credentials)));
            _core.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(12, _core.Renewals);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(60, false)]
    [InlineData(-60, true)]
    [InlineData(-60, false)]
    public async Task A_clock_an_hour_off_costs_one_renewal_at_most(int minutes, bool givesExpiresIn)
    {
        (_core.Ahead, _core.Lifetime, _core.GivesExpiresIn) = (TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(10), givesExpiresIn);
        var credentials = Tokens();

        for (var minute = 0; minute < 60; minute++)
        {
            if (!_core.Accepts(await Bearer(credentials))) Assert.True(await credentials.RenewAsync(await credentials.GetAsync(default), default));
            Assert.True(_core.Accepts(await Bearer(credentials)));
            _core.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.InRange(_core.Renewals, 6, 7);
    }

    [Fact]
    public async Task One_renewal_serves_all_that_wait()
    {
        var gate = new TaskCompletionSource();
        _core.Before = _ => gate.Task;
        var credentials = Tokens();
        var refused = await credentials.GetAsync(default);

        var waiting = Enumerable.Range(0, 20).Select(_ => credentials.RenewAsync(refused, default).AsTask()).ToArray();
        gate.SetResult();

        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Assert.True(await credentials.RenewAsync(refused, default));
        Assert.Equal(1, _core.Renewals);
    }

    [Fact]
    public async Task Who_stops_waiting_stops_nobody_else()
    {
        var gate = new TaskCompletionSource();
        _core.Before = _ => gate.Task;
        var credentials = Tokens();
        var refused = await credentials.GetAsync(default);
        using var stop = new CancellationTokenSource();

        var first = credentials.RenewAsync(refused, stop.Token).AsTask();
        var second = credentials.RenewAsync(refused, default).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.True(await second);
        Assert.Equal(1, _core.Renewals);
    }

    [Fact]
    public async Task A_renewal_that_nobody_waits_for_is_not_lost()
    {
        var gate = new TaskCompletionSource();
        _core.Before = _ => gate.Task;
        var credentials = Tokens();
        var refused = await credentials.GetAsync(default);
        using var stop = new CancellationTokenSource();

        var waiting = credentials.RenewAsync(refused, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.SetResult();

        Assert.True(await credentials.RenewAsync(refused, default));
        Assert.True(_core.Accepts(await Bearer(credentials)));
        Assert.Equal(1, _core.Renewals);
    }

    [Fact]
    public async Task A_used_refresh_token_means_signing_in_again()
    {
        var credentials = Tokens(out var refresh);
        _core.Revoke(refresh);
        var refused = await credentials.GetAsync(default);

        var error = await NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(refused, default).AsTask());
        await NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(refused, default).AsTask());

        Assert.Equal(("AuthenticationFailed", 400, "POST /auth/token", "Refresh token does not exist"), (NoSecrets.IdOf(error), error.StatusCode, error.Request, error.ServerMessage));
        Assert.Contains("-AccessToken", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _core.Renewals);
    }

    [Fact]
    public async Task A_token_is_used_to_its_end_while_it_cannot_be_renewed()
    {
        var credentials = Tokens();
        await credentials.RenewAsync(await credentials.GetAsync(default), default);
        var token = await Bearer(credentials);
        _core.Instead = (_, _) => StubCore.Json(503, StubCore.Spring(503, "Service Unavailable", "/auth/token"));
        _core.Clock.Advance(_core.Lifetime - TimeSpan.FromSeconds(30));
        var before = _core.Requests.Count;

        Assert.Equal(token, await Bearer(credentials));
        Assert.Equal(token, await Bearer(credentials));
        Assert.Equal(before + 1, _core.Requests.Count);

        _core.Clock.Advance(TimeSpan.FromSeconds(31));
        var error = await NoSecrets.Throws<ServerException>(() => credentials.GetAsync(default).AsTask());
        Assert.Equal(("ServerUnavailable", 503), (NoSecrets.IdOf(error), error.StatusCode));

        _core.Instead = null;
        Assert.True(_core.Accepts(await Bearer(credentials)));
    }

    [Fact]
    public async Task A_lost_answer_before_the_server_acted_costs_nothing()
    {
        var credentials = Tokens();
        var refused = await credentials.GetAsync(default);
        var times = 0;
        _core.Instead = (request, _) => request.Method == HttpMethod.Post && times++ == 0 ? throw new HttpRequestException($"broken {StubCore.Marker}") : null;

        Assert.True(await credentials.RenewAsync(refused, default));
        Assert.True(_core.Accepts(await Bearer(credentials)));
    }

    [Fact]
    public async Task A_lost_answer_after_the_server_acted_means_signing_in_again()
    {
        var credentials = Tokens();
        var refused = await credentials.GetAsync(default);
        var times = 0;
        _core.BeforeAnswer = request => _ = request.Method == HttpMethod.Post && times++ == 0 ? throw new HttpRequestException($"broken {StubCore.Marker}") : 0;

        var error = await NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(refused, default).AsTask());

        Assert.Equal("AuthenticationFailed", NoSecrets.IdOf(error));
        Assert.Contains("lost", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-DhBackend", error.RecommendedAction, StringComparison.Ordinal);
        Assert.False(error.AnswerLost);
    }

    [Fact]
    public async Task A_connection_that_stays_broken_is_said_to_be_that()
    {
        var credentials = Tokens();
        var refused = await credentials.GetAsync(default);
        _core.Instead = (_, body) => throw new HttpRequestException($"while sending {body} {StubCore.Marker}", new IOException(StubCore.Marker));

        var error = await NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(refused, default).AsTask());
        Assert.Equal(("ConnectionFailed", ErrorKind.ConnectionError), (NoSecrets.IdOf(error), error.Kind));

        _core.Instead = null;
        Assert.True(await credentials.RenewAsync(refused, default));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_on_in_time()
    {
        var credentials = Tokens();
        var refused = await credentials.GetAsync(default);
        var asked = new TaskCompletionSource();
        _core.Before = _ =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource().Task;
        };

        var waiting = NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(refused, default).AsTask());
        await asked.Task;
        _core.Clock.Advance(CoreOptions.DefaultTimeout);

        Assert.Equal("RequestTimeout", NoSecrets.IdOf(await waiting));
    }

    [Theory]
    [InlineData("<html>Please sign in</html>", "text/html")]
    [InlineData("{\"token_type\":\"Bearer\"}", "application/json")]
    [InlineData("{\"access_token\":\"two words\"}", "application/json")]
    [InlineData("[1]", "application/json")]
    [InlineData("", "application/json")]
    public async Task An_answer_that_is_no_cores_is_said_to_be_that(string text, string type)
    {
        var credentials = Tokens();
        var refused = await credentials.GetAsync(default);
        _core.Instead = (request, _) => request.Method == HttpMethod.Post ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text, null, type) } : null;

        var error = await NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(refused, default).AsTask());

        Assert.Equal("UnexpectedResponse", NoSecrets.IdOf(error));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{\"token_endpoint\":7,\"scopes_supported\":\"x\"}")]
    [InlineData("{\"token_endpoint\":\"file:///etc/passwd\"}")]
    [InlineData("<html></html>")]
    public async Task A_description_that_is_no_cores_is_said_to_be_that(string text)
    {
        _core.Instead = (_, _) => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text, null, "application/json") };

        var error = await NoSecrets.Throws<ServerException>(() => Bearer(Create(new ClientSignIn("robot", new Secret(_core.ClientSecret)))));

        Assert.Contains(NoSecrets.IdOf(error), (string[])["UnexpectedResponse", "AuthenticationFailed"]);
        Assert.DoesNotContain(_core.Requests, request => request.Line.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var credentials = Tokens();
        var refused = await credentials.GetAsync(default);
        _core.Instead = (_, _) => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri($"https://elsewhere.example.org/?code={StubCore.Marker}") } };

        var error = await NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(refused, default).AsTask());

        Assert.Equal("UnexpectedResponse", NoSecrets.IdOf(error));
        Assert.All(_core.Requests, request => Assert.Contains("core.example.org", request.Line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_server_quotes_of_a_secret_does_not_show()
    {
        var credentials = Tokens(out var refresh);
        var refused = await credentials.GetAsync(default);
        _core.Instead = (request, _) => request.Method == HttpMethod.Post ? StubCore.Refused($"Refresh token {refresh} does not exist") : null;

        var error = await NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(refused, default).AsTask());

        Assert.Equal("Refresh token (secret) does not exist", error.ServerMessage);
    }

    [Fact]
    public async Task What_a_proxy_quotes_of_its_password_does_not_show()
    {
        _core.Options = _core.Options with { Proxy = new Uri($"http://me:{StubCore.Marker}proxy@proxy.invalid:3128") };
        var credentials = Tokens(out _);
        var refused = await credentials.GetAsync(default);
        _core.Instead = (request, _) => request.Method == HttpMethod.Post ? StubCore.Refused($"me:{StubCore.Marker}proxy may not pass") : null;

        var error = await NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(refused, default).AsTask());

        Assert.Equal("me:(secret) may not pass", error.ServerMessage);
    }

    [Fact]
    public async Task A_proxy_that_wants_a_sign_in_is_told_from_the_core()
    {
        var credentials = Tokens(out _);
        var refused = await credentials.GetAsync(default);
        _core.Instead = (_, _) => new HttpResponseMessage(System.Net.HttpStatusCode.ProxyAuthenticationRequired);

        var error = await NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(refused, default).AsTask());

        Assert.Equal(("ConnectionFailed", 407), (error.ErrorId, error.StatusCode));
        Assert.Contains("proxy", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_personal_access_token_is_used_as_it_is_until_that_is_refused()
    {
        var credentials = Create(new PersonalTokenSignIn(new Secret(_core.PersonalToken)));
        var direct = await credentials.GetAsync(default);
        Assert.Equal((_core.PersonalToken, "personal access token", null), (direct!.Parameter, credentials.Method, credentials.User));
        Assert.Empty(_core.Requests);

        Assert.True(await credentials.RenewAsync(direct, default));
        var form = HttpUtility.ParseQueryString(_core.Requests[^1].Body);
        Assert.Equal(("urn:ietf:params:oauth:grant-type:token-exchange", "cli", "credentials"), (form["grant_type"], form["client_id"], form["scope"]));
        Assert.True(_core.Accepts(await Bearer(credentials)));
        Assert.Equal("alice", credentials.User);

        _core.Clock.Advance(_core.Lifetime - TimeSpan.FromSeconds(30));
        Assert.True(_core.Accepts(await Bearer(credentials)));
        Assert.Equal(2, _core.Renewals);
    }

    [Fact]
    public async Task A_personal_access_token_that_is_none_is_refused()
    {
        var credentials = Create(new PersonalTokenSignIn(new Secret(StubCore.Marker)));

        var error = await NoSecrets.Throws<ServerException>(async () => await credentials.RenewAsync(await credentials.GetAsync(default), default));

        Assert.Equal(("AuthenticationFailed", 400), (NoSecrets.IdOf(error), error.StatusCode));
    }

    [Fact]
    public async Task A_client_signs_in_and_does_so_again_before_its_token_ends()
    {
        var credentials = Create(new ClientSignIn("robot", new Secret(_core.ClientSecret)));

        Assert.True(_core.Accepts(await Bearer(credentials)));
        Assert.Equal(("client credentials", "robot"), (credentials.Method, credentials.User));
        var form = HttpUtility.ParseQueryString(_core.Requests[^1].Body);
        Assert.Equal(("client_credentials", "robot", _core.ClientSecret), (form["grant_type"], form["client_id"], form["client_secret"]));

        _core.Clock.Advance(_core.Lifetime - TimeSpan.FromSeconds(30));
        Assert.True(_core.Accepts(await Bearer(credentials)));
        Assert.True(await credentials.RenewAsync(await credentials.GetAsync(default), default));
        Assert.Equal(3, _core.Renewals);
    }

    [Fact]
    public async Task A_wrong_client_secret_is_refused()
    {
        var credentials = Create(new ClientSignIn("robot", new Secret(StubCore.Marker)));

        var error = await NoSecrets.Throws<ServerException>(() => credentials.GetAsync(default).AsTask());

        Assert.Equal(("AuthenticationFailed", 403, "POST /auth/token"), (NoSecrets.IdOf(error), error.StatusCode, error.Request));
        Assert.Contains("robot", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://internal:8080", "https://core.example.org/auth/token")]
    [InlineData("https://core.example.org:8443", "https://core.example.org/auth/token")]
    [InlineData("http://internal:8080/base", "https://core.example.org/auth/token")]
    public async Task Secrets_go_only_to_the_endpoint_that_was_given(string self, string expected)
    {
        _core.Self = self;

        // The stub knows no base path: what counts is where the request went.
        await Record.ExceptionAsync(() => Bearer(Create(new ClientSignIn("robot", new Secret(_core.ClientSecret)))));

        Assert.Equal($"POST {expected}", _core.Requests[^1].Line);
    }

    [Theory]
    [InlineData("https://proxy.example.org/core/", "http://internal:8080/auth/token", "http://internal:8080", "https://proxy.example.org/core/auth/token")]
    [InlineData("https://proxy.example.org/core", "https://proxy.example.org/core/auth/token", "https://proxy.example.org/core", "https://proxy.example.org/core/auth/token")]
    [InlineData("http://localhost:9000", "https://core.example.org/base/auth/token", "https://core.example.org/base/", "http://localhost:9000/auth/token")]
    public void The_token_endpoint_lies_below_the_endpoint_that_was_given(string endpoint, string advertised, string issuer, string expected) =>
        Assert.Equal(expected, Discovery.Below(new Uri(endpoint), new Uri(advertised), new Uri(issuer)).AbsoluteUri);

    [Fact]
    public async Task With_authentication_off_the_other_document_names_the_token_endpoint()
    {
        _core.AuthenticationOn = false;

        Assert.True(_core.Accepts(await Bearer(Create(new ClientSignIn("robot", new Secret(_core.ClientSecret))))));

        Assert.Equal("GET https://core.example.org/.well-known/configuration", _core.Requests[1].Line);
    }

    private ICredentials Tokens() => Tokens(out _);

    private ICredentials Tokens(out string refresh)
    {
        refresh = _core.IssueRefresh();
        return Create(new TokenSignIn(new Secret(_core.IssueAccess()), new Secret(refresh)) { Source = "-AccessToken" });
    }

    private ICredentials Create(SignIn signIn) => CredentialsFactory.Create(_core.Options with { SignIn = signIn }, _core.Invoker());

    private static async Task<string?> Bearer(ICredentials credentials)
    {
        AuthenticationHeaderValue? header = await credentials.GetAsync(default);
        Assert.Equal("Bearer", header?.Scheme);
        return header!.Parameter;
    }
}
