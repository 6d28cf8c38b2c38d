using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace DigitalHub.PowerShell.Output;

/// <summary>
/// Lets one writer at a time continue a file, in this process and in others. It is an open file beside that one, which the
/// system closes with its process, so that a killed one blocks nobody; and not the file itself, which stays readable meanwhile.
/// </summary>
internal sealed class AppendLock : IDisposable
{
    /// <summary>How long another writer may have the file. By the real clock: it is about other processes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _stream;
    private bool _isFree;

    private AppendLock(FileStream stream) => _stream = stream;

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The full path of the file that is to be continued, which need not exist.</param>
    /// <param name="patience">How long another writer may have it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="DigitalHubException"><c>FileUnwritable</c>: another writer has it for longer.</exception>
    public static AppendLock Take(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        var name = NameOf(path);
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryTake(name) is { } taken) return taken;
            if (Stopwatch.GetElapsedTime(start) >= patience) throw FileErrors.Busy(path, patience);
            cancellationToken.WaitHandle.WaitOne(Step);
        }
    }

    /// <summary>Lets the next one have the file.</summary>
    public void Dispose()
    {
        if (_isFree) return;
        _isFree = true;
        // Before it is closed: afterwards it may be the next one's. On Windows closing it deletes it.
        if (!OperatingSystem.IsWindows()) Delete(_stream.Name);
        _stream.Dispose();
    }

    // One file has one name; where it may be written in several ways, in the same case.
    private static string NameOf(string path)
    {
        var name = Path.GetFileName(path);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(OperatingSystem.IsLinux() ? name : name.ToUpperInvariant()));
        return Path.Combine(Path.GetDirectoryName(path)!, $".dh-{Convert.ToHexString(hash, 0, 16)}.lock");
    }

    private static AppendLock? TryTake(string name)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        }
        catch (Exception exception) when (IsTaken(exception))
        {
            return null;
        }
        try
        {
            if (OperatingSystem.IsWindows() || IsStill(name, stream)) return new AppendLock(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
        stream.Dispose();
        return null;
    }

    // Who had it may have deleted it after it was opened here: then another file has the name, or none. Its time tells, which
    // only who has the file open alone sets.
    private static bool IsStill(string name, FileStream stream)
    {
        File.SetLastWriteTimeUtc(stream.SafeFileHandle, DateTime.UnixEpoch.AddSeconds(2 * (long)RandomNumberGenerator.GetInt32(int.MaxValue / 2)));
        return File.Exists(name) && File.GetLastWriteTimeUtc(name) == File.GetLastWriteTimeUtc(stream.SafeFileHandle);
    }

    // A sharing violation on Windows, EWOULDBLOCK on Linux and on macOS. A file that is being deleted is denied on Windows.
    private static bool IsTaken(Exception exception) => OperatingSystem.IsWindows()
        ? exception is UnauthorizedAccessException || (exception is IOException && (exception.HResult & 0xFFFF) == 32)
        : exception is IOException && exception.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);

    private static void Delete(string name)
    {
        try
        {
            File.Delete(name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // One that stays is the next writer's.
        }
    }
}
