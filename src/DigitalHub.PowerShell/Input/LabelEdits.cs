namespace DigitalHub.PowerShell.Input;

/// <summary>Checks what is to be done to labels.</summary>
internal static class LabelEdits
{
    /// <summary>Refuses a label that is to be added and taken away at once.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static void Check(string[]? added, string[]? removed)
    {
        if ((added ?? []).Intersect(removed ?? []).FirstOrDefault() is { } both)
        {
            throw Errors.Value($"The label '{Errors.Shorten(both)}' is to be added and removed.", both, "Leave it out of -AddLabel or of -RemoveLabel.");
        }
    }
}
