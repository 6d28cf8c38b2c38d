using System.IO.Compression;
using System.Text;
using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>Bodies of answers: compressed, large, empty, cut, and of somebody else.</summary>
public sealed class BodyTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Compressed_answers_are_read(string encoding)
    {
        var text = $"[{string.Join(",", Enumerable.Range(0, 50_000))}]";
        await using var server = new StubServer(Steps.Bytes(200, "application/json;charset=UTF-8", Compress(encoding, text), $"Content-Encoding: {encoding}"));
        await using var transport = Lab.Open(server.Endpoint);
        var answer = await transport.SendAsync(Lab.Get, CancellationToken.None);
        Assert.Equal(text, Encoding.UTF8.GetString(answer.Body.Span));
    }

    [Fact]
    public async Task A_cut_compressed_answer_is_no_answer()
    {
        var whole = Compress("gzip", $"[{string.Join(",", Enumerable.Range(0, 50_000))}]");
        await using var server = new StubServer(Steps.Bytes(200, "application/json", whole.AsMemory(0, whole.Length / 2), "Content-Encoding: gzip"));
        await using var transport = Lab.Open(server.Endpoint);
        await Lab.FailsAsync(transport, Lab.Get, "UnexpectedResponse");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_of_fifty_megabytes_is_read(bool chunked)
    {
        var body = new byte[50 << 20];
        body.AsSpan().Fill((byte)'x');
        "{\"x\":\""u8.CopyTo(body);
        "\"}"u8.CopyTo(body.AsSpan(body.Length - 2));
        await using var server = new StubServer(chunked
            ? async (connection, _) =>
            {
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (var at = 0; at < body.Length; at += 1 << 20)
                {
                    var part = body.AsMemory(at, Math.Min(1 << 20, body.Length - at));
                    await connection.WriteAsync($"{part.Length:x}\r\n");
                    await connection.WriteAsync(part);
                    await connection.WriteAsync("\r\n");
                }

                await connection.WriteAsync("0\r\n\r\n");
                return true;
            }
        : Steps.Bytes(200, "application/json", body));
        await using var transport = Lab.Open(server.Endpoint);
        var answer = await transport.SendAsync(Lab.Get, CancellationToken.None);
        Assert.True(answer.Body.Span.SequenceEqual(body));
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData(true, 100, 100, true)]
    [InlineData(true, 101, 100, false)]
    [InlineData(false, 300_000, 300_000, true)]
    [InlineData(false, 300_001, 300_000, false)]
    public async Task What_is_too_long_is_not_read(bool length, int size, int limit, bool read)
    {
        using HttpContent content = length ? new ByteArrayContent(new byte[size]) : new StreamContent(new Unseekable(new byte[size]));
        var body = await BodyReader.ReadAsync(content, limit, CancellationToken.None);
        Assert.Equal(read ? size : null, body?.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    public async Task An_empty_answer_is_one(string body)
    {
        await using var server = new StubServer(Steps.Answer(200, null, body), Steps.Answer(200, "text/html", body), Steps.Raw("HTTP/1.1 204 No Content\r\n\r\n"));
        await using var transport = Lab.Open(server.Endpoint);
        for (var i = 0; i < 3; i++) Assert.True((await transport.SendAsync(Lab.Delete, CancellationToken.None)).Body.IsEmpty);
    }

    [Theory]
    [InlineData("[0.5,1]")]
    [InlineData(" {\"a\":1}\n")]
    [InlineData("0.9")]
    [InlineData("-1e3")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public async Task Any_JSON_is_an_answer(string body)
    {
        await using var server = new StubServer(Steps.Json(body), Steps.Answer(200, null, body), Steps.Answer(200, "application/hal+json", body), Steps.Answer(200, "application/json", "\uFEFF" + body));
        await using var transport = Lab.Open(server.Endpoint);
        for (var i = 0; i < 4; i++) Assert.Equal(body, Encoding.UTF8.GetString((await transport.SendAsync(Lab.Get, CancellationToken.None)).Body.Span));
    }

    [Theory]
    [InlineData("text/html", "<html>Sign in, SECRET</html>")]
    [InlineData("text/html;charset=utf-8", "{\"a\":1}")]
    [InlineData("application/json", "<html>SECRET</html>")]
    [InlineData("application/json", "hello SECRET")]
    [InlineData("text/plain", "hello SECRET")]
    [InlineData(null, "hello SECRET")]
    public async Task A_page_is_no_core(string? type, string body)
    {
        await using var server = new StubServer(Steps.Answer(200, type, body));
        await using var transport = Lab.Open(server.Endpoint);
        var error = await Lab.FailsAsync(transport, Lab.Get, "UnexpectedResponse");
        Assert.Equal(200, error.StatusCode);
        Assert.Contains(type?.Split(';')[0] ?? "no type", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
        Assert.False(error.AnswerLost);
        Assert.Single(server.Requests);
        Assert.True((await Lab.FailsAsync(transport, Lab.Post, "UnexpectedResponse")).AnswerLost);
    }

    [Fact]
    public async Task What_is_no_HTTP_is_said_to_be_none()
    {
        await using var server = new StubServer(Steps.Raw("SSH-2.0-OpenSSH_9.6\r\n"));
        await using var transport = Lab.Open(server.Endpoint);
        var error = await Lab.FailsAsync(transport, Lab.Get, "ConnectionFailed");
        Assert.DoesNotContain("SSH", error.ToString(), StringComparison.Ordinal);
    }

    private static byte[] Compress(string encoding, string text)
    {
        var packed = new MemoryStream();
        using (Stream packing = encoding switch { "gzip" => new GZipStream(packed, CompressionLevel.Fastest), "br" => new BrotliStream(packed, CompressionLevel.Fastest), _ => new ZLibStream(packed, CompressionLevel.Fastest) })
        {
            packing.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
