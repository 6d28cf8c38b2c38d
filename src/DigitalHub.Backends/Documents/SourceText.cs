using System.Globalization;

namespace DigitalHub.Backends.Documents;

/// <summary>The text of a file, or of a part of one: finds lines and columns, and words errors that name them.</summary>
/// <param name="text">The text.</param>
/// <param name="file">The file's path; null for text without a file.</param>
/// <param name="line">The line of the file where the text begins, from 1.</param>
/// <param name="column">How many characters of that line stand before the text.</param>
internal sealed class SourceText(string text, string? file, int line = 1, int column = 0)
{
    private const int MaxLineText = 400;

    // Places are asked for nearly in order: counting on from the last one keeps a file of many documents linear.
    private int _index;
    private int _line = line;
    private int _lineStart;

    public string Text { get; } = text;

    private int Column => _index - _lineStart + 1 + (_lineStart == 0 ? column : 0);

    /// <summary>The line of a character, from 1.</summary>
    public int LineOf(int index)
    {
        MoveTo(index);
        return _line;
    }

    /// <summary>An error at a character.</summary>
    public DocumentException Error(int index, string what, string? action = null, Exception? inner = null)
    {
        MoveTo(index);
        var place = file is null
            ? string.Create(CultureInfo.InvariantCulture, $"line {_line}, column {Column}")
            : string.Create(CultureInfo.InvariantCulture, $"{file}:{_line}:{Column}");
        return new DocumentException($"{place}: {what}", inner)
        {
            File = file,
            Line = _line,
            Column = Column,
            LineText = LineText(),
            Target = file,
            RecommendedAction = action,
        };
    }

    /// <summary>An error about the file as a whole.</summary>
    public DocumentException FileError(string what, string action)
    {
        var error = Error(0, what, action);
        return new DocumentException(file is null ? $"The text {what}" : $"{file} {what}")
        {
            File = file,
            Line = error.Line,
            Column = error.Column,
            LineText = error.LineText,
            Target = file,
            RecommendedAction = action,
        };
    }

    /// <summary>A doubt about a character.</summary>
    public DocumentWarning Warning(int index, string message)
    {
        MoveTo(index);
        return new DocumentWarning(_line, Column, message);
    }

    private string LineText()
    {
        var end = TextLines.End(Text, _index);
        if (end - _lineStart <= MaxLineText) return Text[_lineStart..end];
        var from = Math.Max(_lineStart, _index - (MaxLineText / 2));
        var to = Math.Min(end, from + MaxLineText);
        if (from > 0 && char.IsLowSurrogate(Text[from])) from--;
        if (to < end && char.IsLowSurrogate(Text[to])) to--;
        return (from > _lineStart ? "…" : string.Empty) + Text[from..to] + (to < end ? "…" : string.Empty);
    }

    private void MoveTo(int index)
    {
        index = Math.Clamp(index, 0, Text.Length);
        if (index < _lineStart)
        {
            _line -= CountStarts(index, _lineStart);
            _lineStart = TextLines.Start(Text, index);
        }
        else if (index > _index && CountStarts(_index, index) is > 0 and var count)
        {
            _line += count;
            _lineStart = TextLines.Start(Text, index);
        }
        _index = index;
    }

    // How many lines start after one character, up to and with another.
    private int CountStarts(int after, int upTo)
    {
        var count = 0;
        for (var next = TextLines.Next(Text, after); next > after && next <= upTo; next = TextLines.Next(Text, next)) count++;
        return count;
    }
}
