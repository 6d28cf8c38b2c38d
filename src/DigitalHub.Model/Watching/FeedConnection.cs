namespace DigitalHub;

/// <summary>The notifications of a backend, opened again when they were lost.</summary>
/// <param name="session">The backend.</param>
/// <param name="query">What is wanted.</param>
/// <param name="clock">The clock.</param>
internal sealed class FeedConnection(Session session, RunFeedQuery query, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _ending = new();
    private IRunFeed? _feed;
    private IAsyncEnumerator<RunNotice>? _notices;
    private Task<RunNotice?>? _next;
    private TimeSpan _backoff = FirstBackoff;
    private long _lost;
    private bool _isOffered = true;
    private bool _hasWorked;
    private bool _toldFailure;

    public bool IsOpen => _feed is not null;

    /// <summary>How long to wait until they are to be opened; null where there are none.</summary>
    public TimeSpan? WaitToOpen => !_isOffered || IsOpen ? null : _backoff - clock.GetElapsedTime(_lost) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Whether it is time to open them.</summary>
    public bool IsDue => WaitToOpen == TimeSpan.Zero;

    /// <summary>Opens them, where there are any.</summary>
    public async Task<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            _feed = await session.Client.OpenRunFeedAsync(query, cancellationToken).ConfigureAwait(false);
            // A server that gave them once gives them again, whatever it says while it starts.
            if (_feed is null && !_hasWorked) _isOffered = false;
        }
        catch (DigitalHubException exception)
        {
            if (!_toldFailure) Notices.Verbose($"{session.Name} gives no notifications now: {exception.Message}");
            _toldFailure = true;
        }
        if (_feed is null)
        {
            Later();
            return false;
        }
        _next = null;
        _hasWorked = true;
        _toldFailure = false;
        _notices = _feed.ReadAsync(_ending.Token).GetAsyncEnumerator(CancellationToken.None);
        return true;
    }

    /// <summary>The next notification, the same until it is <see cref="Taken"/>; null when they have come to an end.</summary>
    public Task<RunNotice?> NextAsync(CancellationToken cancellationToken) => (_next ??= ReadAsync()).WaitAsync(cancellationToken);

    /// <summary>Goes on to the next.</summary>
    public void Taken()
    {
        _next = null;
        _backoff = FirstBackoff;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        if (_next is not null) await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task<RunNotice?> ReadAsync()
    {
        try
        {
            if (await _notices!.MoveNextAsync().ConfigureAwait(false)) return _notices.Current;
        }
        catch (DigitalHubException exception)
        {
            Notices.Warning($"The notifications of {session.Name} were interrupted: {exception.Message} What has changed meanwhile is looked for; a run that is made and removed meanwhile is missed.");
        }
        await CloseAsync().ConfigureAwait(false);
        Later();
        return null;
    }

    private async Task CloseAsync()
    {
        var (feed, notices) = (_feed, _notices);
        (_feed, _notices) = (null, null);
        if (notices is not null) await notices.DisposeAsync().ConfigureAwait(false);
        if (feed is not null) await feed.DisposeAsync().ConfigureAwait(false);
    }

    private void Later()
    {
        if (_lost != 0) _backoff = _backoff * 2 < LongestBackoff ? _backoff * 2 : LongestBackoff;
        _lost = clock.GetTimestamp();
    }
}
