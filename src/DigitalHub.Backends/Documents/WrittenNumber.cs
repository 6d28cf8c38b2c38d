using System.Globalization;
using System.Numerics;

namespace DigitalHub.Backends.Documents;

/// <summary>How a number is written so that readers of JSON, of YAML 1.1 and of YAML 1.2 read the same number again.</summary>
internal static class WrittenNumber
{
    /// <summary>A floating point number: YAML 1.1 wants a dot and a sign in the exponent.</summary>
    public static string Of(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0) return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
        var digits = text[..exponent];
        return $"{digits}{(digits.Contains('.', StringComparison.Ordinal) ? string.Empty : ".0")}e{text[(exponent + 1)..]}";
    }

    /// <summary>An integer of any size.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: longer than any reader takes.</exception>
    public static string Of(BigInteger number, ValuePath path)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return text.Length <= PyYaml.MaxDigits
            ? text
            : throw Errors.Value(
                string.Create(CultureInfo.InvariantCulture, $"{path} is an integer of more than {PyYaml.MaxDigits} digits, which no document can hold."),
                path.ToString(),
                "Give it as text.");
    }
}
