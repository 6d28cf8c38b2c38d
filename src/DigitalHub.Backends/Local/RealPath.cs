namespace DigitalHub.Backends.Local;

/// <summary>
/// Where a path leads once all links on the way are followed, as far as there is anything. SQLite keeps a file's log beside
/// the file itself, not beside a link to it.
/// </summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MaxLinks = 40;

    // No system opens longer ones, and each part of them would be looked up.
    private static readonly int MaxLength = OperatingSystem.IsWindows() ? 32_767 : 4096;

    /// <summary>Whether a file can have this path, as far as can be told without asking the system.</summary>
    public static bool CanBe(string path) => path.Length <= MaxLength && !path.Contains('\0', StringComparison.Ordinal);

    public static string Of(string path)
    {
        // What comes before a '..' may be a link, which a full path would have forgotten.
        var full = OperatingSystem.IsWindows() ? Path.GetFullPath(path) : Path.Combine(Environment.CurrentDirectory, path);
        if (!CanBe(full)) return full;
        var root = Path.GetPathRoot(full)!;
        var (current, links) = (root, 0);
        var rest = new Stack<string>();
        Push(rest, full[root.Length..]);
        while (rest.TryPop(out var name))
        {
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }
            var next = Path.Combine(current, name);
            if (Target(next) is not { } target)
            {
                current = next;
                continue;
            }
            // A circle: whoever opens it will say so.
            if (++links > MaxLinks) return full;
            if (Path.IsPathRooted(target))
            {
                current = Path.GetPathRoot(target)!;
                target = target[current.Length..];
            }
            Push(rest, target);
        }
        return current;
    }

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var name in path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).AsEnumerable().Reverse())
        {
            if (name is not ("" or ".")) rest.Push(name);
        }
    }

    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
