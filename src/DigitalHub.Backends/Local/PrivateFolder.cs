using System.Collections.Concurrent;

namespace DigitalHub.Backends.Local;

/// <summary>The folder of a private store: removed with it, and at the latest when the process ends.</summary>
internal sealed class PrivateFolder
{
    private static readonly ConcurrentDictionary<string, bool> Left = new(StringComparer.Ordinal);

    static PrivateFolder() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var folder in Left.Keys) Remove(folder);
    };

    public PrivateFolder() => Left[Path] = true;

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"digitalhub-{Guid.NewGuid():N}");

    public void Remove()
    {
        Left.TryRemove(Path, out _);
        Remove(Path);
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else has a file of it open; the system's own cleaning of temporary files remains.
        }
    }
}
