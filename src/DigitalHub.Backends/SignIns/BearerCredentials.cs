using System.Net.Http.Headers;

namespace DigitalHub.Backends.SignIns;

/// <summary>
/// An access token that is renewed before it ends and after a 401. One renewal at a time serves all that wait; who stops
/// waiting does not stop it for the others.
/// </summary>
internal sealed class BearerCredentials : ICredentials
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly object _gate = new();
    private readonly ITokenSource _source;
    private readonly TimeProvider _clock;
    private TokenSet? _current;
    private Renewal? _renewal;
    private long? _failed;

    public BearerCredentials(ITokenSource source, TimeProvider clock)
    {
        (_source, _clock) = (source, clock);
        _current = source.Initial;
    }

    public string? User => Current?.User;

    public DateTimeOffset? Expires => Current?.Expires;

    public string Method => _source.Method;

    private TokenSet? Current
    {
        get
        {
            lock (_gate) return _current;
        }
    }

    public async ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellationToken)
    {
        var current = Current;
        if (current is null) return Header(await FollowingAsync(null, cancellationToken).ConfigureAwait(false));
        if (!_source.RenewsAhead || !current.IsDue(_clock) || (MayStillWork(current) && IsPausing())) return Header(current);
        try
        {
            return Header(await FollowingAsync(current, cancellationToken).ConfigureAwait(false));
        }
        catch (DigitalHubException exception) when (MayStillWork(current))
        {
            lock (_gate) _failed = _clock.GetTimestamp();
            Notices.Verbose($"The access token could not be renewed yet and is used to its end: {exception.Message}");
            return Header(current);
        }
    }

    public async ValueTask<bool> RenewAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        var current = Current;
        if (current is not null && !Carries(refused, current)) return true;
        return !Carries(refused, await FollowingAsync(current, cancellationToken).ConfigureAwait(false));
    }

    // Only the server knows whether a token that was given has ended.
    private bool MayStillWork(TokenSet tokens) => !tokens.IsMeasured || tokens.Remaining(_clock) is null || tokens.Remaining(_clock) > TimeSpan.Zero;

    private bool IsPausing()
    {
        lock (_gate) return _failed is { } failed && _clock.GetElapsedTime(failed) < Pause;
    }

    private async Task<TokenSet> FollowingAsync(TokenSet? stale, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Renewal renewal;
        lock (_gate)
        {
            if (_current is not null && !ReferenceEquals(_current, stale)) return _current;
            renewal = _renewal ??= Start(stale);
            renewal.Waiting++;
        }
        try
        {
            return await renewal.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DigitalHubException exception)
        {
            throw SignInErrors.Again(exception);
        }
        finally
        {
            Leave(renewal);
        }
    }

    private Renewal Start(TokenSet? stale)
    {
        var renewal = new Renewal { EndsWithItsCallers = _source.EndsWithItsCallers(stale) };
        renewal.Result = Task.Run(() => RunAsync(renewal, stale));
        _ = renewal.Result.ContinueWith(static done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return renewal;
    }

    private async Task<TokenSet> RunAsync(Renewal renewal, TokenSet? stale)
    {
        TokenSet? renewed = null;
        try
        {
            return renewed = await _source.RenewAsync(stale, renewal.Ending.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                if (renewed is not null) (_current, _failed) = (renewed, null);
                if (ReferenceEquals(_renewal, renewal)) _renewal = null;
            }
        }
    }

    private void Leave(Renewal renewal)
    {
        lock (_gate)
        {
            if (--renewal.Waiting > 0 || !renewal.EndsWithItsCallers || !ReferenceEquals(_renewal, renewal)) return;
            _renewal = null;
        }
        renewal.Ending.Cancel();
    }

    private static bool Carries(AuthenticationHeaderValue? header, TokenSet tokens) => string.Equals(header?.Parameter, tokens.Access.Reveal(), StringComparison.Ordinal);

    private static AuthenticationHeaderValue Header(TokenSet tokens) => new("Bearer", tokens.Access.Reveal());

    private sealed class Renewal
    {
        public required bool EndsWithItsCallers { get; init; }

        public CancellationTokenSource Ending { get; } = new();

        public Task<TokenSet> Result { get; set; } = null!;

        public int Waiting { get; set; }
    }
}
