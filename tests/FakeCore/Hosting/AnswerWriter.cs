using System.Globalization;
using System.IO.Compression;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Model;
using Microsoft.AspNetCore.Http;

namespace DigitalHub.FakeCore.Hosting;

/// <summary>Writes an answer, or as much of it as the faults leave.</summary>
internal sealed class AnswerWriter(LevelRules rules, bool gzip)
{
    public async Task WriteAsync(HttpContext context, Answer answer, IReadOnlyList<Fault> faults, DateTimeOffset? date, CancellationToken stop)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.ApiHeaders)
        {
            response.Headers["X-Api-Version"] = rules.Version;
            response.Headers["X-Api-Level"] = rules.Level.ToString(CultureInfo.InvariantCulture);
        }
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.Append(name, value);
        }
        if (answer.ContentType is not null)
        {
            response.ContentType = answer.ContentType;
        }
        if (date is { } time)
        {
            response.Headers.Date = time.ToString("R", CultureInfo.InvariantCulture);
        }
        var body = answer.Body;
        if ((gzip || Has(faults, FaultKind.Gzip)) && !body.IsEmpty && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
            body = Compress(body);
        }
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }
        var half = body.Length / 2;
        if (Has(faults, FaultKind.HalfBody))
        {
            // Kestrel closes the connection on less than was declared. A reset could overtake what was sent.
            await response.BodyWriter.WriteAsync(body[..half], stop);
            return;
        }
        if (faults.FirstOrDefault(fault => fault.Kind == FaultKind.StallBody) is { } stall)
        {
            await response.BodyWriter.WriteAsync(body[..half], stop);
            await response.BodyWriter.FlushAsync(stop);
            await Task.Delay(stall.Duration, stop);
            body = body[half..];
        }
        if (!body.IsEmpty)
        {
            await response.BodyWriter.WriteAsync(body, stop);
        }
    }

    private static bool Has(IReadOnlyList<Fault> faults, FaultKind kind) => faults.Any(fault => fault.Kind == kind);

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body)
    {
        using var buffer = new MemoryStream();
        using (var stream = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(body.Span);
        }
        return buffer.ToArray();
    }
}
