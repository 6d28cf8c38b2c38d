using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using DigitalHub.Backends.SignIns;
using Polly;

namespace DigitalHub.Backends.Core;

/// <summary>Sends a session's requests (design section 8).</summary>
internal sealed class CoreTransport : ICoreTransport
{
    // So long a good answer vouches for the credentials: a 403 then needs no question back.
    private static readonly TimeSpan Vouched = TimeSpan.FromMinutes(1);

    private static readonly CoreRequest WhoAmI = new(HttpMethod.Get, IdentityReader.Path);
    private static readonly CoreRequest Notifications = new(HttpMethod.Get, "/ws");
    private static readonly CoreRequest Configuration = new(HttpMethod.Get, ServerConfiguration.Path);
    private static readonly CoreRequest Anything = new(HttpMethod.Get, "/api/v1/projects?page=0&size=1");

    private readonly CoreOptions _options;
    private readonly CoreAddress _address;
    private readonly HttpMessageInvoker _http;
    private readonly ICredentials _credentials;
    private readonly Wire _wire;
    private readonly ResiliencePipeline<WireAnswer> _retries;
    private readonly Redaction _redaction;
    private readonly ErrorMapping _mapping;
    private readonly ConnectionErrors _connection;
    private readonly AccessErrors _access;
    private readonly LevelProbe _level;
    private readonly CancellationTokenSource _closing = new();
    private long _vouched;
    private volatile bool _answered;
    private volatile CoreIdentity? _identity;

    /// <summary>Makes a transport; nothing is sent yet.</summary>
    /// <param name="options">How the core is to be reached.</param>
    /// <exception cref="InputException">
    /// <c>ValueInvalid</c>, <c>EncryptionRequired</c>: see <see cref="CoreAddress.Of"/>; <c>ValueInvalid</c> also for credentials that no request can carry.
    /// </exception>
    public CoreTransport(CoreOptions options)
        : this(options, http => CredentialsFactory.Create(options, http))
    {
    }

    /// <summary>Makes a transport with credentials of its own.</summary>
    /// <param name="options">How the core is to be reached.</param>
    /// <param name="credentials">Makes the credentials, with what their own requests are sent with.</param>
    internal CoreTransport(CoreOptions options, Func<HttpMessageInvoker, ICredentials> credentials)
    {
        _options = options;
        _address = CoreAddress.Of(options);
        _http = HandlerFactory.Create(options);
        try
        {
            _credentials = credentials(_http);
        }
        catch
        {
            _http.Dispose();
            throw;
        }

        _wire = new Wire(_http, options.Clock);
        _retries = RetryRules.Build(options.Clock);
        _redaction = new Redaction(options);
        _mapping = new ErrorMapping(_address, _redaction, options.Clock);
        _connection = new ConnectionErrors(_address, options, _mapping);
        _access = new AccessErrors(_address, options, _mapping);
        _level = new LevelProbe(AskConfigurationAsync, TouchAsync);
    }

    public TimeProvider Clock => _options.Clock;

    public TimeSpan Timeout => _options.Timeout;

    public BackendStatus? Known
    {
        get
        {
            if (!_answered) return null;
            var identity = _identity;
            var user = identity?.User ?? _credentials.User;
            var (level, source) = _level.Known;
            return new BackendStatus(user, _level.Version, level, Exists: true)
            {
                UserSource = identity?.User is not null ? IdentityReader.Path : user is null ? null : _options.SignIn.Source is { Length: > 0 } origin ? origin : _credentials.Method,
                ApiLevelSource = source,
                TokenExpires = _credentials.Expires,
                ResourceProfiles = _level.Configuration?.ResourceProfiles ?? [],
            };
        }
    }

    public async Task<CoreAnswer> SendAsync(CoreRequest request, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(request.Within ?? _options.Timeout, _options.Clock, cancellationToken, _closing.Token);
        var answer = await ExchangeAsync(request, limit, signed: true, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess) return new CoreAnswer(answer.Body) { Date = answer.Date };
        throw answer.Status == 403 ? await ForbiddenAsync(request, answer, limit, cancellationToken).ConfigureAwait(false) : _mapping.Of(request, answer);
    }

    public ValueTask<CoreLevel> LevelAsync(CancellationToken cancellationToken) => _level.LevelAsync(cancellationToken);

    public async ValueTask<CoreIdentity> IdentityAsync(CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        var answer = await ExchangeAsync(WhoAmI, limit, signed: true, cancellationToken).ConfigureAwait(false);
        var identity = answer.Status switch
        {
            _ when answer.IsSuccess => IdentityReader.TryRead(answer.Body) ?? throw _mapping.Facts(_mapping.NoCore("does not say who we are"), WhoAmI, answer, null),
            403 => throw await FailedAsync(WhoAmI, answer, limit, cancellationToken).ConfigureAwait(false),
            // Authentication is off (transcript discovery).
            500 when answer.Body.IsEmpty => new CoreIdentity(null, null),
            // The route belongs to the console, which a core may be built without.
            404 or 405 => new CoreIdentity(_credentials.User, null),
            _ => throw _mapping.Of(WhoAmI, answer),
        };
        if (answer.IsSuccess) _identity = identity;
        return identity;
    }

    // One attempt: who wants notifications goes on without them and tries again.
    public async Task<CoreSocket?> OpenSocketAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        if (_closing.IsCancellationRequested) throw _connection.Closed(Notifications, lost: false);
        using var limit = Limit(cancellationToken);
        if (refused is not null && !await SignedAsync(Notifications, limit, token => _credentials.RenewAsync(refused, token), cancellationToken).ConfigureAwait(false)) return null;
        var header = await SignedAsync(Notifications, limit, _credentials.GetAsync, cancellationToken).ConfigureAwait(false);
        // A core takes no personal access token there (contract 2.10).
        if (header is null || (_options.SignIn is PersonalTokenSignIn personal && header.Parameter == personal.Token.Reveal())) return null;
        _redaction.Remember(header);
        var address = new UriBuilder(_address.For(Notifications)) { Scheme = _options.Endpoint.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri;
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.CollectHttpResponseDetails = true;
            await socket.ConnectAsync(address, _http, limit.Token).ConfigureAwait(false);
            return new CoreSocket(socket, address.Host, header, _redaction.Of, _closing.Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or HttpRequestException or InvalidOperationException)
        {
            var status = (int)socket.HttpStatusCode;
            socket.Dispose();
            if (limit.Token.IsCancellationRequested) throw Stopped(Notifications, limit, lost: false, cancellationToken);
            if (status is 429 or >= 500) throw _mapping.Of(Notifications, new WireAnswer { Status = status });
            // What answers otherwise, or stands before it, has no such thing.
            if (status > 0) return null;
            var (trouble, detail) = Troubles.Of(error.InnerException ?? error);
            throw _connection.Of(Notifications, new WireAnswer { Trouble = trouble, Detail = detail });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _http.Dispose();
    }

    private TimeLimit Limit(CancellationToken cancellationToken) => new(_options.Timeout, _options.Clock, cancellationToken, _closing.Token);

    /// <summary>Sends a request until there is an answer with a status; signs in once more after a 401, whatever the method: the server did not act.</summary>
    private async ValueTask<WireAnswer> ExchangeAsync(CoreRequest request, TimeLimit limit, bool signed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_closing.IsCancellationRequested) throw _connection.Closed(request, lost: false);
        var address = _address.For(request);
        var body = request.Body is null ? ReadOnlyMemory<byte>.Empty : Encoding.UTF8.GetBytes(request.Body);
        for (var renewed = false; ; renewed = true)
        {
            AuthenticationHeaderValue? header = null;
            var call = new Call(request, limit) { Known = _answered, Server = _address.Shown };
            var answer = await RetryRules.ExecuteAsync(
                _retries,
                call,
                async () =>
                {
                    if (signed)
                    {
                        try
                        {
                            header = await SignedAsync(request, limit, _credentials.GetAsync, cancellationToken).ConfigureAwait(false);
                        }
                        catch (ServerException error) when (error.ErrorId is "ServerUnavailable" or "ConnectionFailed" && !_closing.IsCancellationRequested)
                        {
                            return new WireAnswer { Trouble = Trouble.SignIn, Error = error };
                        }

                        _redaction.Remember(header);
                    }

                    return await _wire.SendAsync(request.Method, address, body, header, limit.Token).ConfigureAwait(false);
                }).ConfigureAwait(false);
            if (answer.Status > 0)
            {
                _answered = true;
                Outages.Current?.Back(_address.Shown);
                _level.Observe(answer);
            }

            if (answer.Trouble != Trouble.None) throw Troubled(request, call, answer, cancellationToken);
            if (!signed || !await IsRefusedAsync(request, answer, header, limit).ConfigureAwait(false))
            {
                if (header is not null && answer.IsSuccess) Volatile.Write(ref _vouched, Clock.GetTimestamp());
                return answer;
            }

            if (renewed || !await SignedAsync(request, limit, token => _credentials.RenewAsync(header, token), cancellationToken).ConfigureAwait(false))
            {
                throw await FailedAsync(request, answer, limit, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether the server does not take what a request was signed with. It did nothing of what was asked, then.</summary>
    private async ValueTask<bool> IsRefusedAsync(CoreRequest request, WireAnswer answer, AuthenticationHeaderValue? header, TimeLimit limit)
    {
        if (answer.Status == 401) return true;
        // A personal access token that has expired makes a core fail before it looks at any request (contract 0.18).
        if (!Failed(answer) || _options.SignIn is not PersonalTokenSignIn personal || header?.Parameter != personal.Token.Reveal()) return false;
        return request == WhoAmI || Failed(await _wire.SendAsync(HttpMethod.Get, _address.For(WhoAmI), ReadOnlyMemory<byte>.Empty, header, limit.Token).ConfigureAwait(false));

        static bool Failed(WireAnswer answer) => answer is { Status: 500, Trouble: Trouble.None } && ServerText.Of(answer).Body == ErrorBody.Boot;
    }

    private async ValueTask<T> SignedAsync<T>(CoreRequest request, TimeLimit limit, Func<CancellationToken, ValueTask<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return _options.SignIn is BrowserSignIn
                ? await limit.OutsideAsync(() => action(limit.Token)).ConfigureAwait(false)
                : await action(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.Token.IsCancellationRequested)
        {
            throw Stopped(request, limit, lost: false, cancellationToken);
        }
    }

    private Exception Troubled(CoreRequest request, Call call, WireAnswer answer, CancellationToken cancellationToken)
    {
        if (RetryRules.IsAway(answer) || (call.Last is { } before && RetryRules.IsAway(before) && call.Limit.IsOver)) Outages.Current?.Gone(_address.Shown);
        if (answer.Trouble != Trouble.Stopped) return answer.Error ?? _connection.Of(request, answer);
        var stopped = Stopped(request, call.Limit, answer.MayHaveActed, cancellationToken);
        // Where the time ran out between two attempts, what went wrong with the last one says more than that it did.
        if (stopped is not ServerException { ErrorId: "RequestTimeout" } || call.Last is not { } last || last.Trouble == Trouble.Stopped) return stopped;
        return last.Trouble == Trouble.None ? _mapping.Of(request, last) : last.Error ?? _connection.Of(request, last);
    }

    private Exception Stopped(CoreRequest request, TimeLimit limit, bool lost, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return new OperationCanceledException(cancellationToken);
        return _closing.IsCancellationRequested && !limit.IsOver ? _connection.Closed(request, lost) : _connection.TimedOut(request, lost);
    }

    /// <summary>What a 403 means: not allowed, or not signed in (contract 0.18).</summary>
    private async ValueTask<DigitalHubException> ForbiddenAsync(CoreRequest request, WireAnswer answer, TimeLimit limit, CancellationToken cancellationToken)
    {
        if (_options.SignIn is NoSignIn) return await FailedAsync(request, answer, limit, cancellationToken).ConfigureAwait(false);
        if (_options.SignIn is PasswordSignIn && !IsVouched())
        {
            var asked = await ExchangeAsync(WhoAmI, limit, signed: true, cancellationToken).ConfigureAwait(false);
            if (asked.Status == 403) return await FailedAsync(request, answer, limit, cancellationToken).ConfigureAwait(false);
        }

        return _access.Denied(request, answer, _identity?.User ?? _credentials.User);
    }

    private bool IsVouched() => Volatile.Read(ref _vouched) is not 0 and var at && Clock.GetElapsedTime(at) < Vouched;

    private async ValueTask<ServerException> FailedAsync(CoreRequest request, WireAnswer answer, TimeLimit limit, CancellationToken cancellationToken)
    {
        try
        {
            await _level.ConfigurationAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DigitalHubException or OperationCanceledException)
        {
            // It would only have told the ways to sign in.
            cancellationToken.ThrowIfCancellationRequested();
        }

        return _access.Failed(request, answer, _level.Configuration?.Methods);
    }

    // Not the caller's token: others may wait for the same answer.
    private async Task<ServerConfiguration?> AskConfigurationAsync()
    {
        try
        {
            using var limit = Limit(CancellationToken.None);
            var answer = await ExchangeAsync(Configuration, limit, signed: false, CancellationToken.None).ConfigureAwait(false);
            if (answer.Status is 429 or 502 or 503 or 504) throw _mapping.Of(Configuration, answer);
            return answer.IsSuccess ? ServerConfiguration.TryRead(answer.Body) : null;
        }
        catch (ServerException error) when (error.ErrorId == "UnexpectedResponse")
        {
            return null;
        }
    }

    private async Task TouchAsync()
    {
        try
        {
            using var limit = Limit(CancellationToken.None);
            await ExchangeAsync(Anything, limit, signed: true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ServerException error) when (error.ErrorId is "UnexpectedResponse" or "AuthenticationFailed")
        {
            // The request that wanted the level meets the same, and says it.
        }
    }
}
