namespace DigitalHub.PowerShell.Sessions;

/// <summary>What the environment says about the local store when nobody connected (design section 4).</summary>
internal static class Surroundings
{
    public const string StoreVariable = "DH_LOCAL_STORE";

    /// <summary>The local store's file: from <c>DH_LOCAL_STORE</c>, else in the user's data folder.</summary>
    /// <exception cref="InputException"><c>BackendNotConfigured</c>: the variable holds no full path.</exception>
    public static (string Path, bool Named) LocalStore()
    {
        if (Environment.GetEnvironmentVariable(StoreVariable) is not { Length: > 0 } named) return (DefaultStore(), false);
        if (!Path.IsPathFullyQualified(named))
        {
            throw new InputException("BackendNotConfigured", $"The environment variable {StoreVariable} is '{Errors.Shorten(named)}', which is no full path.")
            {
                Target = StoreVariable,
                RecommendedAction = $"Set {StoreVariable} to the full path of the store's file, or use Connect-DhBackend -Local -Path.",
            };
        }
        return (named, true);
    }

    private static string DefaultStore()
    {
        var folder = OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "DigitalHub")
            : OperatingSystem.IsMacOS() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Library", "Application Support", "DigitalHub")
            : Path.Combine(DataHome(), "digitalhub");
        return Path.Combine(folder, "store.db");
    }

    private static string DataHome() =>
        Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } named && Path.IsPathFullyQualified(named)
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
}
