using System.Diagnostics;
using System.Text;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>Nothing that a transport says or throws holds a secret, whatever a server does with what it was sent.</summary>
public sealed class SecretTests
{
    private const string Token = "s3cr3t-token-0123456789";

    public static TheoryData<string> Servers => ["echo error", "echo page", "echo header", "echo status line", "echo location", "echo text", "reset", "refused", "forbidden", "unavailable", "cut"];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Nothing_leaks(string how)
    {
        await using var server = new StubServer(Step(how));
        var activities = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (activities) activities.Add(string.Join('\n', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")));
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials(Token), with: options => options with { SignIn = new TokenSignIn(new Secret(Token), new Secret("refresh-secret")) });
        foreach (var request in new[] { Lab.Get, Lab.Post with { Body = """{"spec":{"password":"body-secret"}}""" } })
        {
            var said = await Lab.HearAsync(async () =>
            {
                var error = await Assert.ThrowsAnyAsync<DigitalHubException>(() => transport.SendAsync(request, CancellationToken.None));
                Clean(Dump(error));
            });
            Clean(string.Join('\n', said.Select(notice => notice.Text)));
        }

        lock (activities) Clean(string.Join('\n', activities));
    }

    [Theory]
    [InlineData("abc", "no abc here", "(left out, since it holds a secret)")]
    [InlineData("xy", "refused", "refused")]
    [InlineData("e", "refused", "(left out, since it holds a secret)")]
    public async Task A_short_secret_is_not_to_be_guessed_from_what_is_left_out(string secret, string said, string shown)
    {
        await using var server = new StubServer(Steps.Error(503, said, "Retry-After: 3600"));
        await using var transport = Lab.Open(server.Endpoint, with: options => options with { SignIn = new ClientSignIn("client", new Secret(secret)) });
        var error = await Assert.ThrowsAnyAsync<DigitalHubException>(() => transport.SendAsync(Lab.Get, CancellationToken.None));
        Assert.Equal(shown, error.ServerMessage);
    }

    private static void Clean(string text)
    {
        foreach (var secret in new[] { Token, "refresh-secret", "body-secret", "Bearer s3" }) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    private static string Dump(Exception error)
    {
        var text = new StringBuilder();
        for (var at = error; at is not null; at = at.InnerException)
        {
            text.AppendLine(at.ToString());
            foreach (var property in at.GetType().GetProperties()) text.Append(property.Name).Append('=').AppendLine(property.GetValue(at)?.ToString());
        }

        return text.ToString();
    }

    private static StubStep Step(string how) => how switch
    {
        "echo error" => (connection, request) => Steps.Error(400, $"you sent {request.Header("Authorization")}")(connection, request),
        "echo text" => (connection, request) => Steps.Answer(400, "text/plain", $"you sent {request.Header("Authorization")}")(connection, request),
        "echo page" => (connection, request) => Steps.Answer(200, "text/html", $"<html>{request.Header("Authorization")}{request.Text}</html>")(connection, request),
        "echo header" => (connection, request) => Steps.Raw($"HTTP/1.1 200 OK\r\nbad header {request.Header("Authorization")} {request.Text}\r\n\r\n")(connection, request),
        "echo status line" => (connection, request) => Steps.Raw($"HTTP {request.Header("Authorization")} {request.Text}\r\n\r\n")(connection, request),
        "echo location" => (connection, request) => Steps.Answer(302, null, string.Empty, $"Location: https://elsewhere.invalid/?t={request.Header("Authorization")}")(connection, request),
        "reset" => Steps.Reset,
        "refused" => Steps.Answer(401, null, string.Empty),
        "forbidden" => Steps.Boot(403),
        "unavailable" => Steps.Error(503, "busy"),
        _ => Steps.HalfBody,
    };
}
