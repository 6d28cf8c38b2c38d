using System.Collections;
using System.Runtime.CompilerServices;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>
/// The process of the tests: from its start nothing in its environment names a backend, its home folder is one of its own,
/// and the shell's engine reports to nobody. So a test that leaves the environment as it is needs no other one.
/// </summary>
internal static class TestProcess
{
    /// <summary>The home folder outside the tests, where programs find what is installed.</summary>
    public static string? UsersHome { get; private set; }

    /// <summary>The home folder of tests that have none of their own; nothing is ever written into it.</summary>
    public static string Home { get; private set; } = null!;

    /// <summary>The variables of a process that name a backend or would open a browser; what says how much is tested stays.</summary>
    public static IEnumerable<string> Naming() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(variable => (string)variable.Key)
        .Where(name => (name.StartsWith("DH_", StringComparison.Ordinal) && !name.StartsWith("DH_TEST_", StringComparison.Ordinal))
            || name.StartsWith("DHCORE_", StringComparison.Ordinal) || name is "PROJECT_NAME" or "DISPLAY" or "WAYLAND_DISPLAY" or "XDG_DATA_HOME");

    // Before the engine is loaded, which looks at the environment once.
    [ModuleInitializer]
    internal static void Begin()
    {
        foreach (var name in Naming().ToList()) Environment.SetEnvironmentVariable(name, null);
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        // For the processes that tests start, as the project says for this one.
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
        UsersHome = Environment.GetEnvironmentVariable("HOME");
        Home = Directory.CreateTempSubdirectory("dh-home-").FullName;
        Environment.SetEnvironmentVariable("HOME", Home);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Home, recursive: true);
    }
}
