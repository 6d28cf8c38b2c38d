using System.Globalization;

namespace DigitalHub.PowerShell.Output;

/// <summary>What can go wrong with a file that is to be written, worded once.</summary>
internal static class FileErrors
{
    public static EntityExistsException Exists(string path, Exception? inner = null) =>
        new("FileExists", $"There already is a file '{path}'.", inner)
        {
            Target = path,
            RecommendedAction = "Give another path, or leave -NoClobber out to replace the file.",
        };

    public static InputException IsFolder(string path) =>
        new("PathInvalid", $"{path} is a folder, not a file.")
        {
            Target = path,
            RecommendedAction = "Give the path of a file.",
        };

    public static InputException IsDevice(string path) =>
        new("PathInvalid", $"{path} is a device, not a file.")
        {
            Target = path,
            RecommendedAction = "Give the path of a file; the text of documents comes out with -AsString.",
        };

    public static InputException IsFile(string path) =>
        new("PathInvalid", $"{path} is a file, not a folder.")
        {
            Target = path,
            RecommendedAction = "Give the path of a folder, or leave the separator at the end out to write this file.",
        };

    public static EntityNotFoundException NoFolder(string folder) =>
        new("PathNotFound", $"There is no folder '{folder}'.")
        {
            Target = folder,
            RecommendedAction = "Make the folder first with New-Item -ItemType Directory, or check the path.",
        };

    public static DigitalHubException IsReadOnly(string path) =>
        Unwritable(path, "it is read-only", null, "Give another path, or use -Force to replace a file that is read-only.");

    public static DigitalHubException Busy(string path, TimeSpan patience) =>
        Unwritable(path, string.Create(CultureInfo.InvariantCulture, $"another command has been appending to it for more than {patience.TotalSeconds:0.#} seconds"), null, "Repeat the command when the other one has ended, or write to a file of its own. The file is as the other command leaves it.");

    public static DigitalHubException Changed(string path, Exception? inner = null) =>
        Unwritable(path, "it was changed by something else while documents were appended", inner, "Repeat the command. The file is as it was changed, and nothing was appended.");

    /// <summary>Does something with a file; what the system says against it becomes an error of ours.</summary>
    /// <exception cref="DigitalHubException"><c>FileUnwritable</c></exception>
    public static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception.Message.TrimEnd('.'), exception, "Check the space on the disk and that you may write there, or give another path. A file that was there is as it was.");
        }
        catch (Exception exception) when (FileLimit.IsReached(exception))
        {
            throw Unwritable(path, FileLimit.Why, exception, "Write one file a run, into a folder, or write to another file system. A file that was there is as it was.");
        }
    }

    private static DigitalHubException Unwritable(string path, string why, Exception? inner, string action) =>
        new("FileUnwritable", ErrorKind.WriteError, $"{path} can't be written: {why}.", inner)
        {
            Target = path,
            RecommendedAction = action,
        };
}
