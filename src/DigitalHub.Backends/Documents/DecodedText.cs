using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace DigitalHub.Backends.Documents;

/// <summary>
/// The text of a stream of bytes, decoded as it is read: UTF-8 or UTF-16, told apart by byte order mark or, as YAML 1.2
/// section 5.2 has it, by the zero byte of the first character. What is no valid text becomes <see cref="Invalid"/>, so
/// that it is met where it stands.
/// </summary>
internal sealed class DecodedText : TextReader
{
    /// <summary>Half of a surrogate pair: no valid text decodes to it.</summary>
    public const char Invalid = '\uDFFF';

    private const int BufferSize = 64 * 1024;

    private readonly Stream _stream;
    private readonly byte[] _bytes = new byte[BufferSize];
    private readonly Form _form;
    private int _start;
    private int _end;
    private bool _isAtEnd;

    public DecodedText(Stream stream)
    {
        _stream = stream;
        while (_end < 4 && Fill())
        {
        }
        (_form, _start) = FormOf(_bytes.AsSpan(0, _end));
    }

    private enum Form
    {
        Utf8,
        Utf16,
        Utf16BigEndian,
        Utf32,
    }

    /// <summary>Whether it is UTF-32, which is not decoded.</summary>
    public bool IsUtf32 => _form == Form.Utf32;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    /// <summary>At least one character, unless the text has ended. The buffer has to have room for two.</summary>
    public override int Read(Span<char> buffer)
    {
        while (true)
        {
            var count = _form == Form.Utf8 ? DecodeUtf8(buffer) : DecodeUtf16(buffer);
            if (count > 0 || !Fill()) return count > 0 ? count : Rest(buffer);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _stream.Dispose();
        base.Dispose(disposing);
    }

    private static (Form Form, int MarkLength) FormOf(ReadOnlySpan<byte> start)
    {
        if (IsUtf32Start(start)) return (Form.Utf32, 0);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return (Form.Utf16, 2);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return (Form.Utf16BigEndian, 2);
        if (start.Length >= 2 && start[0] == 0 && start[1] != 0) return (Form.Utf16BigEndian, 0);
        if (start.Length >= 2 && start[0] != 0 && start[1] == 0) return (Form.Utf16, 0);
        return (Form.Utf8, start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0);
    }

    private static bool IsUtf32Start(ReadOnlySpan<byte> start) =>
        start.Length >= 4
        && ((start[0] == 0 && start[1] == 0 && (start[2] != 0 || start[3] != 0))
            || (start[0] != 0 && start[2] == 0 && start[3] == 0 && (start[1] == 0 || (start[0] == 0xFF && start[1] == 0xFE))));

    // What can't be decoded yet is kept; false at the end of the stream.
    private bool Fill()
    {
        if (_isAtEnd) return false;
        _bytes.AsSpan(_start.._end).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        var count = _stream.Read(_bytes, _end, _bytes.Length - _end);
        _isAtEnd = count == 0;
        _end += count;
        return count > 0;
    }

    private int DecodeUtf8(Span<char> buffer)
    {
        var length = 0;
        while (_start < _end)
        {
            var status = Utf8.ToUtf16(_bytes.AsSpan(_start.._end), buffer[length..], out var read, out var written, replaceInvalidSequences: false, isFinalBlock: false);
            _start += read;
            length += written;
            if (status != OperationStatus.InvalidData || length == buffer.Length) break;
            Rune.DecodeFromUtf8(_bytes.AsSpan(_start.._end), out _, out var skipped);
            _start += skipped;
            buffer[length++] = Invalid;
        }
        return length;
    }

    private int DecodeUtf16(Span<char> buffer)
    {
        var count = Math.Min((_end - _start) / 2, buffer.Length);
        for (var i = 0; i < count; i++, _start += 2)
        {
            var pair = _bytes.AsSpan(_start, 2);
            buffer[i] = (char)(_form == Form.Utf16BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(pair) : BinaryPrimitives.ReadUInt16LittleEndian(pair));
        }
        return count;
    }

    // Bytes at the end that are no whole character.
    private int Rest(Span<char> buffer)
    {
        if (_start == _end) return 0;
        _start = _end;
        buffer[0] = Invalid;
        return 1;
    }
}
