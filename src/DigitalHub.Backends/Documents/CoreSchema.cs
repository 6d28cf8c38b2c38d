using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace DigitalHub.Backends.Documents;

/// <summary>What a plain scalar is by the core schema of YAML 1.2 (section 10.3.2). JSON's scalars are among them.</summary>
internal static partial class CoreSchema
{
    /// <summary>The value: null, a boolean, a number or the text itself.</summary>
    /// <exception cref="FormatException">It is a number that no document can hold.</exception>
    public static object? Resolve(string text)
    {
        if (text.Length == 0) return null;
        switch (text[0])
        {
            case >= '0' and <= '9' or '+' or '-' or '.':
                return TryNumber(text, out var number) ? number : text;
            case '~' or 'n' or 'N' when IsNull(text):
                return null;
            case 't' or 'T' or 'f' or 'F' when TryBoolean(text, out var flag):
                return flag;
            default:
                return text;
        }
    }

    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    public static bool TryBoolean(string text, out bool flag)
    {
        flag = text is "true" or "True" or "TRUE";
        return flag || text is "false" or "False" or "FALSE";
    }

    /// <exception cref="FormatException">It is an integer that no document can hold.</exception>
    public static bool TryInteger(string text, out object number)
    {
        number = 0L;
        if (Decimal().IsMatch(text))
        {
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
            {
                number = Narrow(BigInteger.Parse(Checked(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
                return true;
            }
            number = small;
            return true;
        }
        if (Octal().IsMatch(text))
        {
            number = Narrow(FromDigits(Checked(text).AsSpan(2), 3));
            return true;
        }
        if (Hexadecimal().IsMatch(text))
        {
            number = Narrow(FromDigits(Checked(text).AsSpan(2), 4));
            return true;
        }
        return false;
    }

    /// <exception cref="FormatException">It is a number that no document can hold.</exception>
    public static bool TryFloat(string text, out double number)
    {
        number = 0;
        if (NotFinite().IsMatch(text)) throw new FormatException($"{text} is no number that a document can hold.");
        if (!Float().IsMatch(text)) return false;
        number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? true : throw new FormatException($"The number {Errors.Shorten(text)} is too large.");
    }

    private static bool TryNumber(string text, out object number)
    {
        if (TryInteger(text, out number)) return true;
        if (!TryFloat(text, out var real)) return false;
        number = real;
        return true;
    }

    private static string Checked(string digits) =>
        digits.Length <= PyYaml.MaxDigits
            ? digits
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The integer {Errors.Shorten(digits)} has more than {PyYaml.MaxDigits} digits."));

    private static BigInteger FromDigits(ReadOnlySpan<char> digits, int bits)
    {
        var number = BigInteger.Zero;
        foreach (var digit in digits) number = (number << bits) + Convert.ToInt32(digit.ToString(), 16);
        return number;
    }

    private static object Narrow(BigInteger number)
    {
        // Not a conditional expression: its type would be BigInteger on both sides.
        if (number < long.MinValue || number > long.MaxValue) return number;
        return (long)number;
    }

    [GeneratedRegex(@"\A[-+]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"\A0o[0-7]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Octal();

    [GeneratedRegex(@"\A0x[0-9a-fA-F]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(@"\A([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex NotFinite();
}
