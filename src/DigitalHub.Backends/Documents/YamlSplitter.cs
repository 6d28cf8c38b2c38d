namespace DigitalHub.Backends.Documents;

/// <summary>
/// Cuts a YAML text where its documents begin, so that an error in one leaves the others alone. <c>---</c> and <c>...</c>
/// at the start of a line are no content anywhere (YAML 1.2 section 9.1.2), so no parser is needed for it.
/// </summary>
internal static class YamlSplitter
{
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The documents, each with the directives and comments before it.</summary>
    public static IEnumerable<TextPart> Documents(string text)
    {
        var start = 0;
        var begun = false;
        for (int line = 0, next; line >= 0 && line < text.Length; line = next)
        {
            next = TextLines.Next(text, line);
            var first = text[line] == ByteOrderMark ? line + 1 : line;
            if (start == line) start = first;
            if (IsMarker(text, first, '-'))
            {
                if (begun)
                {
                    yield return new TextPart(start, line);
                    start = first;
                }
                begun = true;
            }
            else if (IsMarker(text, first, '.'))
            {
                var end = next < 0 ? text.Length : next;
                yield return new TextPart(start, end);
                start = end;
                begun = false;
            }
            else
            {
                begun = begun || !IsPreamble(text, first);
            }
        }
        if (start < text.Length) yield return new TextPart(start, text.Length);
    }

    /// <summary>The entries of a block list from a place in it on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rest">The place, and where the list's document ends.</param>
    /// <param name="column">How many blanks stand before each entry's dash.</param>
    public static IEnumerable<TextPart> Entries(string text, TextPart rest, int column)
    {
        var start = -1;
        for (var line = TextLines.Start(text, rest.Start); line >= 0 && line < rest.End; line = TextLines.Next(text, line))
        {
            if (!IsEntry(text, line, column)) continue;
            if (start >= 0) yield return new TextPart(start, line);
            start = line;
        }
        if (start >= 0) yield return new TextPart(start, rest.End);
    }

    private static bool IsMarker(string text, int index, char sign) =>
        index + 3 <= text.Length
        && text[index] == sign && text[index + 1] == sign && text[index + 2] == sign
        && (index + 3 == text.Length || text[index + 3] is ' ' or '\t' or '\r' or '\n');

    private static bool IsEntry(string text, int line, int column) =>
        line + column < text.Length
        && text.AsSpan(line, column).TrimStart(' ').IsEmpty
        && text[line + column] == '-'
        && (line + column + 1 == text.Length || text[line + column + 1] is ' ' or '\t' or '\r' or '\n');

    private static bool IsPreamble(string text, int line)
    {
        while (line < text.Length && text[line] is ' ' or '\t') line++;
        return line == text.Length || text[line] is '\r' or '\n' or '#' or '%';
    }
}
