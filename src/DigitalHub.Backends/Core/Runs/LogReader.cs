using System.Buffers;
using System.Buffers.Text;
using System.Collections.Specialized;
using System.Text;
using System.Text.Json;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>Reads the list of a run's logs (contract 2.7) without making a text of what is in base64: it may be a hundred megabytes.</summary>
internal static class LogReader
{
    private const int IdLength = 32;

    /// <exception cref="ServerException"><c>UnexpectedResponse</c></exception>
    public static IReadOnlyList<LogEntry> Read(CoreRequest request, CoreAnswer answer)
    {
        if (answer.Body.IsEmpty) return [];
        try
        {
            return Entries(request, answer.Body.Span);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw CoreErrors.Unexpected(request, "JSON", exception);
        }
        finally
        {
            BodyReader.Release(answer.Body);
        }
    }

    private static List<LogEntry> Entries(CoreRequest request, ReadOnlySpan<byte> body)
    {
        var entries = new List<LogEntry>();
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return entries;
        if (reader.TokenType != JsonTokenType.StartArray) throw CoreErrors.Unexpected(request, "a list of logs");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject) entries.Add(Entry(request, body, ref reader));
            else reader.Skip();
        }
        return entries;
    }

    private static LogEntry Entry(CoreRequest request, ReadOnlySpan<byte> body, ref Utf8JsonReader reader)
    {
        var text = string.Empty;
        OrderedDictionary? extensions = null;
        OrderedDictionary? status = null;
        string? id = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "content":
                    text = Content(request, ref reader);
                    break;
                case "extensions":
                    extensions = Value(body, ref reader) as OrderedDictionary;
                    break;
                case "status":
                    status = Value(body, ref reader) as OrderedDictionary;
                    break;
                case "id":
                    id = Value(body, ref reader) as string;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        // Where the container stands moved from status to extensions (contract 13). Where logs come from Loki the id is its name.
        var place = extensions ?? status;
        var container = place?.Text("container") ?? (place?.Text("pod") is null && id is not null && !IsMade(id) ? id : null);
        return new LogEntry(new RunLog(place?.Text("pod"), container, text), place?["metrics"] as Array ?? Array.Empty<object>());
    }

    private static string Content(CoreRequest request, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null) return string.Empty;
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && Decoded(reader.ValueSpan) is { } text) return text;
        if (reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes)) return Encoding.UTF8.GetString(bytes);
        throw CoreErrors.Unexpected(request, "logs in base64");
    }

    // A log that is followed comes again and again: what it is decoded into is used again, too.
    private static string? Decoded(ReadOnlySpan<byte> base64)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        try
        {
            return Base64.DecodeFromUtf8(base64, bytes, out _, out var written) == OperationStatus.Done ? Encoding.UTF8.GetString(bytes, 0, written) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static object? Value(ReadOnlySpan<byte> body, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return JsonText.Parse(body[start..(int)reader.BytesConsumed]);
    }

    private static bool IsMade(string id) => Guid.TryParse(id, out _) || (id.Length == IdLength && id.All(char.IsAsciiHexDigit));
}

/// <summary>A log and what core measured of its container beside it.</summary>
internal sealed record LogEntry(RunLog Log, Array Metrics);
