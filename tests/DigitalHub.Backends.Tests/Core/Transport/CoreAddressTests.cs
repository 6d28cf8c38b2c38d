using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>What can be a core's address, and what is sent there unencrypted.</summary>
public sealed class CoreAddressTests
{
    private static readonly SignIn Password = new PasswordSignIn("ada", new Secret("hush-hush"));

    [Theory]
    [InlineData("core.example.org")]
    [InlineData("ftp://core.example.org")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://ada:hush-hush@core.example.org/x")]
    [InlineData("https://hush-hush@core.example.org/x")]
    [InlineData("https://core.example.org/?key=hush-hush")]
    [InlineData("https://core.example.org/#hush-hush")]
    public void What_is_no_address_is_refused_and_not_repeated(string endpoint)
    {
        var error = Assert.Throws<InputException>(() => CoreAddress.Of(new CoreOptions(new Uri(endpoint, UriKind.RelativeOrAbsolute))));
        Assert.Equal("ValueInvalid", error.ErrorId);
        Assert.NotNull(error.RecommendedAction);
        Assert.DoesNotContain("hush-hush", error.ToString() + error.Target + error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://core.example.org", false)]
    [InlineData("http://10.0.0.1:8080/core", false)]
    [InlineData("https://core.example.org", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    public void Credentials_go_unencrypted_to_this_machine_alone(string endpoint, bool allowed)
    {
        var options = new CoreOptions(new Uri(endpoint)) { SignIn = Password };
        if (allowed)
        {
            _ = CoreAddress.Of(options);
        }
        else
        {
            var error = Assert.Throws<InputException>(() => CoreAddress.Of(options));
            Assert.Equal("EncryptionRequired", error.ErrorId);
            Assert.Contains("-AllowUnencryptedAuthentication", error.RecommendedAction, StringComparison.Ordinal);
        }

        _ = CoreAddress.Of(options with { AllowUnencryptedAuthentication = true });
        _ = CoreAddress.Of(options with { SignIn = new NoSignIn() });
    }

    [Theory]
    [InlineData("https://core.example.org", "https://core.example.org/api/v1/x?a=b")]
    [InlineData("https://core.example.org/", "https://core.example.org/api/v1/x?a=b")]
    [InlineData("https://core.example.org:8443/dh/", "https://core.example.org:8443/dh/api/v1/x?a=b")]
    public void A_path_is_kept(string endpoint, string address) =>
        Assert.Equal(address, CoreAddress.Of(new CoreOptions(new Uri(endpoint))).For(new CoreRequest(HttpMethod.Get, "/api/v1/x?a=b")).AbsoluteUri);

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("%2E%2e")]
    [InlineData(".%2e")]
    public void An_id_that_means_another_address_is_refused(string id)
    {
        var address = CoreAddress.Of(new CoreOptions(new Uri("https://core.example.org")));
        foreach (var path in new[] { $"/api/v1/-/demo/runs/{id}", $"/api/v1/-/demo/runs/{id}?x=1", $"/api/v1/-/{id}/runs" })
        {
            Assert.Equal("IdInvalid", Assert.Throws<InputException>(() => address.For(new CoreRequest(HttpMethod.Delete, path) { Subject = new CoreSubject("run", id, "demo") })).ErrorId);
            Assert.Equal("ValueInvalid", Assert.Throws<InputException>(() => address.For(new CoreRequest(HttpMethod.Delete, path))).ErrorId);
        }
    }

    [Theory]
    [InlineData("...")]
    [InlineData(".hidden")]
    [InlineData("a..b")]
    [InlineData("1.0+x")]
    public void Other_dots_are_harmless(string id) =>
        Assert.EndsWith($"/runs/{id}", CoreAddress.Of(new CoreOptions(new Uri("https://core.example.org"))).For(new CoreRequest(HttpMethod.Get, $"/api/v1/-/demo/runs/{id}")).AbsoluteUri, StringComparison.Ordinal);
}
