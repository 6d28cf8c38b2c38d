using System.Buffers;
using System.Globalization;

namespace DigitalHub.Backends.Documents;

/// <summary>Finds what can't stand in a YAML text: control characters, and what was no valid UTF-8 or UTF-16.</summary>
internal static class TextCheck
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code).Except(['\t', '\n', '\r']), .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    /// <summary>The error of a text, or null if there is nothing wrong with it.</summary>
    public static DocumentException? Of(SourceText source)
    {
        var text = source.Text;
        for (var i = 0; i < text.Length; i++)
        {
            var next = text.AsSpan(i).IndexOfAny(Suspects);
            if (next < 0) return null;
            i += next;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }
            return char.IsSurrogate(text[i])
                ? source.Error(i, "This is no valid UTF-8 or UTF-16 text.", "Save the file as UTF-8.")
                : source.Error(
                    i,
                    string.Create(CultureInfo.InvariantCulture, $"The control character U+{(int)text[i]:X4} can't stand in a document."),
                    string.Create(CultureInfo.InvariantCulture, $"Take it out, or write it as \\u{(int)text[i]:X4} in double quotes."));
        }
        return null;
    }
}
