namespace DigitalHub.Backends.Documents;

/// <summary>
/// Cuts a JSON list of documents into its entries while it is read, so that no more than one of them is held. Whether an
/// entry is JSON is for its reader to say.
/// </summary>
internal sealed class JsonEntries(TextReader text, string? file)
{
    private readonly LinePieces _pieces = new(text);
    private readonly LimitedText _entry = new();
    private int _line;
    private int _column;
    private int _depth;
    private bool _isInText;
    private bool _isEscaped;

    private enum Step
    {
        Goes,
        Opens,
        Ends,
        Closes,
    }

    /// <summary>The entries, and an error in place of each that is missing or goes on without end.</summary>
    public IEnumerable<JsonEntry> Read()
    {
        var isOpen = false;
        var isClosed = false;
        var wantsValue = false;
        while (_pieces.MoveNext())
        {
            for (var at = 0; at < _pieces.Piece.Length;)
            {
                var step = Next(ref at, isOpen && !isClosed);
                if (step is Step.Goes) continue;
                if (isClosed || (step == Step.Opens) == isOpen)
                {
                    yield return Wrong(at - 1, "There is text after the end of the list.");
                    yield break;
                }
                if (step == Step.Opens)
                {
                    isOpen = true;
                    continue;
                }
                if (!_entry.IsEmpty) yield return Take();
                else if (wantsValue || step == Step.Ends) yield return Wrong(at - 1, "A document is missing here.");
                wantsValue = step == Step.Ends;
                isClosed = step == Step.Closes;
            }
        }
        if (isClosed) yield break;
        var isWhole = _depth == 0 && !_isInText;
        if (!_entry.IsEmpty) yield return Take();
        if (isWhole) yield return Wrong(Math.Max(_pieces.Piece.Length - 1, 0), "The list is not closed.");
    }

    private JsonEntry Take()
    {
        var isTooLarge = _entry.IsTooLarge;
        return new JsonEntry(new SourceText(_entry.Take(), file, _line, _column), 0, null, isTooLarge);
    }

    // Moves on to the next bracket, comma or text that concerns the list itself, and puts what lies before it into the entry.
    private Step Next(ref int at, bool isInList)
    {
        var piece = _pieces.Piece;
        var from = at;
        if (!isInList)
        {
            at += piece[from..].IndexOfAnyExcept(" \t\r\n") is var blanks and >= 0 ? blanks : piece.Length - from;
            if (at == piece.Length) return Step.Goes;
            return piece[at++] == '[' ? Step.Opens : Step.Ends;
        }
        for (; at < piece.Length; at++)
        {
            var letter = piece[at];
            if (_isInText)
            {
                if (_isEscaped) _isEscaped = false;
                else if (letter == '\\') _isEscaped = true;
                else if (letter == '"') _isInText = false;
                continue;
            }
            switch (letter)
            {
                case '"':
                    _isInText = true;
                    break;
                case '[' or '{':
                    _depth++;
                    break;
                case ']' or '}' when _depth > 0:
                    _depth--;
                    break;
                case ']' or ',' when _depth == 0:
                    Add(from, at++);
                    return letter == ']' ? Step.Closes : Step.Ends;
            }
        }
        Add(from, at);
        return Step.Goes;
    }

    private void Add(int from, int to)
    {
        var piece = _pieces.Piece[from..to];
        if (_entry.IsEmpty)
        {
            var blanks = piece.IndexOfAnyExcept(" \t\r\n");
            if (blanks < 0) return;
            piece = piece[blanks..];
            (_line, _column) = (_pieces.Line, _pieces.Column + from + blanks);
        }
        _entry.Add(piece);
    }

    private JsonEntry Wrong(int at, string problem) => new(new SourceText(_pieces.Piece.ToString(), file, _pieces.Line, _pieces.Column), at, problem, false);
}

/// <summary>An entry of a list, or what is wrong in its place.</summary>
/// <param name="Source">Its text, or that of the line where something is wrong.</param>
/// <param name="Index">Where in it something is wrong.</param>
/// <param name="Problem">What is wrong; null for an entry to be read.</param>
/// <param name="IsTooLarge">Whether it is over 64 MB; its text is the beginning of it then.</param>
internal sealed record JsonEntry(SourceText Source, int Index, string? Problem, bool IsTooLarge);
