using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace DigitalHub;

/// <summary>
/// The one JSON text of all document values that mean the same: names in ordinal order, no blanks, a whole number without a
/// point however it was written. What it makes is hashed and kept, and must never change.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>The text of a document value.</summary>
    public static string Write(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case string words:
                Write(text, words);
                break;
            case double number when double.IsInteger(number):
                text.Append(new BigInteger(number).ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                text.Append(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case long or BigInteger:
                text.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case OrderedDictionary map:
                Write(text, '{', '}', map.Cast<DictionaryEntry>().OrderBy(entry => (string)entry.Key, StringComparer.Ordinal), entry =>
                {
                    Write(text, (string)entry.Key);
                    text.Append(':');
                    Write(text, entry.Value);
                });
                break;
            case Array list:
                Write(text, '[', ']', list.Cast<object?>(), item => Write(text, item));
                break;
            default:
                throw new ArgumentException($"A value of type {value.GetType()} is no document value.", nameof(value));
        }
    }

    private static void Write<T>(StringBuilder text, char first, char last, IEnumerable<T> items, Action<T> write)
    {
        text.Append(first);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst) text.Append(',');
            isFirst = false;
            write(item);
        }
        text.Append(last);
    }

    // Only what JSON wants escaped is, so that no library's choice can change the text.
    private static void Write(StringBuilder text, string words)
    {
        text.Append('"');
        foreach (var letter in words)
        {
            if (letter is '"' or '\\') text.Append('\\').Append(letter);
            else if (letter < ' ') text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else text.Append(letter);
        }
        text.Append('"');
    }
}
