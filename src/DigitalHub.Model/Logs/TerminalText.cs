using System.Buffers;
using System.Text;

namespace DigitalHub;

/// <summary>
/// Turns what a program wrote to its terminal into the lines that would stand there in the end: a progress bar that
/// overwrites its line is its last state, and escape sequences are gone. The cursor may go back a few hundred lines.
/// </summary>
internal sealed class TerminalText
{
    // How many lines above the last can still change.
    private const int Height = 256;

    private const int MaxColumn = 8192;

    // A sequence that is longer is none, so that one without end does not take the rest of the log.
    private const int MaxSequence = 4096;

    private const int PieceLength = 1 << 16;

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(code => code != '\t').Select(code => (char)code), .. Enumerable.Range(0x7f, 0x21).Select(code => (char)code)]);

    private readonly List<Row> _rows = [new()];
    private readonly StringBuilder _parameters = new();
    private List<string> _settled = [];
    private Mode _mode;
    private int _sequence;
    private int _row;
    private int _column;

    private enum Mode
    {
        Text,
        Escape,
        // One more letter belongs to it.
        Designation,
        Control,
        // Up to BEL or ST.
        String,
        StringEscape,
    }

    /// <summary>Whether something stands in the line of the cursor or below.</summary>
    public bool HasOpenLine => _rows.Skip(_row).Any(row => !row.IsEmpty);

    /// <summary>The lines of a whole text, made as they are asked for.</summary>
    public static IEnumerable<string> Lines(string text)
    {
        var screen = new TerminalText();
        for (var at = 0; at < text.Length; at += PieceLength)
        {
            screen.Write(text.AsSpan(at, Math.Min(PieceLength, text.Length - at)));
            foreach (var line in screen.Take()) yield return line;
        }
        screen.Finish();
        foreach (var line in screen.Take()) yield return line;
    }

    /// <summary>Writes a piece of text, which may end anywhere.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (_mode != Mode.Text)
            {
                text = Sequence(text);
                continue;
            }
            var plain = text.IndexOfAny(Controls);
            if (plain != 0)
            {
                Print(plain < 0 ? text : text[..plain]);
                if (plain < 0) return;
            }
            Control(text[plain]);
            text = text[(plain + 1)..];
        }
    }

    /// <summary>Gives up the lines above the cursor: what is written there later comes again.</summary>
    public void SettleAbove() => Settle(_row);

    /// <summary>Ends the text: all lines are settled, and what follows begins a new one.</summary>
    public void Finish()
    {
        if (_rows[^1].IsEmpty) _rows.RemoveAt(_rows.Count - 1);
        Settle(_rows.Count);
        _rows.Add(new Row());
        (_row, _column, _mode) = (0, 0, Mode.Text);
    }

    /// <summary>The lines that can't change any more, once.</summary>
    public IReadOnlyList<string> Take()
    {
        if (_settled.Count == 0) return [];
        var settled = _settled;
        _settled = [];
        return settled;
    }

    private void Settle(int count)
    {
        for (var i = 0; i < count; i++) _settled.Add(_rows[i].ToString());
        _rows.RemoveRange(0, count);
        _row -= count;
    }

    private void Print(ReadOnlySpan<char> text)
    {
        _rows[_row].Put(_column, text);
        _column += text.Length;
    }

    private void Control(char letter)
    {
        switch (letter)
        {
            case '\n':
                Down();
                _column = 0;
                break;
            case '\r':
                _column = 0;
                break;
            case '\b':
                if (_column > 0) _column--;
                break;
            case '\u001b':
                Begin(Mode.Escape);
                break;
            case '\u009b':
                Begin(Mode.Control);
                break;
            case '\u0090' or '\u0098' or '\u009d' or '\u009e' or '\u009f':
                Begin(Mode.String);
                break;
        }
    }

    private void Down()
    {
        if (_row < _rows.Count - 1)
        {
            _row++;
            return;
        }
        _rows.Add(new Row());
        _row++;
        if (_rows.Count > 2 * Height) Settle(Height);
    }

    private void Begin(Mode mode)
    {
        _mode = mode;
        _sequence = 0;
        _parameters.Clear();
    }

    private ReadOnlySpan<char> Sequence(ReadOnlySpan<char> text)
    {
        var letter = text[0];
        if (++_sequence > MaxSequence || letter == '\n')
        {
            // It was none, or it was cut: the line's end counts.
            _mode = Mode.Text;
            return text;
        }
        switch (_mode)
        {
            case Mode.Escape:
                _mode = letter switch
                {
                    '[' => Mode.Control,
                    ']' or 'P' or 'X' or '^' or '_' => Mode.String,
                    >= ' ' and <= '/' => Mode.Designation,
                    _ => Mode.Text,
                };
                break;
            case Mode.Designation:
                if (letter is < ' ' or > '/') _mode = Mode.Text;
                break;
            case Mode.String:
                if (letter is '\u0007' or '\u009c') _mode = Mode.Text;
                else if (letter == '\u001b') _mode = Mode.StringEscape;
                break;
            case Mode.StringEscape:
                _mode = letter == '\\' ? Mode.Text : Mode.String;
                break;
            case Mode.Control when letter is >= '@' and <= '~':
                _mode = Mode.Text;
                Move(letter);
                break;
            case Mode.Control when letter is >= ' ' and < '@':
                _parameters.Append(letter);
                break;
            default:
                _mode = Mode.Text;
                return text;
        }
        return text[1..];
    }

    private void Move(char command)
    {
        var count = Parameter();
        switch (command)
        {
            case 'A':
                _row = Math.Max(0, _row - Math.Max(1, count));
                break;
            case 'B':
                _row = Math.Min(_rows.Count - 1, _row + Math.Max(1, count));
                break;
            case 'C':
                _column = Math.Min(Math.Max(MaxColumn, _column), _column + Math.Max(1, count));
                break;
            case 'D':
                _column = Math.Max(0, _column - Math.Max(1, count));
                break;
            case 'E':
                _row = Math.Min(_rows.Count - 1, _row + Math.Max(1, count));
                _column = 0;
                break;
            case 'F':
                _row = Math.Max(0, _row - Math.Max(1, count));
                _column = 0;
                break;
            case 'G':
                _column = Math.Min(MaxColumn, Math.Max(1, count) - 1);
                break;
            case 'J' when count == 0:
                _rows[_row].Erase(_column, int.MaxValue);
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                break;
            case 'K':
                _rows[_row].Erase(count is 1 or 2 ? 0 : _column, count == 1 ? _column + 1 : int.MaxValue);
                break;
        }
    }

    private int Parameter()
    {
        var number = 0;
        for (var i = 0; i < _parameters.Length && char.IsAsciiDigit(_parameters[i]); i++) number = Math.Min(MaxColumn, (number * 10) + (_parameters[i] - '0'));
        return number;
    }

    /// <summary>A line: most are written once and stay text.</summary>
    private sealed class Row
    {
        private string? _plain;
        private StringBuilder? _edited;
        private bool _overwritten;

        public bool IsEmpty => _plain is null && (_edited is null || ToString().Length == 0);

        public void Put(int column, ReadOnlySpan<char> text)
        {
            if (_plain is null && _edited is null && column == 0)
            {
                _plain = new string(text);
                return;
            }
            var row = Edited();
            if (column > row.Length) row.Append(' ', column - row.Length);
            var over = Math.Min(text.Length, row.Length - column);
            if (over > 0)
            {
                _overwritten = true;
                if (over == row.Length - column) row.Length = column;
                else row.Remove(column, over).Insert(column, text[..over]);
                if (row.Length == column) over = 0;
            }
            row.Append(text[Math.Max(0, over)..]);
        }

        public void Erase(int from, int to)
        {
            var row = Edited();
            if (from >= row.Length) return;
            _overwritten = true;
            if (to >= row.Length)
            {
                row.Length = from;
                return;
            }
            for (var i = from; i < to; i++) row[i] = ' ';
        }

        // Who overwrites a line fills it up with blanks.
        public override string ToString()
        {
            if (_edited is null) return _plain ?? string.Empty;
            var text = _edited.ToString();
            return _overwritten ? text.TrimEnd(' ') : text;
        }

        private StringBuilder Edited()
        {
            if (_edited is not null) return _edited;
            _edited = new StringBuilder(_plain);
            _plain = null;
            return _edited;
        }
    }
}
