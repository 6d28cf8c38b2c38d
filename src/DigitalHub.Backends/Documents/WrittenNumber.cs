using System.Globalization;

namespace DigitalHub.Backends.Documents;

/// <summary>How a floating point number is written so that readers of JSON, of YAML 1.1 and of YAML 1.2 read the same number again.</summary>
internal static class WrittenNumber
{
    /// <summary>The text: YAML 1.1 wants a dot, and a sign in the exponent.</summary>
    public static string Of(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0) return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
        var digits = text[..exponent];
        return $"{digits}{(digits.Contains('.', StringComparison.Ordinal) ? string.Empty : ".0")}e{text[(exponent + 1)..]}";
    }
}
