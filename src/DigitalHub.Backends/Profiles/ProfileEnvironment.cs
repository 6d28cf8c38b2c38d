using System.Collections;

namespace DigitalHub.Backends.Profiles;

/// <summary>The environment variables and the home folder. An empty variable counts as none.</summary>
internal sealed class ProfileEnvironment(IReadOnlyDictionary<string, string> variables, string? home)
{
    /// <summary>Those of this process, as they are now.</summary>
    public static ProfileEnvironment OfProcess()
    {
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables()) variables[(string)variable.Key] = (string?)variable.Value ?? string.Empty;
        return new ProfileEnvironment(variables, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
    }

    /// <summary>The home folder; null where the user has none.</summary>
    public string? Home => string.IsNullOrEmpty(home) ? null : home;

    public string? Get(string name) => variables.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>The variables that are about a core, the endpoint first; how the SDK logs is not.</summary>
    public IEnumerable<string> AboutCore() => variables.Keys
        .Where(name => name.StartsWith("DHCORE_", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("DHCORE_LOG_", StringComparison.OrdinalIgnoreCase) && Get(name) is not null)
        .OrderBy(name => name is Profiles.EndpointVariable ? 0 : 1).ThenBy(name => name, StringComparer.Ordinal);
}
