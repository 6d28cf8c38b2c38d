namespace DigitalHub.Help;

/// <summary>What a piece of text is, which decides how it is wrapped.</summary>
public enum TextKind
{
    /// <summary>Running text.</summary>
    Paragraph,

    /// <summary>A line of a list, marker included.</summary>
    ListItem,

    /// <summary>Text whose line breaks and blanks count.</summary>
    Verbatim,
}

/// <summary>A piece of plain text.</summary>
public sealed record TextBlock(TextKind Kind, string Text, int Depth = 0);
