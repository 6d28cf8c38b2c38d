using System.Buffers;
using System.Globalization;
using YamlDotNet.Core.Events;

namespace DigitalHub.Backends.Documents;

/// <summary>
/// The characters NEL, LS and PS: breaks of a line in YAML 1.1, and to the parser, and characters like others in YAML 1.2
/// (section 5.4). They are hidden from the parser behind characters that no text has.
/// </summary>
internal sealed class OldBreaks
{
    private const string Breaks = "\u0085\u2028\u2029";

    // Unicode keeps them for uses like this one; a file that has them as well is refused.
    private const string Masks = "\uFDD0\uFDD1\uFDD2";

    private static readonly SearchValues<char> SomeBreak = SearchValues.Create(Breaks);

    private static readonly SearchValues<char> SomeMask = SearchValues.Create(Masks);

    private OldBreaks(string text) =>
        Hidden = string.Create(text.Length, text, static (hidden, shown) =>
        {
            shown.CopyTo(hidden);
            Exchange(hidden, SomeBreak, Breaks, Masks);
        });

    /// <summary>The text for the parser.</summary>
    public string Hidden { get; }

    /// <summary>Null for a text that has none of them.</summary>
    public static OldBreaks? In(string text) => text.AsSpan().IndexOfAny(SomeBreak) < 0 ? null : new OldBreaks(text);

    /// <summary>The error of a text that has them and what hides them; null for others.</summary>
    public static DocumentException? Check(SourceText source)
    {
        if (source.Text.AsSpan().IndexOfAny(SomeBreak) < 0) return null;
        var mask = source.Text.AsSpan().IndexOfAny(SomeMask);
        if (mask < 0) return null;
        var code = string.Create(CultureInfo.InvariantCulture, $"{(int)source.Text[mask]:X4}");
        return source.Error(mask, $"The character U+{code} is none of Unicode's and can't be read beside U+0085, U+2028 or U+2029.", $"Take it out, or write it as \\u{code} in double quotes.");
    }

    /// <summary>A scalar as it stands in the text.</summary>
    public static Scalar Restore(Scalar scalar)
    {
        if (scalar.Value.AsSpan().IndexOfAny(SomeMask) < 0) return scalar;
        var value = string.Create(scalar.Value.Length, scalar.Value, static (shown, hidden) =>
        {
            hidden.CopyTo(shown);
            Exchange(shown, SomeMask, Masks, Breaks);
        });
        return new Scalar(scalar.Anchor, scalar.Tag, value, scalar.Style, scalar.IsPlainImplicit, scalar.IsQuotedImplicit, scalar.Start, scalar.End);
    }

    private static void Exchange(Span<char> text, SearchValues<char> some, string from, string to)
    {
        for (var at = text.IndexOfAny(some); at >= 0; at = text.IndexOfAny(some))
        {
            text[at] = to[from.IndexOf(text[at], StringComparison.Ordinal)];
            text = text[(at + 1)..];
        }
    }
}
