namespace DigitalHub.Backends.Profiles;

/// <summary>What is wrong with the ini file or with what is said about a core, in the words of design section 7.</summary>
internal static class ProfileErrors
{
    /// <summary>A core is named, and not so that it could be used.</summary>
    public static InputException NotConfigured(string message, object target, string action) =>
        new("BackendNotConfigured", message) { Target = target, RecommendedAction = $"{action} Or name another backend with Connect-DhBackend, for example Connect-DhBackend -Local." };

    public static DigitalHubException Unreadable(string path, Exception cause) => Unavailable(path, $"can't be read: {Why(cause)}", "Check that it is a file and that you may read it.");

    public static DigitalHubException Unwritable(string path, Exception cause) => Unavailable(path, $"can't be written: {Why(cause)}", "Check that you may write the file and its folder, and that the disk is not full.");

    public static DigitalHubException ReadOnly(string path) => Unavailable(path, "is read-only", "Make the file writable for you.");

    public static DigitalHubException TooLarge(string path) => Unavailable(path, "is too large for a file of profiles", "Check that this is the right file.");

    public static DigitalHubException Busy(string path, TimeSpan patience) => Unavailable(
        path,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"has been in use by another process for {patience.TotalSeconds:0.#} seconds"),
        "Try again when the other process has ended.");

    private static DigitalHubException Unavailable(string path, string what, string action) =>
        new("ProfileUnavailable", ErrorKind.ResourceUnavailable, $"The file of profiles '{path}' {what}.") { Target = path, RecommendedAction = action };

    // The system's words name the path and nothing of what is in the file.
    private static string Why(Exception cause) => cause switch
    {
        UnauthorizedAccessException => "you may not",
        DirectoryNotFoundException => "its folder is not there",
        _ when FileLimit.IsReached(cause) => FileLimit.Why,
        _ => cause.Message.TrimEnd('.'),
    };
}
