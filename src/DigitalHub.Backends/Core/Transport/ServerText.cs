using System.Text;
using System.Text.Json;

namespace DigitalHub.Backends.Core;

/// <summary>Who wrote the body of an error (contract 5).</summary>
internal enum ErrorBody
{
    /// <summary>There is none.</summary>
    Empty,

    /// <summary>Core: <c>status message errorCode</c> (contract 5.1).</summary>
    Core,

    /// <summary>Spring Boot: <c>timestamp status error path</c> (contract 5.2).</summary>
    Boot,

    /// <summary>A sentence.</summary>
    Text,

    /// <summary>Anything else: a page, or JSON of somebody else.</summary>
    Foreign,
}

/// <summary>What a server says in the body of an error.</summary>
/// <param name="Body">Who wrote it.</param>
/// <param name="Message">The message as it was sent; null for none.</param>
internal readonly record struct ServerText(ErrorBody Body, string? Message)
{
    private const int Longest = 500;

    public static ServerText Of(WireAnswer answer)
    {
        var body = JsonLooks.WithoutMark(answer.Body);
        switch (JsonLooks.Of(body.Span))
        {
            case JsonLook.Empty:
                return new ServerText(ErrorBody.Empty, null);
            case JsonLook.Whole when body.Span.TrimStart(" \t\r\n"u8)[0] == '{':
                return OfJson(body);
            case JsonLook.Foreign when answer.ContentType is null or "text/plain" || answer.ContentType.EndsWith("json", StringComparison.OrdinalIgnoreCase):
                var text = Encoding.UTF8.GetString(body.Span);
                return text.TrimStart().StartsWith('<') ? new ServerText(ErrorBody.Foreign, null) : new ServerText(ErrorBody.Text, text);
            default:
                return new ServerText(ErrorBody.Foreign, null);
        }
    }

    /// <summary>A message fit to be shown: without what Java adds, on one line, and not long.</summary>
    public static string? Clean(string? message)
    {
        if (message is null) return null;
        foreach (var end in (ReadOnlySpan<string>)["\n at ", "\n\tat ", "\r\n\tat ", "; nested exception", " (through reference chain"])
        {
            if (message.IndexOf(end, StringComparison.Ordinal) is > 0 and var cut) message = message[..cut];
        }

        var line = new StringBuilder(Math.Min(message.Length, Longest + 3));
        foreach (var character in message)
        {
            var blank = char.IsWhiteSpace(character) || char.IsControl(character);
            if (blank && (line.Length == 0 || line[^1] == ' ')) continue;
            line.Append(blank ? ' ' : character);
            if (line.Length > Longest) break;
        }

        var text = line.ToString().TrimEnd();
        if (text.Length == 0) return null;
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest - 3), "...");
    }

    private static ServerText OfJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var message = root.TryGetProperty("message", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString() : null;
            if (root.TryGetProperty("errorCode", out _)) return new ServerText(ErrorBody.Core, message);
            if (root.TryGetProperty("timestamp", out _) && root.TryGetProperty("path", out _)) return new ServerText(ErrorBody.Boot, message);
            return new ServerText(ErrorBody.Foreign, message);
        }
        // The second for text that is half a character.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new ServerText(ErrorBody.Foreign, null);
        }
    }
}
