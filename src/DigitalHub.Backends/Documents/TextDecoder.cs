using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace DigitalHub.Backends.Documents;

/// <summary>
/// Bytes to text: UTF-8 or UTF-16, told apart by byte order mark or, as YAML 1.2 section 5.2 has it, by the zero byte of
/// the first character. What is no valid text becomes <see cref="Invalid"/>, so that it is met where it stands.
/// </summary>
internal static class TextDecoder
{
    /// <summary>Half of a surrogate pair: no valid text decodes to it.</summary>
    public const char Invalid = '\uDFFF';

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, without its byte order mark; null for UTF-32.</summary>
    public static string? Decode(ReadOnlySpan<byte> content, out bool isUtf8)
    {
        isUtf8 = false;
        if (IsUtf32(content)) return null;
        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Utf16(content[2..], bigEndian: false);
        if (content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Utf16(content[2..], bigEndian: true);
        if (content.Length >= 2 && content[0] == 0 && content[1] != 0) return Utf16(content, bigEndian: true);
        if (content.Length >= 2 && content[0] != 0 && content[1] == 0) return Utf16(content, bigEndian: false);
        isUtf8 = true;
        return Utf8(WithoutMark(content));
    }

    /// <summary>UTF-8 without its byte order mark.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) => utf8[MarkLength(utf8)..];

    /// <summary>The length of UTF-8's byte order mark, if it is there.</summary>
    public static int MarkLength(ReadOnlySpan<byte> utf8) => utf8.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;

    private static bool IsUtf32(ReadOnlySpan<byte> content) =>
        content.Length >= 4
        && ((content[0] == 0 && content[1] == 0 && (content[2] != 0 || content[3] != 0))
            || (content[0] != 0 && content[2] == 0 && content[3] == 0 && (content[1] == 0 || (content[0] == 0xFF && content[1] == 0xFE))));

    private static string Utf16(ReadOnlySpan<byte> content, bool bigEndian)
    {
        var units = new char[(content.Length + 1) / 2];
        for (var i = 0; i < content.Length / 2; i++)
        {
            var pair = content.Slice(i * 2, 2);
            units[i] = (char)(bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(pair) : BinaryPrimitives.ReadUInt16LittleEndian(pair));
        }
        if (content.Length % 2 == 1) units[^1] = Invalid;
        return new string(units);
    }

    private static string Utf8(ReadOnlySpan<byte> content)
    {
        try
        {
            return Strict.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return Repaired(content);
        }
    }

    private static string Repaired(ReadOnlySpan<byte> content)
    {
        var units = new char[content.Length];
        var length = 0;
        while (!content.IsEmpty)
        {
            var status = System.Text.Unicode.Utf8.ToUtf16(content, units.AsSpan(length), out var read, out var written, replaceInvalidSequences: false);
            length += written;
            content = content[read..];
            if (status is OperationStatus.Done || content.IsEmpty) break;
            Rune.DecodeFromUtf8(content, out _, out var skipped);
            content = content[skipped..];
            units[length++] = Invalid;
        }
        return new string(units, 0, length);
    }
}
