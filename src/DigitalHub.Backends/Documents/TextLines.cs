namespace DigitalHub.Backends.Documents;

/// <summary>Lines as editors count them: they end with LF, CR LF or CR.</summary>
internal static class TextLines
{
    /// <summary>Where the line after this character's begins; -1 on the last line.</summary>
    public static int Next(string text, int index)
    {
        var end = End(text, index);
        if (end == text.Length) return -1;
        return text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
    }

    /// <summary>Where the text of this character's line ends: at its break, or at the end of the text.</summary>
    public static int End(string text, int index)
    {
        var length = text.AsSpan(index).IndexOfAny('\n', '\r');
        return length < 0 ? text.Length : index + length;
    }

    /// <summary>Where this character's line begins.</summary>
    public static int Start(string text, int index)
    {
        // The break of a line is a part of it: of CR LF, the LF is no line of its own.
        if (index > 0 && index < text.Length && text[index] == '\n' && text[index - 1] == '\r') index--;
        return text.AsSpan(0, index).LastIndexOfAny('\n', '\r') + 1;
    }
}
