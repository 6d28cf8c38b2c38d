using System.Collections.Concurrent;
using System.Threading.Channels;

namespace DigitalHub.Backends.Tests.Watching;

/// <summary>A watch under way, and what it brings.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<WatchedItem> _items = Channel.CreateUnbounded<WatchedItem>();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;

    private Watch()
    {
    }

    /// <summary>What was said.</summary>
    public ConcurrentQueue<Notice> Said { get; } = new();

    /// <summary>How it watches, as it says when it has begun.</summary>
    public string How { get; private set; } = string.Empty;

    /// <summary>Ends when the watch does.</summary>
    public Task Ended => _reading;

    public IEnumerable<string> Warnings => Said.Where(notice => notice.IsWarning).Select(notice => notice.Text);

    /// <summary>Begins a watch; it has begun when this ends.</summary>
    public static async Task<Watch> BeginAsync(RunScope scope, TimeSpan? interval = null, TimeProvider? clock = null)
    {
        var watch = new Watch();
        clock ??= TimeProvider.System;
        var watcher = new RunWatcher(scope, interval ?? TimeSpan.FromMilliseconds(50), 8, new Pace(clock, 1e12, 1e12), clock);
        using (Notices.Collect(watch.Hear)) watch._reading = Task.Run(() => watch.ReadAsync(watcher));
        var first = await Task.WhenAny(watch._ready.Task, watch._reading).WaitAsync(Patience.Long);
        if (first == watch._reading) await watch._reading;
        watch.How = await watch._ready.Task;
        return watch;
    }

    /// <summary>The next change, as "ACTION OLD NEW id".</summary>
    public async Task<string> NextAsync()
    {
        var move = (await ItemAsync()).Move!;
        return $"{move.Action} {move.OldState} {move.State} {move.Id}";
    }

    public async Task<WatchedItem> ItemAsync() => await _items.Reader.ReadAsync().AsTask().WaitAsync(Patience.Long);

    /// <summary>Waits until something holds that happens elsewhere.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        while (!holds()) await Task.Delay(5, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Hear(Notice notice)
    {
        Said.Enqueue(notice);
        if (notice.Text.StartsWith("Watching ", StringComparison.Ordinal)) _ready.TrySetResult(notice.Text);
    }

    private async Task ReadAsync(RunWatcher watcher)
    {
        await foreach (var item in watcher.ReadAsync(_stop.Token)) await _items.Writer.WriteAsync(item);
    }
}
