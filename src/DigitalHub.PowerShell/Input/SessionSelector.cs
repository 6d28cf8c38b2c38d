namespace DigitalHub.PowerShell.Input;

/// <summary>Says which session was given or piped.</summary>
internal static class SessionSelector
{
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static Session Of(object? value) =>
        ShellValues.Bare(value) switch
        {
            Session session => session,
            null => throw Errors.NullSelector("Session"),
            var other => throw Errors.Value(
                $"An object of type {other.GetType()} is no session.",
                other,
                "Give what Connect-DhBackend -PassThru or Get-DhBackend returned in this process."),
        };
}
