using System.Text;
using System.Text.Json.Nodes;
using DigitalHub.Backends.Core.Notifications;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>Frames of STOMP, whole, cut, and none at all.</summary>
public sealed class StompReaderTests
{
    private static readonly string[] Recorded =
    [
        .. JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "transcripts", "notifications.json")))!["sessions"]!.AsObject()
            .SelectMany(session => session.Value!.AsArray())
            .Where(frame => frame!["from"]!.GetValue<string>() == "server" && frame["frame"]?.GetValue<string>() is { Length: > 0 })
            .Select(frame => frame!["frame"]!.GetValue<string>()),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void Recorded_frames_are_read_however_they_are_cut(int size)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join("\n\r\n", Recorded));
        var frames = Read(bytes, size);

        Assert.Equal(Recorded.Length, frames.Count);
        Assert.Equal(Recorded.Select(frame => frame[..frame.IndexOf('\n', StringComparison.Ordinal)]), frames.Select(frame => frame.Command));
        var moves = frames.Where(frame => frame.Command == "MESSAGE" && frame.Header("subscription") == "1").Select(frame => NoticeReader.Read(frame.Body)!).ToList();
        Assert.Equal(["CREATE CREATED", "UPDATE BUILT", "UPDATE READY", "UPDATE RUNNING", "UPDATE COMPLETED", "UPDATE DELETED", "DELETE DELETED"], moves.Select(notice => $"{notice.Action} {RunMoves.State(notice.Run.Map)}"));
        Assert.All(moves, notice => Assert.Equal(("w1795532203", "ws"), (notice.Run.Head("id"), notice.Run.Head("project"))));
        Assert.Equal(Timestamp.Parse("2026-11-24T14:56:43.8815445Z"), moves[0].Time);
    }

    [Fact]
    public void Recorded_notices_tell_each_move_once()
    {
        var memory = new RunMemory(statesOnly: false, 10, TimeProvider.System);
        var notices = Read(Encoding.UTF8.GetBytes(string.Concat(Recorded)), 500).Select(frame => NoticeReader.Read(frame.Body)).OfType<RunNotice>().ToList();
        Assert.Equal(14, notices.Count);

        // Both subscriptions tell the same; what the slower one says is old.
        var moves = notices.SelectMany(memory.See).Take(7).Select(move => $"{move.Action} {move.OldState} {move.State}");

        Assert.Equal(["CREATE  CREATED", "UPDATE CREATED BUILT", "UPDATE BUILT READY", "UPDATE READY RUNNING", "UPDATE RUNNING COMPLETED", "UPDATE COMPLETED DELETING", "DELETE DELETING DELETED"], moves);
    }

    [Fact]
    public void A_body_with_its_length_may_hold_anything()
    {
        var frames = Read([.. "MESSAGE\ncontent-length:4\n\n\0\n\0a\0MESSAGE\n\nb\0"u8], 3);

        Assert.Equal(["\0\n\0a", "b"], frames.Select(frame => Encoding.UTF8.GetString(frame.Body.Span)));
    }

    [Fact]
    public void Headers_are_unescaped_and_the_first_of_a_name_counts()
    {
        var frame = Assert.Single(Read([.. Encoding.UTF8.GetBytes("\n\n\r\nMESSAGE\r\na\\cb:x\\ny\\r\\\\z: w\r\na\\cb:no\r\nempty:\r\né:ü\r\n\r\n\0\n\n")], 2));

        Assert.Equal("x\ny\r\\z: w", frame.Header("a:b"));
        Assert.Equal(string.Empty, frame.Header("empty"));
        Assert.Equal("ü", frame.Header("é"));
        Assert.Null(frame.Header("none"));
        Assert.Equal("a\\b", Assert.Single(Read([.. "CONNECTED\nx:a\\b\n\n\0"u8], 99)).Header("x"));
    }

    [Fact]
    public void A_frame_that_is_sent_is_escaped_but_for_the_first()
    {
        Assert.Equal("SUBSCRIBE\nid:a\\cb\\n\\\\\n\n\0", Encoding.UTF8.GetString(new StompFrame("SUBSCRIBE", ("id", "a:b\n\\")).ToBytes()));
        Assert.Equal("CONNECT\nAuthorization:Basic a:b\\\n\n\0", Encoding.UTF8.GetString(new StompFrame("CONNECT", ("Authorization", "Basic a:b\\")).ToBytes()));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\n\n\0")]
    [InlineData("<html>\n\n</html>\0")]
    [InlineData("message\n\n\0")]
    [InlineData("MESSAGE\nnocolon\n\n\0")]
    [InlineData("MESSAGE\na:\\t\n\n\0")]
    [InlineData("MESSAGE\na:b\\\n\n\0")]
    [InlineData("MESSAGE\ncontent-length:-1\n\n\0")]
    [InlineData("MESSAGE\ncontent-length:1e3\n\n\0")]
    [InlineData("MESSAGE\ncontent-length:99999999\n\n\0")]
    [InlineData("MESSAGE\ncontent-length:1\n\nab\0")]
    [InlineData("MESSAGE\0")]
    [InlineData("MESSAGE\n\u0000\n\n")]
    public void What_is_no_frame_is_refused(string text)
    {
        Assert.Throws<InvalidDataException>(() => Read(Encoding.UTF8.GetBytes(text), 1000));
        Assert.Throws<InvalidDataException>(() => Read(Encoding.UTF8.GetBytes(text), 1));
    }

    [Fact]
    public void A_head_without_end_is_refused() =>
        Assert.Throws<InvalidDataException>(() => Read(Encoding.UTF8.GetBytes("MESSAGE\n" + new string('a', 100_000)), 4096));

    [Fact]
    public void Bytes_that_are_no_text_are_refused() => Assert.Throws<InvalidDataException>(() => Read([.. "MESSAGE\na:"u8, 0xff, .. "\n\n\0"u8], 1000));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"action":"CREATE"}""")]
    [InlineData("""{"action":"CREATE","resource":"functions","record":{"id":"a"} }""")]
    [InlineData("""{"action":"EXPLODE","record":{"id":"a"} }""")]
    [InlineData("""{"action":"CREATE","record":{"id":7} }""")]
    [InlineData("""{"action":5,"record":{"id":"a"} }""")]
    public void What_is_no_notice_of_a_run_is_passed_over(string body) => Assert.Null(NoticeReader.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Random_bytes_end_in_frames_or_in_a_refusal()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Recorded[random.Next(Recorded.Length)]);
            for (var j = random.Next(4); j >= 0; j--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Read(bytes, random.Next(1, 300)).ForEach(frame => NoticeReader.Read(frame.Body));
            }
            catch (InvalidDataException)
            {
                // That is the other end.
            }
        }
    }

    private static List<StompFrame> Read(byte[] bytes, int size)
    {
        var reader = new StompReader();
        var frames = new List<StompFrame>();
        foreach (var chunk in bytes.Chunk(size))
        {
            reader.Add(chunk);
            while (reader.Read() is { } frame) frames.Add(frame);
        }
        return frames;
    }
}
