namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>An environment to write into, with a home folder of its own; the one of <see cref="TestProcess"/> comes back after the test.</summary>
internal sealed class CleanEnvironment : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public CleanEnvironment()
    {
        foreach (var name in TestProcess.Naming().ToList()) Set(name, null);
        Home = Directory.CreateTempSubdirectory("dh-home-").FullName;
        Set("HOME", Home);
    }

    public string Home { get; }

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
