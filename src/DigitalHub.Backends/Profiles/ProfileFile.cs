using System.Text.RegularExpressions;
using DigitalHub.Backends.Local;

namespace DigitalHub.Backends.Profiles;

/// <summary>The ini file on the disk, which dhcli and the SDK read and write too. It is replaced as a whole or not at all, and is for its owner alone.</summary>
internal sealed class ProfileFile
{
    private const int Largest = 4 << 20;
    private const int WindowsTries = 10;
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan WindowsPause = TimeSpan.FromMilliseconds(50);

    /// <param name="path">The file, or a link to it: what the link leads to is read and written.</param>
    public ProfileFile(string path) => (Path, Target) = (path, RealPath.Of(path));

    /// <summary>The path as it was given, for a person.</summary>
    public string Path { get; }

    private string Target { get; }

    /// <summary>What is in the file; null where there is none.</summary>
    /// <exception cref="DigitalHubException"><c>ProfileUnavailable</c>: it is there and can't be read.</exception>
    public IniDocument? Read()
    {
        try
        {
            using var stream = new FileStream(Target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.CanSeek && stream.Length > Largest) throw ProfileErrors.TooLarge(Path);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return IniDocument.Parse(bytes.ToArray());
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            // A folder that may not be looked into hides whether there is a file: then nobody put one there for this user.
            return File.Exists(Target) || Directory.Exists(Target) ? throw ProfileErrors.Unreadable(Path, exception) : null;
        }
        catch (IOException exception)
        {
            throw ProfileErrors.Unreadable(Path, exception);
        }
    }

    /// <summary>Keeps other processes of this module away; see <see cref="ProfileLock"/>.</summary>
    public Task<IDisposable?> LockAsync(TimeSpan patience, CancellationToken cancellationToken) => ProfileLock.TakeAsync(Target, patience, cancellationToken);

    /// <summary>Changes the file, which is made where it is not there. The caller has the lock.</summary>
    /// <exception cref="DigitalHubException"><c>ProfileUnavailable</c>: nothing was changed.</exception>
    public void Change(Action<IniDocument> change)
    {
        var document = Read() ?? IniDocument.Parse([]);
        var before = document.ToBytes();
        try
        {
            change(document);
            var after = document.ToBytes();
            if (after.AsSpan().SequenceEqual(before)) return;
            Write(after);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException || FileLimit.IsReached(exception))
        {
            throw ProfileErrors.Unwritable(Path, exception);
        }
    }

    private void Write(byte[] bytes)
    {
        var exists = File.Exists(Target);
        if (exists && IsReadOnly()) throw ProfileErrors.ReadOnly(Path);
        RemoveUnfinished();
        var temporary = $"{Target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, NewFile()))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }
            Replace(temporary, exists);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // What writers that were killed left has tokens in it, and nobody else would take it away. Nobody is writing now but this one, who has the lock.
    private void RemoveUnfinished()
    {
        var name = System.IO.Path.GetFileName(Target);
        var unfinished = new Regex($@"\A{Regex.Escape(name)}\.[0-9a-f]{{32}}\.tmp\z", RegexOptions.CultureInvariant);
        try
        {
            foreach (var file in new FileInfo(Target).Directory!.EnumerateFiles("*.tmp")) if (unfinished.IsMatch(file.Name)) file.Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There will be another time.
        }
    }

    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnersOnly;
        return options;
    }

    // A file that was made read-only is meant to stay as it is, though a rename would replace it all the same.
    private bool IsReadOnly() => OperatingSystem.IsWindows()
        ? (File.GetAttributes(Target) & FileAttributes.ReadOnly) != 0
        : (File.GetUnixFileMode(Target) & UnixFileMode.UserWrite) == 0;

    private void Replace(string temporary, bool exists)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.Move(temporary, Target, overwrite: true);
            return;
        }
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Unlike a move this keeps who may read the file.
                if (exists) File.Replace(temporary, Target, null);
                else File.Move(temporary, Target);
                return;
            }
            catch (IOException) when (attempt < WindowsTries)
            {
                // Another program reads it just now.
                Thread.Sleep(WindowsPause);
            }
        }
    }
}
