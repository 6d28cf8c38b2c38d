using System.Text;
using DigitalHub.Backends.SignIns;

namespace DigitalHub.Backends.Tests.SignIns;

/// <summary>What is sent as it was given: nothing, a password, a token that can't be renewed.</summary>
public sealed class GivenCredentialsTests : IDisposable
{
    private readonly StubCore _core = new();

    public void Dispose() => _core.Dispose();

    [Fact]
    public async Task Nothing_is_sent_where_nothing_was_given()
    {
        var credentials = Create(new NoSignIn());

        Assert.Null(await credentials.GetAsync(default));
        Assert.False(await credentials.RenewAsync(null, default));
        Assert.Equal(("none", null, null), (credentials.Method, credentials.User, credentials.Expires));
        Assert.Empty(_core.Requests);
    }

    [Fact]
    public async Task A_password_is_sent_as_utf8_and_never_renewed()
    {
        var credentials = Create(new PasswordSignIn("zoë", new Secret("pa:ß wörd")));

        var header = await credentials.GetAsync(default);

        Assert.Equal("Basic", header!.Scheme);
        Assert.Equal("zoë:pa:ß wörd", Encoding.UTF8.GetString(Convert.FromBase64String(header.Parameter!)));
        Assert.False(await credentials.RenewAsync(header, default));
        Assert.Equal(("basic", "zoë", null), (credentials.Method, credentials.User, credentials.Expires));
        Assert.Empty(_core.Requests);
    }

    [Fact]
    public void A_user_with_a_colon_is_refused() =>
        Assert.Equal("ValueInvalid", Assert.Throws<InputException>(() => Create(new PasswordSignIn("a:b", new Secret("x")))).ErrorId);

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\n")]
    [InlineData("tökën")]
    public void A_token_that_no_header_carries_is_refused_without_showing_it(string token)
    {
        var text = token.Length == 0 ? token : StubCore.Marker + token;

        var error = Assert.Throws<InputException>(() => Create(new TokenSignIn(new Secret(text)) { Source = "the environment variable DHCORE_ACCESS_TOKEN" }));

        Assert.Equal("ValueInvalid", error.ErrorId);
        Assert.Contains("DHCORE_ACCESS_TOKEN", error.Message, StringComparison.Ordinal);
        NoSecrets.In(error);
    }

    [Fact]
    public async Task An_access_token_says_who_it_is_and_when_it_ends()
    {
        var token = _core.IssueAccess("bob");
        var credentials = Create(new TokenSignIn(new Secret(token)));

        Assert.Equal($"Bearer {token}", (await credentials.GetAsync(default))!.ToString());
        Assert.Equal(("access token", "bob", _core.Clock.GetUtcNow() + _core.Lifetime), (credentials.Method, credentials.User, credentials.Expires));
        Assert.Empty(_core.Requests);
    }

    [Theory]
    [InlineData("opaque")]
    [InlineData("a.b.c")]
    [InlineData("a.bnVsbA.c")]
    [InlineData("a.e30.c")]
    [InlineData("a.eyJleHAiOiJzb29uIiwic3ViIjo1fQ.c")]
    [InlineData("a.eyJleHAiOjFlMzAwfQ.c")]
    public async Task A_token_of_any_other_form_is_sent_all_the_same(string token)
    {
        var credentials = Create(new TokenSignIn(new Secret(token)));

        Assert.Equal(token, (await credentials.GetAsync(default))!.Parameter);
        Assert.Null(credentials.User);
        Assert.Null(credentials.Expires);
    }

    [Fact]
    public async Task A_token_past_its_end_is_sent_and_only_the_servers_no_is_one()
    {
        var credentials = Create(new TokenSignIn(new Secret(_core.IssueAccess())) { Source = "the environment variable DHCORE_ACCESS_TOKEN" });
        _core.Clock.Advance(TimeSpan.FromHours(9));

        var header = await credentials.GetAsync(default);
        var error = await NoSecrets.Throws<ServerException>(() => credentials.RenewAsync(header, default).AsTask());

        Assert.NotNull(header);
        Assert.Equal(("AuthenticationFailed", ErrorKind.AuthenticationError, 401), (error.ErrorId, error.Kind, error.StatusCode));
        Assert.Contains("DHCORE_ACCESS_TOKEN", error.Message, StringComparison.Ordinal);
        Assert.Contains("ended on", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-DhBackend https://core.example.org/ -Credential", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_core.Requests);
    }

    private ICredentials Create(SignIn signIn) => CredentialsFactory.Create(_core.Options with { SignIn = signIn }, _core.Invoker());
}
