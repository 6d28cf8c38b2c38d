using DigitalHub.Backends.Local;

namespace DigitalHub.OtherProcess;

/// <summary>A store's file as all changes are made to it: with runs under rehearsal, whose time goes by when it is told to, and as one that is like a core.</summary>
internal sealed class ChangedStore : IAsyncDisposable
{
    /// <summary>The label of runs that take 100 days.</summary>
    public const string Slow = "slow";

    /// <summary>The label of runs that are over as soon as they are created.</summary>
    public const string Instant = "instant";

    private const int Level = 13;

    private static readonly TimeSpan Long = TimeSpan.FromDays(100);

    private readonly StandingClock _clock = new();
    private readonly SemaphoreSlim _stage = new(1);
    private DateTimeOffset _start;

    /// <param name="path">The file; null for a store that is gone when it is closed.</param>
    /// <param name="isMergedAtOnce">Whether each change merges the log into the file, which otherwise is done once it has grown long.</param>
    public ChangedStore(string? path, bool isMergedAtOnce = false)
    {
        var options = new LocalStoreOptions(path ?? string.Empty)
        {
            InMemory = path is null,
            Clock = _clock,
            Rehearsal = new Rehearsal([Rule(Slow, Long), Rule(Instant, TimeSpan.Zero)], []),
        };
        // However busy the machine is, a read that has ended has stored what was due.
        var tuning = new StoreTuning { ReadPatience = TimeSpan.FromMinutes(5) };
        Store = new LocalStore(options, isMergedAtOnce ? tuning with { LogPages = 1 } : tuning);
    }

    public LocalStore Store { get; }

    /// <summary>Waits until nobody else lets runs move, and then nobody else may until <see cref="End"/>.</summary>
    public async Task BeginAsync()
    {
        await _stage.WaitAsync();
        _start = _clock.Now;
    }

    public void End() => _stage.Release();

    /// <summary>The store so many days after the beginning; never fewer than before.</summary>
    public LocalStore After(int days)
    {
        _clock.Now = _start.AddDays(days);
        return Store;
    }

    /// <summary>Does something with the file as a store that is like a core.</summary>
    public async Task AsCoreAsync(Func<LocalStore, Task> action)
    {
        await using var core = new LocalStore(new LocalStoreOptions(Store.Path) { Clock = _clock, LikeCore = Level });
        await action(core);
    }

    /// <summary>All that is stored in a project (<see cref="Changes.StateAsync"/>), whatever is due of it.</summary>
    public async Task<string> StateAsync(string project)
    {
        var now = _clock.Now;
        _clock.Now = DateTimeOffset.UnixEpoch;
        try
        {
            return await Changes.StateAsync(Store, project);
        }
        finally
        {
            _clock.Now = now;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _stage.Dispose();
    }

    private static RehearsalRule Rule(string label, TimeSpan after) => new(new RunMatcher(new RunQuery { Labels = [label] }))
    {
        After = after,
        Log = [.. Enumerable.Range(0, 200).Select(line => FormattableString.Invariant($"line {line}"))],
        Metrics = ValueMap.From([new("loss", Enumerable.Range(0, 200).Select(i => (object?)(1.0 / (i + 1))).ToArray()), new("acc", 0.5)]),
    };

    /// <summary>A clock that stands still.</summary>
    private sealed class StandingClock : TimeProvider
    {
        private long _ticks = DateTimeOffset.UtcNow.Ticks;

        public DateTimeOffset Now
        {
            get => new(Volatile.Read(ref _ticks), TimeSpan.Zero);
            set => Volatile.Write(ref _ticks, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
