using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Tests.Server;

/// <summary>The server as a program, controlled over HTTP.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task The_program_serves_until_its_input_ends()
    {
        using var program = Start("--level", "15", "--auth", "basic", "--user", "admin", "--password", "pw", "--kubernetes", "--manual", "--port", "0", "--seed", "demo=5");
        try
        {
            var line = await program.StandardOutput.ReadLineAsync();
            Assert.StartsWith("listening on http://127.0.0.1:", line, StringComparison.Ordinal);
            using var client = new HttpClient { BaseAddress = new Uri(line!["listening on ".Length..]) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Client.Basic("admin", "pw"));

            Assert.Equal(5, (int)(await client.GetFromJsonAsync<JsonNode>("/api/v1/-/demo/runs"))!["totalElements"]!);
            await ControlAsync(client);
            await PlanAsync(client);

            program.StandardInput.Close();
            await program.WaitForExitAsync();
            Assert.Equal(0, program.ExitCode);
        }
        finally
        {
            program.Kill();
        }
    }

    private static async Task ControlAsync(HttpClient client)
    {
        await PostAsync(client, "faults", """{"kind":"Status","statusCode":429,"retryAfter":3,"path":"/projects"}""");
        using (var refused = await client.GetAsync("/api/v1/projects"))
        {
            Assert.Equal(429, (int)refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(3), refused.Headers.RetryAfter!.Delta);
        }

        var seeded = await PostAsync(client, "seed", """{"project":"more","count":2,"prefix":"m-","states":["ERROR"]}""");
        Assert.Equal("m-000001", (string)seeded["ids"]![1]!);

        var requests = (await client.GetFromJsonAsync<JsonNode>("/__fake/requests"))!.AsArray();
        Assert.Equal(["/api/v1/-/demo/runs", "/api/v1/projects"], requests.Select(request => (string)request!["target"]!));
        Assert.Equal(429, (int)requests[1]!["status"]!);
        Assert.Equal(2, (int)(await client.GetFromJsonAsync<JsonNode>("/__fake/stats"))!["requests"]!);

        var token = (string)(await PostAsync(client, "tokens", """{"user":"admin","what":"access"}"""))["token"]!;
        await PostAsync(client, "revoke", """{"what":"access"}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/auth");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var unauthorized = await client.SendAsync(request);
        Assert.Equal(401, (int)unauthorized.StatusCode);

        using var wrong = await client.PostAsync("/__fake/nonsense", null);
        Assert.Equal(400, (int)wrong.StatusCode);
    }

    private static async Task PlanAsync(HttpClient client)
    {
        await PostAsync(client, "plan", """{"run":"bad","outcome":"ERROR","message":"no"}""");
        var spec = (await client.GetFromJsonAsync<JsonNode>("/api/v1/-/demo/runs/run-000000"))!["spec"]!;
        spec["local_execution"] = false;
        using var created = await client.PostAsJsonAsync(
            "/api/v1/-/demo/runs", new JsonObject { ["id"] = "bad", ["project"] = "demo", ["kind"] = "python+job:run", ["spec"] = spec.DeepClone() });
        Assert.Equal(200, (int)created.StatusCode);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, (int)(await PostAsync(client, "step", "{}"))["happened"]!);
        }
        Assert.Equal("no", (string)(await client.GetFromJsonAsync<JsonNode>("/api/v1/-/demo/runs/bad"))!["status"]!["message"]!);
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, string json)
    {
        using var response = await client.PostAsync($"/__fake/{path}", new StringContent(json));
        Assert.Equal(200, (int)response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "FakeCore.dll"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
