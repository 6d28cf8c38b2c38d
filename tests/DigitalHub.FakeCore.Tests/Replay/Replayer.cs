using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>Sends recorded requests again and compares the answers.</summary>
internal sealed class Replayer(Uri endpoint) : IDisposable
{
    private static readonly string[] Headers =
    [
        "X-Api-Version", "X-Api-Level", "Content-Type", "WWW-Authenticate", "Allow", "Accept", "Content-Disposition", "Retry-After", "ETag",
    ];

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public Translation Translation { get; } = new();

    public List<string> Differences { get; } = [];

    public int Count { get; private set; }

    /// <summary>Replays one exchange.</summary>
    public async Task ReplayAsync(Exchange exchange, string? target = null)
    {
        using var request = Request(exchange, target ?? Translation.ToActual(exchange.Target));
        using var response = await _client.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        var differences = new List<string>();
        if ((int)response.StatusCode != exchange.Status)
        {
            differences.Add($"status: {exchange.Status} / {(int)response.StatusCode}");
        }
        CompareHeaders(exchange, response, differences);
        CompareBody(exchange, body, differences);
        Differences.AddRange(differences.Select(difference => $"{exchange}\n    {difference}"));
        Count++;
    }

    /// <summary>A request that was not recorded but must have been made.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => await _client.SendAsync(request);

    public Uri Address(string target) => new(
        endpoint.ToString().TrimEnd('/') + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(Exchange exchange, string target)
    {
        var request = new HttpRequestMessage(new HttpMethod(exchange.Method), Address(target));
        var text = exchange.Request["body"] is { } body ? body.ToJsonString() : exchange.Request["raw_body"]?.GetValue<string>();
        if (text is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Translation.ToActual(text)));
        }
        foreach (var (name, value) in exchange.Request["headers"] as JsonObject ?? [])
        {
            var header = Translation.ToActual(value!.GetValue<string>());
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.TryAddWithoutValidation(name, header);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, header);
            }
        }
        return request;
    }

    private void CompareHeaders(Exchange exchange, HttpResponseMessage response, List<string> differences)
    {
        var recorded = (exchange.Response["headers"] as JsonObject ?? [])
            .ToDictionary(header => header.Key, header => header.Value!.GetValue<string>(), StringComparer.OrdinalIgnoreCase);
        foreach (var name in Headers)
        {
            var actual = Value(response, name);
            var expected = recorded.GetValueOrDefault(name);
            if (expected is null || actual is null ? expected != actual : !Translation.SameText(expected, actual))
            {
                differences.Add($"{name}: {expected ?? "-"} / {actual ?? "-"}");
            }
        }
        if (recorded.ContainsKey("Set-Cookie") != (Value(response, "Set-Cookie") is not null))
        {
            differences.Add($"Set-Cookie: {Value(response, "Set-Cookie") ?? "-"}");
        }
        CompareLocation(recorded.GetValueOrDefault("Location"), Value(response, "Location"), differences);
    }

    // The code in it is learnt: the next request brings it back.
    private void CompareLocation(string? recorded, string? actual, List<string> differences)
    {
        if (recorded is not null && actual is not null)
        {
            Translation.Learn(Code(recorded), Code(actual));
            recorded = Translation.ToActual(recorded);
        }
        if (recorded != actual)
        {
            differences.Add($"Location: {recorded ?? "-"} / {actual ?? "-"}");
        }
    }

    private static string Code(string location) => location.Split("code=")[1].Split('&')[0];

    private static string? Value(HttpResponseMessage response, string name)
    {
        var found = response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values);
        return found ? string.Join(", ", values) : null;
    }

    private void CompareBody(Exchange exchange, byte[] body, List<string> differences)
    {
        var text = Encoding.UTF8.GetString(body);
        switch (exchange.Response["body_kind"]?.GetValue<string>())
        {
            case "empty" when body.Length > 0:
                differences.Add($"body: empty / {text}");
                break;
            case "text" when !Translation.SameText(exchange.Response["body"]!.GetValue<string>(), text):
                differences.Add($"body: {exchange.Response["body"]} / {text}");
                break;
            case "json":
                try
                {
                    var ignored = KnownDifference.All.Where(known => known.File == exchange.File && known.Index == exchange.Index).Select(known => known.Path);
                    new JsonComparer(Translation).Compare(exchange.Response["body"], JsonNode.Parse(body), differences, ignored.ToHashSet());
                }
                catch (JsonException)
                {
                    differences.Add($"body: not JSON: {text}");
                }
                break;
        }
    }
}
