namespace DigitalHub.PowerShell.Sessions;

/// <summary>What environment and files say about the backend when nobody connected (design section 4).</summary>
internal static class Surroundings
{
    public const string StoreVariable = "DH_LOCAL_STORE";

    private static readonly string[] ProfileVariables = ["DH_NAME", "DH_CONFIG", "DHCORE_ENDPOINT"];

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

    /// <summary>What names a core: a variable, or the ini file that dhcli and the SDK share. Null where nothing does.</summary>
    public static string? CoreSource()
    {
        foreach (var name in ProfileVariables)
        {
            if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) return $"the environment variable {name}";
        }
        foreach (string name in Environment.GetEnvironmentVariables().Keys)
        {
            if (name.StartsWith("DHCORE_", StringComparison.Ordinal) && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) return $"the environment variable {name}";
        }
        var ini = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dhcore.ini");
        return NamesCore(ini) ? $"the file {ini}" : null;
    }

    private static bool NamesCore(string ini)
    {
        try
        {
            return File.Exists(ini) && File.ReadLines(ini).Any(line =>
                line.TrimStart().StartsWith("dhcore_endpoint", StringComparison.OrdinalIgnoreCase)
                && line.IndexOf('=', StringComparison.Ordinal) is var at and >= 0
                && line.AsSpan(at + 1).Trim().Length > 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that is there but can't be read may name a core: no fallback then.
            return true;
        }
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
