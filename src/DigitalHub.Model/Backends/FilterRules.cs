namespace DigitalHub;

/// <summary>The rules for what a listing is given to look for; the same for every backend.</summary>
internal static class FilterRules
{
    /// <summary>Whether a filter is a pattern, and if so one that can be matched.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: it is none, or too long.</exception>
    public static bool IsPattern(string value)
    {
        HasNoNull(value);
        if (!Wildcard.IsPattern(value)) return false;
        Wildcard.Of(value);
        return true;
    }

    /// <summary>Refuses a text that is too long to be looked for; null and empty are no filter.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static string? Text(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        HasNoNull(text);
        if (text.Length <= Wildcard.MaxLength) return text;
        throw Errors.Value(
            FormattableString.Invariant($"The text to look for has {text.Length} characters; it may have {Wildcard.MaxLength} characters."),
            Errors.Shorten(text),
            "Give a shorter text.");
    }

    // A database takes a text to end there.
    private static void HasNoNull(string text)
    {
        if (!text.Contains('\0', StringComparison.Ordinal)) return;
        throw Errors.Value("The text to look for has a NUL character, which nothing that can be found has.", Errors.Shorten(text.Replace('\0', '?')), "Leave it out.");
    }
}
