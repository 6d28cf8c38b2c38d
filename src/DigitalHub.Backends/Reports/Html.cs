using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace DigitalHub.Backends.Reports;

/// <summary>
/// Writes HTML: what a call writes out is markup, what stands in its holes is text and escaped, unless it is
/// <see cref="Markup"/>. So a name can't become markup by being forgotten.
/// </summary>
/// <param name="target">Where it is written.</param>
/// <param name="stop">Ends the writing between two pieces.</param>
internal sealed class Html(TextWriter target, CancellationToken stop)
{
    /// <summary>Writes markup with text in its holes.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] Piece piece)
    {
        _ = piece;
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>The same, and ends the line.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] Piece piece)
    {
        Add(piece);
        target.Write('\n');
    }

    private void Raw(string markup) => target.Write(markup);

    private void Text(string? text)
    {
        if (!string.IsNullOrEmpty(text)) target.Write(Escaped(text));
    }

    /// <summary>A text as it stands in HTML, between tags and in quoted attributes. What no document may hold is replaced.</summary>
    public static string Escaped(string text)
    {
        if (IsPlain(text)) return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '>':
                    escaped.Append("&gt;");
                    break;
                case '"':
                    escaped.Append("&quot;");
                    break;
                case '\'':
                    escaped.Append("&#39;");
                    break;
                case '\t' or '\n' or '\r':
                    escaped.Append(' ');
                    break;
                case < ' ' or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF:
                    escaped.Append('\uFFFD');
                    break;
                default:
                    escaped.Append(rune);
                    break;
            }
        }
        return escaped.ToString();
    }

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text.AsSpan().IndexOfAny("&<>\"'") < 0;

    /// <summary>The parts of one call, written as they come.</summary>
    [InterpolatedStringHandler]
#pragma warning disable CS9113 // The compiler gives the lengths, which nothing here needs.
    internal readonly ref struct Piece(int literalLength, int formattedCount, Html html)
#pragma warning restore CS9113
    {
        public void AppendLiteral(string markup) => html.Raw(markup);

        public void AppendFormatted(string? text) => html.Text(text);

        public void AppendFormatted(int number) => html.Raw(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(long number) => html.Raw(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(Markup markup) => html.Raw(markup.Text ?? string.Empty);
    }
}

/// <summary>A text that is markup already.</summary>
internal readonly record struct Markup(string Text);
