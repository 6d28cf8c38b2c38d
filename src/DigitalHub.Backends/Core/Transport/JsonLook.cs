namespace DigitalHub.Backends.Core;

/// <summary>What a body looks like from its ends; whoever uses it reads it whole.</summary>
internal enum JsonLook
{
    /// <summary>Nothing, or blanks.</summary>
    Empty,

    /// <summary>It begins and ends as JSON does.</summary>
    Whole,

    /// <summary>It begins as JSON and does not end so.</summary>
    Cut,

    /// <summary>It does not begin as JSON.</summary>
    Foreign,
}

/// <summary>Looks at the ends of a body.</summary>
internal static class JsonLooks
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The body without a byte order mark, which a proxy's rewriting may have put before it.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith(Mark) ? body[3..] : body;

    public static JsonLook Of(ReadOnlySpan<byte> body)
    {
        var text = body.Trim(" \t\r\n"u8);
        if (text.IsEmpty) return JsonLook.Empty;
        return (text[0], text[^1]) switch
        {
            ((byte)'{', (byte)'}') or ((byte)'[', (byte)']') => JsonLook.Whole,
            ((byte)'{' or (byte)'[', _) => JsonLook.Cut,
            // A single metric may be a bare number.
            ((byte)'-' or (>= (byte)'0' and <= (byte)'9'), >= (byte)'0' and <= (byte)'9') => JsonLook.Whole,
            ((byte)'"', (byte)'"') when text.Length > 1 => JsonLook.Whole,
            _ => text.SequenceEqual("null"u8) || text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8) ? JsonLook.Whole : JsonLook.Foreign,
        };
    }
}
