using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Tests.Server;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>The recorded frames of notifications, replayed: each subscription gets the recorded frames in their order.</summary>
public sealed partial class NotificationReplayTests
{
    private const string RunId = "w1795532203";

    public static TheoryData<string> Sessions => [.. Recorded().Select(session => session.Key)];

    [Theory]
    [MemberData(nameof(Sessions))]
    public async Task Frames_are_as_recorded(string name)
    {
        var frames = Recorded()[name]!.AsArray().Select(frame => frame!.AsObject()).ToList();
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = AuthMode.Basic, Password = "s3cr3t" });
        using var stomp = await StompClient.OpenAsync(core);
        var recorded = frames.Where(frame => Text(frame, "from") == "server" && Text(frame, "frame") is { Length: > 0 }).Select(frame => Text(frame, "frame")!).ToList();

        await stomp.SendAsync(Text(frames[0], "frame")!);
        var answered = new List<string?> { await stomp.ReceiveAsync() };
        if (recorded.Count > 1)
        {
            var subscribing = frames.Where(frame => Text(frame, "frame")?.StartsWith("SUBSCRIBE", StringComparison.Ordinal) == true).ToList();
            foreach (var frame in subscribing)
            {
                await stomp.SendAsync(Text(frame, "frame")!);
            }
            while (core.NotificationSubscriptions < subscribing.Count)
            {
                await Task.Delay(1);
            }
            await LiveAsync(core, recorded);
            for (var i = 2; i < recorded.Count; i++)
            {
                answered.Add(await stomp.ReceiveAsync());
            }
            await stomp.SendAsync(Text(frames[^2], "frame")!);
            answered.Add(await stomp.ReceiveAsync());
        }

        Assert.Equal(recorded.Count, answered.Count);
        var translation = new Translation();
        foreach (var (before, now) in recorded.OrderBy(Place).Zip(answered.OrderBy(frame => Place(frame!))))
        {
            Same(translation, before, now!);
        }
        Assert.Null(await stomp.ReceiveAsync());
    }

    // What the owner of the run did to it meanwhile.
    private static async Task LiveAsync(FakeCoreServer core, List<string> recorded)
    {
        var record = JsonNode.Parse(Body(recorded.First(frame => frame.StartsWith("MESSAGE", StringComparison.Ordinal))))!["record"]!.AsObject();
        core.Store.Add(EntityType.Project, new JsonObject { ["name"] = "ws", ["id"] = "ws" });
        var reference = record["spec"]!["task"]!.GetValue<string>();
        core.Store.Add(EntityType.Task, new JsonObject { ["id"] = reference[(reference.LastIndexOf('/') + 1)..], ["kind"] = "python+job", ["project"] = "ws", ["spec"] = new JsonObject { ["function"] = record["spec"]!["function"]!.DeepClone() } });
        using var client = new Client(core);
        client.Http.DefaultRequestHeaders.Authorization = new("Basic", Client.Basic("admin", "s3cr3t"));
        var run = new JsonObject { ["id"] = RunId, ["name"] = RunId, ["kind"] = record["kind"]!.DeepClone(), ["project"] = "ws", ["metadata"] = new JsonObject { ["version"] = record["metadata"]!["version"]!.DeepClone() }, ["spec"] = record["spec"]!.DeepClone() };
        var (status, made) = await client.PostAsync("/api/v1/-/ws/runs", run.ToJsonString());
        Assert.Equal(200, status);
        foreach (var state in (string[])["BUILT", "READY", "RUNNING", "COMPLETED"])
        {
            made!["status"]!["state"] = state;
            (status, made) = await client.PutAsync($"/api/v1/-/ws/runs/{RunId}", made);
            Assert.Equal(200, status);
        }
        Assert.Equal(200, (await client.DeleteAsync($"/api/v1/-/ws/runs/{RunId}")).Status);
    }

    private static void Same(Translation translation, string recorded, string answered)
    {
        Assert.Equal(Head(recorded), Head(answered));
        var differences = new List<string>();
        if (Body(recorded).Length > 0)
        {
            new JsonComparer(translation).Compare(JsonNode.Parse(Body(recorded)), JsonNode.Parse(Body(answered)), differences, new HashSet<string>());
            Assert.Equal(answered.Length - 1 - answered.IndexOf("\n\n", StringComparison.Ordinal) - 2, int.Parse(Length().Match(answered).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    // Frames of different subscriptions overtake one another.
    private static string Place(string frame) => frame.StartsWith("CONNECTED", StringComparison.Ordinal) ? "0" : frame.StartsWith("RECEIPT", StringComparison.Ordinal) ? "9" : Subscription().Match(frame).Groups[1].Value + "5";

    private static string Head(string frame) => Length().Replace(Message().Replace(frame[..frame.IndexOf("\n\n", StringComparison.Ordinal)], "message-id:"), match => match.Groups[1].Value == "0" ? match.Value : "content-length:");

    private static string Body(string frame) => frame[(frame.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].TrimEnd('\0');

    private static JsonObject Recorded() => JsonNode.Parse(File.ReadAllText(Path.Combine(Transcript.Folder, "notifications.json")))!["sessions"]!.AsObject();

    private static string? Text(JsonObject frame, string name) => frame[name]?.GetValue<string>();

    [GeneratedRegex(@"message-id:[0-9a-f-]+-\d+")]
    private static partial Regex Message();

    [GeneratedRegex(@"content-length:(\d+)")]
    private static partial Regex Length();

    [GeneratedRegex(@"subscription:(\d+)")]
    private static partial Regex Subscription();
}
