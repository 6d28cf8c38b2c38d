using System.Collections;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>An environment in which nothing names a backend, with a home folder of its own; the process's own comes back after the test.</summary>
internal sealed class CleanEnvironment : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public CleanEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith("DH_", StringComparison.Ordinal) || name.StartsWith("DHCORE_", StringComparison.Ordinal) || name == "PROJECT_NAME") Set(name, null);
        }
        UsersHome = Environment.GetEnvironmentVariable("HOME");
        Home = Directory.CreateTempSubdirectory("dh-home-").FullName;
        Set("HOME", Home);
        Set("DISPLAY", null);
        Set("WAYLAND_DISPLAY", null);
    }

    public string Home { get; }

    /// <summary>The home folder outside the test, where programs find what is installed.</summary>
    public string? UsersHome { get; }

    public string Ini => Path.Combine(Home, ".dhcore.ini");

    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        Directory.Delete(Home, recursive: true);
    }
}
