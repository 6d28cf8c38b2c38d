using System.Text;

namespace DigitalHub.PowerShell.Output;

/// <summary>
/// A file that is being written: under another name in the same folder, until it is whole and takes its own. So a
/// half-written file never appears, and what stood there before stays until then.
/// </summary>
internal sealed class NewFile : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileRules _rules;
    private readonly FileStream _stream;
    private readonly StreamWriter _writer;
    private bool _isDone;

    private NewFile(string path, FileRules rules)
    {
        _path = path;
        _rules = rules;
        // As long as any name may be, and none that a pattern such as *.yaml finds.
        _temporary = Path.Combine(Path.GetDirectoryName(path)!, $".dh-{Guid.NewGuid():N}.tmp");
        // The writer's buffer is enough.
        _stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        _writer = new StreamWriter(_stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferSize);
    }

    /// <summary>What is written here is the file.</summary>
    public TextWriter Writer => _writer;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The full path that it is to have.</param>
    /// <param name="rules">What holds where there is a file already.</param>
    /// <exception cref="DigitalHubException"><c>FileExists</c>, <c>PathInvalid</c>, <c>PathNotFound</c>, <c>FileUnwritable</c></exception>
    public static NewFile Open(string path, FileRules rules) => FileErrors.Guard(path, () =>
    {
        CheckNow(path, rules);
        return new NewFile(Target(path), rules);
    });

    /// <summary>What would keep the file from being written, as far as can be told without writing.</summary>
    /// <exception cref="DigitalHubException"><c>FileExists</c>, <c>PathInvalid</c>, <c>PathNotFound</c>, <c>FileUnwritable</c></exception>
    public static void Check(string path, FileRules rules) => FileErrors.Guard(path, () =>
    {
        CheckNow(path, rules);
        return true;
    });

    /// <summary>What stands in the file now; null where there is nothing.</summary>
    /// <exception cref="DigitalHubException"><c>FileUnwritable</c></exception>
    public Stream? Existing() => FileErrors.Guard(_path, () => new FileInfo(_path) is { Exists: true, Length: > 0 } ? File.OpenRead(_path) : null);

    /// <summary>Gives the file its name.</summary>
    /// <param name="flush">Whether it has to be on the disk then.</param>
    /// <exception cref="DigitalHubException"><c>FileExists</c>, <c>FileUnwritable</c></exception>
    public FileInfo Finish(bool flush) => FileErrors.Guard(_path, () =>
    {
        _writer.Flush();
        if (flush) _stream.Flush(flushToDisk: true);
        _writer.Dispose();
        Take();
        _isDone = true;
        return new FileInfo(_path);
    });

    /// <summary>Leaves nothing of a file that was not finished.</summary>
    public void Dispose()
    {
        if (_isDone) return;
        _isDone = true;
        try
        {
            // Without the writer, which would try to write what it still holds.
            _stream.Dispose();
        }
        catch (Exception exception) when (exception is IOException || FileLimit.IsReached(exception))
        {
            // The disk is full: what could not be written is not wanted any more.
        }
        try
        {
            File.Delete(_temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What made the writing fail has been said already.
        }
    }

    private static void CheckNow(string path, FileRules rules)
    {
        if (Directory.Exists(path)) throw FileErrors.IsFolder(path);
        if (IsDevice(path)) throw FileErrors.IsDevice(path);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            if (file.Directory is { Exists: false } folder) throw FileErrors.NoFolder(folder.FullName);
            return;
        }
        if (rules is { NoClobber: true, Append: false }) throw FileErrors.Exists(path);
        if (file.IsReadOnly && !rules.Force) throw FileErrors.IsReadOnly(path);
    }

    // What is replaced is the file that a link leads to, and not the link.
    private static string Target(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    // A new file would take the device's place.
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows()
        && Target(path) is var target
        && target.StartsWith("/dev/", StringComparison.Ordinal)
        && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private void Take()
    {
        var overwrite = !_rules.NoClobber || _rules.Append;
        var attributes = overwrite && File.Exists(_path) ? File.GetAttributes(_path) : default;
        if (attributes != default && !OperatingSystem.IsWindows()) File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_path));
        var isReadOnly = OperatingSystem.IsWindows() && attributes.HasFlag(FileAttributes.ReadOnly);
        if (isReadOnly) File.SetAttributes(_path, attributes & ~FileAttributes.ReadOnly);
        try
        {
            File.Move(_temporary, _path, overwrite);
        }
        catch (IOException exception) when (!overwrite && File.Exists(_path))
        {
            throw FileErrors.Exists(_path, exception);
        }
        finally
        {
            if (isReadOnly) File.SetAttributes(_path, attributes);
        }
    }
}

/// <summary>What holds where there is a file already; the words are those of Out-File and Export-Csv.</summary>
/// <param name="Append">The file is continued, and -NoClobber does not hold.</param>
/// <param name="NoClobber">A file that exists is an error.</param>
/// <param name="Force">A file that is read-only is replaced as well.</param>
internal sealed record FileRules(bool Append, bool NoClobber, bool Force);
