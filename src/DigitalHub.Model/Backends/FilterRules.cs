namespace DigitalHub;

/// <summary>The rules for what a listing is given to look for; the same for every backend.</summary>
internal static class FilterRules
{
    /// <summary>Whether a filter is a pattern, and if so one that can be matched.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: it is none, or too long.</exception>
    public static bool IsPattern(string value)
    {
        if (!Wildcard.IsPattern(value)) return false;
        Wildcard.Of(value);
        return true;
    }

    /// <summary>Refuses a text that is too long to be looked for; null and empty are no filter.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static string? Text(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Length <= Wildcard.MaxLength) return text;
        throw Errors.Value(
            FormattableString.Invariant($"The text to look for has {text.Length} characters; it may have {Wildcard.MaxLength} characters."),
            Errors.Shorten(text),
            "Give a shorter text.");
    }
}
