namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// Works on several requests at once and hands the answers out in input order (design section 8). Requests start in input
/// order, as soon as there is room; what is finished at the head is handed out with the next, the rest at the end. An
/// answer is what is to be done with it on the pipeline thread.
/// </summary>
internal sealed class Bulk(int limit, Action<Task> wait, Action<object?, Task<Action>> finished, CancellationToken stop)
{
    // Of few at once, some wait ready for their turn; of many, no more are held than are worth it.
    private readonly int _backlog = Math.Max(2 * limit, Math.Min(4 * limit, 64));

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly object _gate = new();
    private readonly Queue<Entry> _unfinished = new();
    private readonly Queue<Entry> _unstarted = new();
    private int _running;
    private bool _closed;

    /// <summary>What was started and has not ended yet.</summary>
    public IEnumerable<object?> InFlight
    {
        get
        {
            lock (_gate) return [.. _unfinished.Where(entry => !entry.Answer.Task.IsCompleted && !_unstarted.Contains(entry)).Select(entry => entry.Target)];
        }
    }

    public void Add(object? target, Func<CancellationToken, Task<Action>> start)
    {
        var entry = new Entry(target, start);
        _unfinished.Enqueue(entry);
        lock (_gate)
        {
            _unstarted.Enqueue(entry);
            StartNext();
        }
        if (_unfinished.Count >= _backlog && limit > 1) WaitForHalf();
        while (_unfinished.Count > 0 && (_unfinished.Peek().Answer.Task.IsCompleted || _unfinished.Count >= _backlog || limit == 1)) HandOut();
    }

    public void Finish()
    {
        while (_unfinished.Count > 0) HandOut();
    }

    /// <summary>Starts nothing more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _unstarted.Clear();
        }
    }

    // To be woken for each of many quick answers takes longer than the answers: so for half of those that wait, or for a while.
    private void WaitForHalf()
    {
        if (_unfinished.Peek().Answer.Task.IsCompleted) return;
        wait(Task.WhenAny(_unfinished.ElementAt(_unfinished.Count / 2).Answer.Task, Task.Delay(Patience, stop)));
    }

    private void HandOut()
    {
        var entry = _unfinished.Peek();
        wait(entry.Answer.Task);
        _unfinished.Dequeue();
        finished(entry.Target, entry.Answer.Task);
    }

    private void StartNext()
    {
        while (_running < limit && !_closed && !stop.IsCancellationRequested && _unstarted.TryDequeue(out var entry))
        {
            _running++;
            _ = Follow(entry);
        }
    }

    private async Task Follow(Entry entry)
    {
        try
        {
            entry.Answer.SetResult(await entry.Start(stop).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            // It is the pipeline thread that says what went wrong.
            entry.Answer.SetException(exception);
        }
        lock (_gate)
        {
            _running--;
            StartNext();
        }
    }

    private sealed record Entry(object? Target, Func<CancellationToken, Task<Action>> Start)
    {
        public TaskCompletionSource<Action> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
