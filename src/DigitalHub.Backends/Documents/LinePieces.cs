namespace DigitalHub.Backends.Documents;

/// <summary>
/// A text line by line, each with its break; overlong lines in pieces, so that no text makes the buffer grow. A piece
/// that goes on has some thousand characters, and none ends within a pair of surrogates or of CR and LF.
/// </summary>
internal sealed class LinePieces(TextReader text)
{
    private readonly char[] _buffer = new char[16 * 1024];
    private int _start;
    private int _end;
    private int _next;
    private bool _isAtEnd;

    /// <summary>The current piece; it lasts until the next one is read.</summary>
    public ReadOnlySpan<char> Piece => _buffer.AsSpan(_start.._next);

    /// <summary>Whether the current piece is the beginning of a line.</summary>
    public bool StartsLine { get; private set; }

    /// <summary>The line of the current piece, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>How many characters of its line stand before the current piece.</summary>
    public int Column { get; private set; }

    /// <summary>Reads the next piece; false at the end of the text.</summary>
    public bool MoveNext()
    {
        var isNewLine = Line == 0 || (_next > _start && _buffer[_next - 1] is '\n' or '\r');
        Column = isNewLine ? 0 : Column + _next - _start;
        _start = _next;
        var length = FindEnd();
        if (length == 0) return false;
        _next = _start + length;
        StartsLine = isNewLine;
        if (isNewLine) Line++;
        return true;
    }

    private int FindEnd()
    {
        for (var searched = 0; ;)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOfAny('\n', '\r');
            var length = _end - _start;
            if (at >= 0)
            {
                var end = searched + at + 1;
                if (_buffer[_start + end - 1] == '\n') return end;
                if (end < length) return _buffer[_start + end] == '\n' ? end + 1 : end;
                // Whether a CR is followed by its LF shows only with the next character.
                searched = end - 1;
            }
            else
            {
                searched = length;
            }
            if (!Fill()) return _isAtEnd || length < 2 || !SplitsPair(_buffer[_end - 1]) ? length : length - 1;
        }
    }

    private static bool SplitsPair(char last) => last == '\r' || char.IsHighSurrogate(last);

    // False at the end of the text, or where the buffer is full.
    private bool Fill()
    {
        if (_isAtEnd) return false;
        if (_start > 0 && _end > _buffer.Length - 2)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end > _buffer.Length - 2) return false;
        var count = text.Read(_buffer.AsSpan(_end));
        _isAtEnd = count <= 0;
        _end += Math.Max(count, 0);
        return count > 0;
    }
}
