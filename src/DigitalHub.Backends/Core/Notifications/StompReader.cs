using System.Globalization;
using System.Text;

namespace DigitalHub.Backends.Core.Notifications;

/// <summary>Takes frames of STOMP 1.2 out of bytes, however they are cut. Line ends between frames are heartbeats.</summary>
internal sealed class StompReader
{
    /// <summary>The longest frame that is taken: a run is not that large.</summary>
    public const int MaxFrame = 64 << 20;

    private const int MaxHead = 64 << 10;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _bytes = new byte[4 << 10];
    private int _start;
    private int _end;
    private int _searched;
    private Head? _head;

    /// <summary>Adds what was received.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_end + bytes.Length > _bytes.Length)
        {
            var held = _end - _start;
            var target = held + bytes.Length > _bytes.Length ? new byte[Math.Max(held + bytes.Length, 2 * _bytes.Length)] : _bytes;
            _bytes.AsSpan(_start, held).CopyTo(target);
            (_bytes, _start, _end) = (target, 0, held);
        }
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>The next frame; null until it has come whole.</summary>
    /// <exception cref="InvalidDataException">What came is no STOMP.</exception>
    public StompFrame? Read()
    {
        if (_head is null && !ReadHead()) return null;
        var head = _head!;
        var rest = _bytes.AsSpan(_start, _end - _start);
        int length;
        if (head.Length is { } stated)
        {
            if (rest.Length <= stated) return null;
            if (rest[stated] != 0) throw new InvalidDataException("A frame goes on after its length.");
            length = stated;
        }
        else
        {
            length = rest[_searched..].IndexOf((byte)0);
            if (length < 0)
            {
                _searched = rest.Length;
                return rest.Length > MaxFrame ? throw TooLong() : null;
            }
            length += _searched;
        }
        var frame = new StompFrame(head.Command, head.Headers, rest[..length].ToArray());
        Skip(length + 1);
        _head = null;
        return frame;
    }

    private bool ReadHead()
    {
        while (_start < _end && _bytes[_start] is (byte)'\n' or (byte)'\r') Skip(1);
        var rest = _bytes.AsSpan(_start, _end - _start);
        if (rest.IsEmpty) return false;
        var length = EndOfHead(rest);
        if (length < 0)
        {
            if (rest.Length > MaxHead) throw new InvalidDataException("The head of a frame has no end.");
            if (rest.Contains((byte)0)) throw new InvalidDataException("A frame ends in its head.");
            return false;
        }
        if (length > MaxHead) throw new InvalidDataException("The head of a frame is too long.");
        _head = Parse(rest[..length]);
        Skip(length);
        return true;
    }

    // With the empty line at its end; below zero where that has not come.
    private static int EndOfHead(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; ;)
        {
            var line = bytes[at..].IndexOf((byte)'\n');
            if (line < 0) return -1;
            at += line + 1;
            if (at < bytes.Length && bytes[at] == '\n') return at + 1;
            if (at + 1 < bytes.Length && bytes[at] == '\r' && bytes[at + 1] == '\n') return at + 2;
        }
    }

    private static Head Parse(ReadOnlySpan<byte> bytes)
    {
        string[] lines;
        try
        {
            lines = Strict.GetString(bytes).Split('\n');
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException("The head of a frame is no text.", exception);
        }
        var command = Line(lines[0]);
        if (command is not (StompFrame.Connected or StompFrame.Message or StompFrame.Receipt or StompFrame.Error)) throw new InvalidDataException("What came is no frame of a server.");
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in lines.Skip(1).Select(Line).Where(line => line.Length > 0))
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) throw new InvalidDataException("A header of a frame has no value.");
            var isEscaped = StompFrame.IsEscaped(command);
            headers.TryAdd(Plain(text[..colon], isEscaped), Plain(text[(colon + 1)..], isEscaped));
        }
        return new Head(command, headers, Length(headers));

        static string Line(string line) => line.EndsWith('\r') ? line[..^1] : line;
    }

    private static int? Length(Dictionary<string, string> headers)
    {
        if (!headers.TryGetValue("content-length", out var text)) return null;
        if (!int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length)) throw new InvalidDataException("The length of a frame is no number.");
        return length <= MaxFrame ? length : throw TooLong();
    }

    private static string Plain(string text, bool isEscaped)
    {
        if (!isEscaped || !text.Contains('\\', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] != '\\' ? text[i] : (++i < text.Length ? text[i] : '\0') switch
            {
                'r' => '\r',
                'n' => '\n',
                'c' => ':',
                '\\' => '\\',
                _ => throw new InvalidDataException("A header of a frame has an escape that there is not."),
            });
        }
        return plain.ToString();
    }

    private static InvalidDataException TooLong() => new("A frame is too long.");

    private void Skip(int count)
    {
        _start += count;
        _searched = 0;
        if (_start == _end) (_start, _end) = (0, 0);
    }

    private sealed record Head(string Command, IReadOnlyDictionary<string, string> Headers, int? Length);
}
