namespace DigitalHub.Backends.Documents;

/// <summary>
/// Cuts a YAML text where its documents begin, and block lists of documents where their entries begin, while it is read:
/// no more than one of them is held, and an error in one leaves the others alone. <c>---</c> and <c>...</c> at the start
/// of a line are no content anywhere (YAML 1.2 section 9.1.2), and neither is a dash less far in than what belongs to an
/// entry (section 6.1), so that no parser is needed for it.
/// </summary>
internal sealed class YamlParts(TextReader text, string? file)
{
    private const char ByteOrderMark = '\uFEFF';

    // An entry further in is left to the parser.
    private const int MaxColumn = 100;

    private readonly LinePieces _pieces = new(text);
    private readonly LimitedText _part = new();
    private int _line = 1;
    private bool _hasBegun;
    private bool _hasDirective;
    private bool _startsDocument = true;
    private int? _column;

    private enum LineKind
    {
        Content,
        Entry,
        Preamble,
        Directive,
        Start,
        StartWithContent,
        End,
    }

    /// <summary>The parts, each document with the directives and comments before it.</summary>
    public IEnumerable<YamlPart> Read()
    {
        while (_pieces.MoveNext())
        {
            var kind = _pieces.StartsLine ? Kind() : LineKind.Content;
            var cuts = kind is LineKind.Start or LineKind.StartWithContent ? _hasBegun : kind == LineKind.Entry && _column is not null;
            if (cuts && !_part.IsEmpty) yield return Take(endsDocument: kind != LineKind.Entry);
            Note(kind);
            if (_part.IsEmpty) _line = _pieces.Line;
            _part.Add(Content());
            if (kind == LineKind.End) yield return Take(endsDocument: true);
        }
        if (!_part.IsEmpty) yield return Take(endsDocument: true);
    }

    private YamlPart Take(bool endsDocument)
    {
        var isTooLarge = _part.IsTooLarge;
        var part = new YamlPart(new SourceText(_part.Take(), file, _line), _startsDocument, isTooLarge);
        _startsDocument = endsDocument;
        if (endsDocument)
        {
            _hasBegun = _hasDirective = false;
            _column = null;
        }
        return part;
    }

    private void Note(LineKind kind)
    {
        switch (kind)
        {
            case LineKind.Start:
                _hasBegun = true;
                break;
            case LineKind.StartWithContent:
                _hasBegun = true;
                _column = -1;
                break;
            case LineKind.Directive:
                _hasDirective = true;
                break;
            case LineKind.Content or LineKind.Entry when _pieces.StartsLine:
                _hasBegun = true;
                // Directives hold for all entries, so that these stay together.
                _column ??= kind == LineKind.Entry && !_hasDirective ? Indent(_pieces.Piece) : -1;
                break;
        }
    }

    // Files with marks that were put together have marks in the middle.
    private ReadOnlySpan<char> Content() =>
        _part.IsEmpty && _pieces.StartsLine && _pieces.Piece[0] == ByteOrderMark ? _pieces.Piece[1..] : _pieces.Piece;

    private LineKind Kind()
    {
        var line = _pieces.Piece;
        if (line[0] == ByteOrderMark) line = line[1..];
        if (IsMarker(line, '-')) return IsPreamble(line[3..]) ? LineKind.Start : LineKind.StartWithContent;
        if (IsMarker(line, '.')) return LineKind.End;
        if (IsPreamble(line)) return LineKind.Preamble;
        if (line[0] == '%' && !_hasBegun) return LineKind.Directive;
        return IsEntry(line) ? LineKind.Entry : LineKind.Content;
    }

    private static bool IsMarker(ReadOnlySpan<char> line, char sign) =>
        line.Length >= 3 && line[0] == sign && line[1] == sign && line[2] == sign && EndsWord(line, 3);

    // An entry of the list that the document is; where that is not known yet, an entry of any list.
    private bool IsEntry(ReadOnlySpan<char> line)
    {
        var indent = Indent(line);
        return indent <= MaxColumn && (_column ?? indent) == indent && indent < line.Length && line[indent] == '-' && EndsWord(line, indent + 1);
    }

    private static bool EndsWord(ReadOnlySpan<char> line, int end) => end == line.Length || line[end] is ' ' or '\t' or '\r' or '\n';

    private static int Indent(ReadOnlySpan<char> line)
    {
        var length = line.IndexOfAnyExcept(' ');
        return length < 0 ? line.Length : length;
    }

    private static bool IsPreamble(ReadOnlySpan<char> line) => line.TrimStart(" \t") is [] or ['\r' or '\n' or '#', ..];
}

/// <summary>A document, or an entry of a list of them.</summary>
/// <param name="Source">Its text; of one that is too large, its beginning.</param>
/// <param name="StartsDocument">False for an entry that follows others, whose anchors it knows.</param>
/// <param name="IsTooLarge">Whether it is over 64 MB.</param>
internal sealed record YamlPart(SourceText Source, bool StartsDocument, bool IsTooLarge);
