using System.Diagnostics;

namespace DigitalHub.Backends.Profiles;

/// <summary>
/// Keeps other processes of this module away from an ini file while one changes it. It is an open file beside the ini file:
/// the system closes it with its process, so a killed one blocks nobody. It stays there, since who removed it could remove
/// the one that another process has just opened.
/// </summary>
internal static class ProfileLock
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits for the lock; null where none can be had because nothing may be written there.</summary>
    /// <param name="path">The ini file.</param>
    /// <param name="patience">How long another process may have it. By the real clock: it is about other processes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<IDisposable?> TakeAsync(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream($"{path}.lock", options);
            }
            catch (Exception exception) when (exception is UnauthorizedAccessException or DirectoryNotFoundException || IsReadOnlyDisk(exception))
            {
                return null;
            }
            catch (IOException)
            {
                if (patience != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(start) >= patience) throw ProfileErrors.Busy(path, patience);
            }
            await Task.Delay(Step, cancellationToken).ConfigureAwait(false);
        }
    }

    // EROFS of Linux and macOS.
    private static bool IsReadOnlyDisk(Exception exception) => exception is IOException && !OperatingSystem.IsWindows() && (exception.HResult & 0xFFFF) == 30;
}
