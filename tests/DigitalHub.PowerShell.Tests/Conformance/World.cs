using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>The world that <see cref="Calls.Prepare"/> makes, made once: each test gets a copy of its store.</summary>
internal static class World
{
    private static readonly Lazy<byte[]> Made = new(Make);

    /// <summary>A shell in a world of its own, with the current project <c>demo</c>.</summary>
    public static Shell Open()
    {
        var shell = Shell.Spare();
        Enter(shell, Path.Combine(Directory.CreateDirectory(Path.Combine(shell.Folder, "world")).FullName, "store.db"));
        return shell;
    }

    /// <summary>Puts a new world into a file and connects a shell to it.</summary>
    public static void Enter(Shell shell, string store)
    {
        File.WriteAllBytes(store, Made.Value);
        shell.Run($"Connect-DhBackend -Local -Path '{store}'; Set-DhProject demo");
    }

    private static byte[] Make()
    {
        using var shell = Shell.Bare();
        var store = Path.Combine(shell.Folder, "store.db");
        shell.Run($"Connect-DhBackend -Local -Path '{store}'; Set-DhProject demo");
        shell.Run(Calls.Prepare);
        // Which puts all of it into the one file.
        shell.Run("Disconnect-DhBackend");
        Assert.False(File.Exists($"{store}-wal"));
        return File.ReadAllBytes(store);
    }
}
