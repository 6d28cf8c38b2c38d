using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace DigitalHub.Backends.Documents;

/// <summary>
/// What a plain scalar is to PyYAML's SafeLoader, which reads YAML 1.1: the patterns of its <c>resolver.py</c> and the
/// arithmetic of its <c>constructor.py</c>. Dates are text, because the Python SDK takes the timestamp type out.
/// </summary>
internal static partial class PyYaml
{
    /// <summary>Stands for a scalar that PyYAML refuses to read.</summary>
    public static readonly object Unreadable = new();

    /// <summary>The most digits of an integer that Python reads.</summary>
    public const int MaxDigits = 4300;

    /// <summary>The value: null, a boolean, a number, the text itself, or <see cref="Unreadable"/>.</summary>
    public static object? Resolve(string text)
    {
        if (text.Length == 0) return null;
        switch (text[0])
        {
            case 'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' or '~':
                return Word(text);
            case >= '0' and <= '9' or '+' or '-' or '.':
                if (Float().IsMatch(text)) return Real(text);
                return Integer().IsMatch(text) ? Whole(text) : text;
            case '<' or '=' when text is "<<" or "=":
                return Unreadable;
            default:
                return text;
        }
    }

    private static object? Word(string text) => text switch
    {
        "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        "~" or "null" or "Null" or "NULL" => null,
        _ => text,
    };

    private static double Real(string text)
    {
        var (digits, negative) = Unsigned(text);
        if (digits is ".inf" or ".Inf" or ".INF") return negative ? double.NegativeInfinity : double.PositiveInfinity;
        if (digits is ".nan" or ".NaN" or ".NAN") return double.NaN;
        var number = 0.0;
        var unit = 1.0;
        foreach (var part in digits.Split(':').AsEnumerable().Reverse())
        {
            number = (double.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture) * unit) + number;
            unit *= 60;
        }
        return negative ? -number : number;
    }

    private static object Whole(string text)
    {
        var (digits, negative) = Unsigned(text);
        if (digits.Length > MaxDigits || digits is "0b" or "0x") return Unreadable;
        var number = digits switch
        {
            _ when digits.StartsWith("0b", StringComparison.Ordinal) => FromDigits(digits[2..], 2),
            _ when digits.StartsWith("0x", StringComparison.Ordinal) => FromDigits(digits[2..], 16),
            ['0', ..] => FromDigits(digits, 8),
            _ => digits.Split(':').Aggregate(BigInteger.Zero, (sum, part) => (sum * 60) + BigInteger.Parse(part, CultureInfo.InvariantCulture)),
        };
        if (negative) number = -number;
        if (number < long.MinValue || number > long.MaxValue) return number;
        return (long)number;
    }

    private static (string Digits, bool Negative) Unsigned(string text)
    {
        var digits = text.Replace("_", string.Empty, StringComparison.Ordinal);
        return (digits.TrimStart('+', '-'), digits[0] == '-');
    }

    private static BigInteger FromDigits(string digits, int radix)
    {
        var number = BigInteger.Zero;
        foreach (var digit in digits) number = (number * radix) + Convert.ToInt32(digit.ToString(), 16);
        return number;
    }

    [GeneratedRegex(@"\A(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(@"\A(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();
}
