using System.Management.Automation;
using DigitalHub.PowerShell.Sessions;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace DigitalHub.PowerShell.Input;

/// <summary>Finds and reads the files that a user names by PowerShell paths.</summary>
internal static class DocumentFiles
{
    // The most characters that systems take. The shell takes time and memory with the square of a path's parts.
    private static readonly int MaxLength = OperatingSystem.IsWindows() ? 32_767 : 4096;

    /// <summary>The files of a path with wildcards.</summary>
    /// <exception cref="DigitalHubException"><c>PathNotFound</c>, <c>PathInvalid</c></exception>
    public static IEnumerable<string> Expand(PSCmdlet command, string path)
    {
        ParameterCheck.Value("Path", path);
        // A pattern means the files among what it matches; a folder that is named is a mistake.
        return [.. Resolve(command, path).Where(file => !WildcardPattern.ContainsWildcardCharacters(path) || !Directory.Exists(file))];
    }

    private static List<string> Resolve(PSCmdlet command, string path)
    {
        if (path.AsSpan().IndexOfAny('\n', '\r') >= 0)
        {
            throw new InputException("PathInvalid", "A text of several lines is no path.") { Target = Errors.Shorten(path), RecommendedAction = "Pipe the file instead of its text: Get-Item, not Get-Content. JSON text can go through ConvertFrom-Json." };
        }
        try
        {
            return Ask(path, () =>
            {
                var files = command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
                if (files.Count == 0) throw NoMatch(command, path, null);
                return files.Select(file => OnDisk(file, provider)).ToList();
            });
        }
        catch (Exception exception) when (exception is ItemNotFoundException or DriveNotFoundException or ProviderNotFoundException or ProviderInvocationException)
        {
            throw NoMatch(command, path, exception);
        }
    }

    // Brackets in the name of a file are a pattern to the shell.
    private static EntityNotFoundException NoMatch(PSCmdlet command, string path, Exception? inner)
    {
        if (inner is not (null or ItemNotFoundException) || !WildcardPattern.ContainsWildcardCharacters(path) || !File.Exists(command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out _, out _))) return NotFound(path, inner);
        return new("PathNotFound", $"No file matches the pattern '{path}'.", inner)
        {
            Target = path,
            RecommendedAction = "There is a file of exactly this name: give it with -LiteralPath.",
        };
    }

    /// <summary>The file of a path taken as it is written.</summary>
    /// <exception cref="DigitalHubException"><c>PathNotFound</c>, <c>PathInvalid</c></exception>
    public static string Literal(PSCmdlet command, string path)
    {
        try
        {
            var file = AsWritten(command, path);
            return File.Exists(file) || Directory.Exists(file) ? file : throw NotFound(path, null);
        }
        catch (Exception exception) when (exception is DriveNotFoundException or ProviderNotFoundException)
        {
            throw NotFound(path, exception);
        }
    }

    /// <summary>The documents of a file, as they are read.</summary>
    /// <exception cref="DigitalHubException"><c>PathInvalid</c>, <c>PathNotFound</c>, <c>FileUnreadable</c></exception>
    public static IEnumerable<DocumentResult> Read(string file, CancellationToken cancellationToken)
    {
        var stream = Open(file, $"Name the files in it, for example {System.IO.Path.Combine(file, "*.yaml")}.");
        using var results = Bridge.Factory.Documents.Read(stream, file, cancellationToken).GetEnumerator();
        while (Guard(file, results.MoveNext)) yield return results.Current;
    }

    /// <summary>The bytes of a file of source code.</summary>
    /// <param name="file">The file.</param>
    /// <param name="word">What the code is for: function or workflow.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="DigitalHubException"><c>PathInvalid</c>, <c>PathNotFound</c>, <c>FileUnreadable</c>, <c>SourceTooLarge</c></exception>
    public static byte[] Bytes(string file, string word, CancellationToken cancellationToken)
    {
        using var stream = Open(file, "Give a file with source code.");
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        while (Guard(file, () => stream.Read(buffer)) is > 0 and var count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            content.Write(buffer, 0, count);
            if (content.Length > EntityRules.MaxSourceBytes) throw EntityRules.SourceTooLarge($"{file} holds", file, word);
        }
        return content.ToArray();
    }

    private static FileStream Open(string file, string ifFolder) =>
        Directory.Exists(file)
            ? throw new InputException("PathInvalid", $"{file} is a folder, not a file.") { Target = file, RecommendedAction = ifFolder }
            : Guard(file, () =>
            {
                try
                {
                    return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                }
                catch (FileNotFoundException exception)
                {
                    throw NotFound(file, exception);
                }
            });

    private static T Guard<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && !Bridge.IsLoadFailure(exception))
        {
            throw new DigitalHubException("FileUnreadable", ErrorKind.ReadError, $"{file} can't be read: {exception.Message}", exception) { Target = file, RecommendedAction = "Check that you may read it and that it is whole." };
        }
    }

    /// <summary>The full path of a file that need not exist, on any drive of the file system such as <c>TestDrive:</c>.</summary>
    /// <exception cref="DigitalHubException"><c>PathNotFound</c>, <c>PathInvalid</c></exception>
    public static string Unresolved(PSCmdlet command, string path)
    {
        try
        {
            return AsWritten(command, path);
        }
        catch (Exception exception) when (exception is DriveNotFoundException or ProviderNotFoundException)
        {
            throw NotFound(path, exception);
        }
    }

    /// <summary>The one file or folder that a path with wildcards means, or a file or folder to be made.</summary>
    /// <exception cref="DigitalHubException"><c>PathNotFound</c>, <c>PathInvalid</c></exception>
    public static string Target(PSCmdlet command, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path)) return Unresolved(command, WildcardPattern.Unescape(path));
        var found = Resolve(command, path);
        return found.Count == 1
            ? found[0]
            : throw new InputException("PathInvalid", $"'{path}' is the path of {found.Count} files.") { Target = path, RecommendedAction = "Give the path of one file, or with -LiteralPath a path whose brackets are no pattern." };
    }

    private static string AsWritten(PSCmdlet command, string path) =>
        Ask(path, () => OnDisk(command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _), provider));

    private static T Ask<T>(string path, Func<T> shell)
    {
        if (path.Length > MaxLength)
        {
            throw new InputException("PathInvalid", FormattableString.Invariant($"The path '{Errors.Shorten(path)}' has {path.Length} characters, and a path can have {MaxLength} at most.")) { Target = Errors.Shorten(path), RecommendedAction = "Give the path of a file, not its text." };
        }
        try
        {
            return shell();
        }
        catch (WildcardPatternException exception)
        {
            throw new InputException("PathInvalid", $"'{path}' is no valid wildcard pattern.", exception) { Target = path, RecommendedAction = "Close each [ with a ], or give a file of exactly this name with -LiteralPath." };
        }
    }

    private static string OnDisk(string file, ProviderInfo provider)
    {
        if (file.Contains('\0', StringComparison.Ordinal))
        {
            throw new InputException("PathInvalid", "The path holds the character NUL, which no file system allows.") { Target = file, RecommendedAction = "Give the path of a file." };
        }
        var name = provider.Name;
        return name == "FileSystem"
            ? file
            : throw new InputException("PathInvalid", $"'{file}' is a path of the provider {name}, not of the file system.")
            {
                Target = file,
                RecommendedAction = "Give the path of a file.",
            };
    }

    private static EntityNotFoundException NotFound(string path, Exception? inner) =>
        new("PathNotFound", $"There is no file '{path}'.", inner)
        {
            Target = path,
            RecommendedAction = "Check the path; Get-Location tells where relative paths start.",
        };
}
