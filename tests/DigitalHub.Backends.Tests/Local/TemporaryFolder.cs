namespace DigitalHub.Backends.Tests.Local;

/// <summary>A folder of a test's own.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dh-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string[] Files() => [.. Directory.EnumerateFileSystemEntries(Path).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        // Some tests take it away themselves.
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
