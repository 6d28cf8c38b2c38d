namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// Works on several requests at once and hands the answers out in input order (design section 8). Requests start when they
/// are added; what is finished at the head is handed out then, the rest at the end.
/// </summary>
internal sealed class Bulk<T>(int limit, Action<object?, Task<T>> finished, CancellationToken stop) : IDisposable
{
    private const int Backlog = 4;

    private readonly SemaphoreSlim _slots = new(limit);
    private readonly Queue<(object? Target, Task<T> Task)> _waiting = new();

    /// <summary>What was started or is to be started and is not handed out yet.</summary>
    public IEnumerable<object?> InFlight => _waiting.Where(entry => !entry.Task.IsCompleted).Select(entry => entry.Target);

    public void Add(object? target, Func<CancellationToken, Task<T>> start)
    {
        if (limit == 1)
        {
            HandOut(target, start(stop));
            return;
        }
        _waiting.Enqueue((target, Run(start)));
        while (_waiting.Count > 0 && (_waiting.Peek().Task.IsCompleted || _waiting.Count >= limit * Backlog)) Next();
    }

    public void Finish()
    {
        while (_waiting.Count > 0) Next();
    }

    public void Dispose()
    {
        // A request that is still under way frees its slot later, so the semaphore is left to the collector then.
        if (_waiting.All(entry => entry.Task.IsCompleted)) _slots.Dispose();
    }

    private void Next()
    {
        var (target, task) = _waiting.Dequeue();
        HandOut(target, task);
    }

    private void HandOut(object? target, Task<T> task)
    {
        Task.WhenAny(task).WaitAsync(stop).GetAwaiter().GetResult();
        finished(target, task);
    }

    private Task<T> Run(Func<CancellationToken, Task<T>> start)
    {
        // Taken at once where there is room: so requests reach the backend in input order.
        var slot = _slots.WaitAsync(stop);
        return slot.IsCompletedSuccessfully ? Started(start) : Later(slot, start);
    }

    private async Task<T> Later(Task slot, Func<CancellationToken, Task<T>> start)
    {
        await slot.ConfigureAwait(false);
        return await Started(start).ConfigureAwait(false);
    }

    private async Task<T> Started(Func<CancellationToken, Task<T>> start)
    {
        try
        {
            return await start(stop).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }
}
