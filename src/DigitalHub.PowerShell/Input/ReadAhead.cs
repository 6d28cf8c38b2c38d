using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Reads documents on another thread, so that neither a large file nor a pipe that nobody writes to keeps Ctrl+C waiting,
/// and no further ahead than a few megabytes, so that a file of any size takes little memory.
/// </summary>
internal sealed class ReadAhead
{
    private const int MaxDocuments = 256;

    private const long MaxCharacters = 2_000_000;

    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

    private readonly Channel<DocumentResult> _read = Channel.CreateUnbounded<DocumentResult>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly object _gate = new();
    private int _documents;
    private long _characters;

    private ReadAhead()
    {
    }

    /// <summary>The documents, as they are asked for.</summary>
    /// <param name="read">Opens the file or text and reads it.</param>
    /// <param name="cancellationToken">Ends the reading. Nobody waits for it then.</param>
    public static async IAsyncEnumerable<DocumentResult> Of(
        Func<CancellationToken, IEnumerable<DocumentResult>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = new ReadAhead();
        using var wake = stop.Token.Register(ahead.Wake);
        var reading = System.Threading.Tasks.Task.Run(() => ahead.Fill(read, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var result in ahead._read.Reader.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                ahead.Took(result);
                yield return result;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // So that the file is closed when the command goes on; a pipe that nobody writes to can't be.
            await System.Threading.Tasks.Task.WhenAny(reading, System.Threading.Tasks.Task.Delay(MaxWait, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private void Fill(Func<CancellationToken, IEnumerable<DocumentResult>> read, CancellationToken stop)
    {
        try
        {
            foreach (var result in read(stop))
            {
                Wait(result.Size, stop);
                if (!_read.Writer.TryWrite(result)) return;
            }
            _read.Writer.Complete();
        }
        catch (Exception exception)
        {
            // It is the pipeline thread that says what went wrong.
            _read.Writer.Complete(exception);
        }
    }

    private void Wait(int size, CancellationToken stop)
    {
        lock (_gate)
        {
            while (_documents > 0 && (_documents >= MaxDocuments || _characters + size > MaxCharacters) && !stop.IsCancellationRequested) Monitor.Wait(_gate);
            _documents++;
            _characters += size;
        }
        stop.ThrowIfCancellationRequested();
    }

    private void Took(DocumentResult result)
    {
        lock (_gate)
        {
            _documents--;
            _characters -= result.Size;
            Monitor.Pulse(_gate);
        }
    }

    private void Wake()
    {
        lock (_gate) Monitor.Pulse(_gate);
    }
}
