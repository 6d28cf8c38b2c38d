using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Tests.Server;

/// <summary>A plain client of a server under test.</summary>
internal sealed class Client(FakeCoreServer core, string? bearer = null, HttpMessageHandler? handler = null) : IDisposable
{
    private readonly HttpClient _http = Make(core, bearer, handler);

    public HttpClient Http => _http;

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    public static string Basic(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    public async Task<JsonNode> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonNode>(path))!;

    public async Task<(int Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length > 0 && text[0] is '{' or '[' ? JsonNode.Parse(text) : null);
    }

    public Task<(int Status, JsonNode? Body)> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, Json(json));

    public Task<(int Status, JsonNode? Body)> PutAsync(string path, JsonNode json) => SendAsync(HttpMethod.Put, path, Json(json.ToJsonString()));

    public Task<(int Status, JsonNode? Body)> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Makes a run of the seeded function.</summary>
    public async Task<JsonNode> CreateRunAsync(string project, string id, bool local = true, string kind = "python+job:run")
    {
        var spec = core.Store.Find(Model.EntityType.Run, core.Seed(project, 1, new() { Prefix = "template-" + id })[0])!["spec"]!;
        spec["local_execution"] = local;
        var (status, run) = await PostAsync(
            $"/api/v1/-/{project}/runs", new JsonObject { ["project"] = project, ["kind"] = kind, ["id"] = id, ["spec"] = spec.DeepClone() }.ToJsonString());
        Assert.Equal(200, status);
        return run!;
    }

    public void Dispose() => _http.Dispose();

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static HttpClient Make(FakeCoreServer core, string? bearer, HttpMessageHandler? handler)
    {
        var http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = core.Endpoint };
        if (bearer is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }
        return http;
    }
}
