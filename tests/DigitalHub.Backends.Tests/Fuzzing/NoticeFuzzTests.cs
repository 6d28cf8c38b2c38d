using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Documents;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>Whatever comes over the connection for notifications: what a core was seen to send, damaged and cut anyhow.</summary>
[Collection(nameof(Fuzz))]
public sealed class NoticeFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Frames = [.. Recorded()];

    private static readonly byte[][] Beats = [[], [.. "\n"u8], [.. "\r\n"u8], [0], [.. "CONNECTED\nheart-beat:99999999999,-1\n\n\0"u8], [.. "RECEIPT\nreceipt-id:1\n\n\0"u8], [.. "ERROR\nmessage:gone\n\nx\0"u8]];

    [Fact]
    public void Damaged_notifications() => Fuzz.Run(
        output,
        4,
        random => (Sent: Sent(random), Size: random.Next(4) == 0 ? 1 + random.Next(20) : 1 + random.Next(4000), Query: new RunFeedQuery(random.Next(2) == 0 ? null : "ws", random.Next(4) == 0, random.Next(4) == 0 ? ["w1795532203"] : [])),
        input =>
        {
            try
            {
                ReadAsync(new SendingCore(input.Sent, input.Size), input.Query).GetAwaiter().GetResult();
            }
            catch (DigitalHubException exception)
            {
                // One bad notification among good ones is passed over; all that ends them is the connection's end.
                Assert.Contains(exception.ErrorId, (string[])["ConnectionFailed", "ServerError"]);
                throw;
            }
        },
        input => $"{Shown.Of(input.Sent)}, {input.Size} bytes at a time, {input.Query}");

    private static async Task ReadAsync(SendingCore core, RunFeedQuery query)
    {
        await using var feed = await new CoreBackend(core).OpenRunFeedAsync(query, default);
        if (feed is null) return;
        var memory = new RunMemory(query.Own, 5, core.Clock);
        await foreach (var notice in feed.ReadAsync(default))
        {
            foreach (var move in memory.See(notice)) Assert.NotNull(move.State);
            memory.Trim();
        }
    }

    // Mostly what follows upon a good answer, so that more than the first frame is met.
    private static byte[] Sent(Random random)
    {
        var frames = new List<byte>();
        frames.AddRange(random.Next(8) == 0 ? Damage.Bytes(random, Bytes(Frames[0])) : Bytes(Connected(random)));
        for (var left = random.Next(6); left > 0; left--)
        {
            frames.AddRange(random.One(Beats));
            frames.AddRange(random.Next(3) switch
            {
                0 => Bytes(random.One(Frames)),
                1 => Damage.Bytes(random, Bytes(random.One(Frames))),
                _ => WithBody(random, random.One(Frames)),
            });
        }
        return [.. frames];
    }

    private static string Connected(Random random) => random.Next(4) switch
    {
        0 => Frames[0],
        1 => $"CONNECTED\nversion:1.2\nheart-beat:{Damage.Text(random, ["0,0", "10000,10000", "2147483647,2147483647"]).ReplaceLineEndings(" ")}\n\n\0",
        _ => "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0",
    };

    // A whole frame, whose document is a damaged one.
    private static byte[] WithBody(Random random, string frame)
    {
        var start = frame.IndexOf("\n\n", StringComparison.Ordinal) + 2;
        var body = frame[start..].TrimEnd('\0') is { Length: > 0 } text ? Damage.Json(random, text) : [];
        return [.. Encoding.UTF8.GetBytes($"MESSAGE\nsubscription:1\n{(random.Next(2) == 0 ? $"content-length:{body.Length}\n" : string.Empty)}\n"), .. body, 0];
    }

    private static byte[] Bytes(string frame) => Encoding.UTF8.GetBytes(frame);

    private static IEnumerable<string> Recorded() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Reading.DataFolder, "transcripts", "notifications.json")))!["sessions"]!.AsObject()
            .SelectMany(session => session.Value!.AsArray())
            .Where(frame => (string?)frame!["from"] == "server" && (string?)frame["frame"] is { Length: > 0 })
            .Select(frame => (string)frame!["frame"]!);

    /// <summary>Sends bytes over its WebSocket, and closes it.</summary>
    private sealed class SendingCore(byte[] sent, int size) : ICoreTransport
    {
        public BackendStatus? Known => new("ann", "0.15.1", 15, true);

        public TimeProvider Clock { get; } = new FakeTimeProvider(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));

        public TimeSpan Timeout => TimeSpan.FromSeconds(100);

        public Task<CoreAnswer> SendAsync(CoreRequest request, CancellationToken cancellationToken) => throw new ServerException("ConnectionFailed", ErrorKind.ConnectionError, "It is gone.");

        public Task<CoreSocket?> OpenSocketAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken) =>
            Task.FromResult<CoreSocket?>(new CoreSocket(new SendingSocket(sent, size), "core.example.org", new AuthenticationHeaderValue("Bearer", "token"), text => text, CancellationToken.None));

        public ValueTask<CoreLevel> LevelAsync(CancellationToken cancellationToken) => new(new CoreLevel(15));

        public ValueTask<CoreIdentity> IdentityAsync(CancellationToken cancellationToken) => new(new CoreIdentity("ann", ["ROLE_ADMIN"]));

        public ValueTask DisposeAsync() => default;
    }
}
