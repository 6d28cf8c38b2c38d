using System.Text;

namespace DigitalHub.PowerShell.Output;

/// <summary>
/// A file that is being written: under another name in the same folder, until it is whole and takes its own. So a
/// half-written file never appears, and what stood there before stays until then. One that continues what stood there has it
/// for itself meanwhile, among those that do the same.
/// </summary>
internal sealed class NewFile : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileRules _rules;
    private readonly FileStream _stream;
    private readonly StreamWriter _writer;
    private readonly AppendLock? _alone;
    private readonly State? _before;
    private bool _isDone;

    private NewFile(string path, FileRules rules, AppendLock? alone)
    {
        _path = path;
        _rules = rules;
        _alone = alone;
        _before = State.Of(path);
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
    /// <param name="cancellationToken">Stops waiting for another one that continues the file.</param>
    /// <exception cref="DigitalHubException"><c>FileExists</c>, <c>PathInvalid</c>, <c>PathNotFound</c>, <c>FileUnwritable</c></exception>
    public static NewFile Open(string path, FileRules rules, CancellationToken cancellationToken) => FileErrors.Guard(path, () =>
    {
        CheckNow(path, rules);
        var target = Target(path);
        var alone = rules.Append ? AppendLock.Take(target, AppendLock.Patience, cancellationToken) : null;
        try
        {
            return new NewFile(target, rules, alone);
        }
        catch
        {
            alone?.Dispose();
            throw;
        }
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
        _alone?.Dispose();
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
        _alone?.Dispose();
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
        // The lock holds among commands like this one; others are only seen.
        if (_rules.Append && State.Of(_path) != _before) throw FileErrors.Changed(_path);
        var overwrite = _rules.Append ? _before is not null : !_rules.NoClobber;
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
            throw _rules.Append ? FileErrors.Changed(_path, exception) : FileErrors.Exists(_path, exception);
        }
        finally
        {
            if (isReadOnly) File.SetAttributes(_path, attributes);
        }
    }

    // By what a file that was changed or replaced is known.
    private sealed record State(long Length, DateTime Time)
    {
        /// <summary>Null where there is no file.</summary>
        public static State? Of(string path) => new FileInfo(path) is { Exists: true } file ? new State(file.Length, file.LastWriteTimeUtc) : null;
    }
}

/// <summary>What holds where there is a file already; the words are those of Out-File and Export-Csv.</summary>
/// <param name="Append">The file is continued, and -NoClobber does not hold.</param>
/// <param name="NoClobber">A file that exists is an error.</param>
/// <param name="Force">A file that is read-only is replaced as well.</param>
internal sealed record FileRules(bool Append, bool NoClobber, bool Force);
