using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>A core with a sign-in provider and access tokens of 30 seconds.</summary>
internal sealed class OidcScenario : Scenario
{
    private const string Authorize =
        "/auth/authorize?response_type=code&client_id=cli&redirect_uri=http%3A%2F%2Flocalhost%3A4567%2Fcallback&state=state12345";

    public override IReadOnlyList<string> Files => ["authentication-oidc"];

    protected override FakeCoreOptions Options => new()
    {
        Auth = AuthMode.Oidc,
        PublicEndpoint = new Uri("http://localhost:8100"),
        AccessTokenLifetime = TimeSpan.FromSeconds(30),
        SignInUser = "alice",
    };

    protected override async Task<string?> PrepareAsync(Transcript transcript, Exchange exchange)
    {
        switch (exchange.Index)
        {
            case 0:
                Core.Store.Add(EntityType.Project, new JsonObject { ["name"] = "alice-prj", ["id"] = "alice-prj", ["user"] = "alice" });
                break;
            case 2:
                // The challenge was left out of the recording; it follows from the verifier of the next exchange.
                return exchange.Target.Replace("…", Challenge(transcript.Exchanges[3]), StringComparison.Ordinal);
            case 5:
                await SignInAsync(exchange, "openid profile", Base64Url.EncodeToString(SHA256.HashData("another verifier"u8)));
                break;
            case 6:
                await SignInAsync(exchange, "openid profile", Challenge(exchange));
                break;
            case 17:
                AdvanceTo(DateTimeOffset.Parse("2026-11-24T14:52:44Z", CultureInfo.InvariantCulture));
                break;
        }
        return null;
    }

    // A sign-in whose recording only shows what the code was used for.
    private async Task SignInAsync(Exchange exchange, string scope, string challenge)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, Replayer.Address($"{Authorize}&scope={Uri.EscapeDataString(scope)}&code_challenge={challenge}&code_challenge_method=S256"));
        using var response = await Replayer.SendAsync(request);
        Replayer.Translation.Learn(Form(exchange)["code"]!, new Query(response.Headers.Location!.Query.TrimStart('?'))["code"]!);
    }

    private static string Challenge(Exchange exchange) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Form(exchange)["code_verifier"]!)));

    private static Query Form(Exchange exchange) => new(Text(exchange.Request["raw_body"])!);
}
