using System.Collections.Concurrent;
using System.Net.Http.Headers;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.SignIns;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>A clock that lets each back-off pass at once, and nothing else: the time limit comes only when it is stepped there.</summary>
internal sealed class HastyClock : FakeTimeProvider
{
    public HastyClock()
        : base(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Timers from here on are time limits.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The waits that were asked for.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime < Limit)
        {
            Waits.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}

/// <summary>Credentials of a test.</summary>
internal sealed class FakeCredentials(params string[] tokens) : ICredentials
{
    private int _at;

    public string Scheme { get; init; } = "Bearer";

    public string? User { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public string Method => "access token";

    public int Renewals { get; private set; }

    public Func<CancellationToken, Task>? Before { get; init; }

    public async ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellationToken)
    {
        if (Before is not null) await Before(cancellationToken);
        return tokens.Length == 0 ? null : new AuthenticationHeaderValue(Scheme, tokens[_at]);
    }

    public ValueTask<bool> RenewAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        if (refused?.Parameter != (tokens.Length == 0 ? null : tokens[_at])) return ValueTask.FromResult(true);
        if (_at + 1 >= tokens.Length) return ValueTask.FromResult(false);
        _at++;
        Renewals++;
        return ValueTask.FromResult(true);
    }
}

/// <summary>Makes transports and requests, and hears what they say.</summary>
internal static class Lab
{
    public static readonly CoreRequest Get = new(HttpMethod.Get, "/api/v1/-/demo/runs/r1") { Subject = new CoreSubject("run", "r1", "demo") };

    public static readonly CoreRequest Post = new(HttpMethod.Post, "/api/v1/-/demo/runs") { Body = "{}", Subject = new CoreSubject("run", "r1", "demo") };

    public static readonly CoreRequest Delete = new(HttpMethod.Delete, "/api/v1/-/demo/runs/r1") { Subject = new CoreSubject("run", "r1", "demo") };

    public static readonly CoreRequest Stop = new(HttpMethod.Post, "/api/v1/-/demo/runs/r1/stop") { Subject = new CoreSubject("run", "r1", "demo") };

    public static CoreTransport Open(Uri endpoint, TimeProvider? clock = null, ICredentials? credentials = null, Func<CoreOptions, CoreOptions>? with = null)
    {
        var options = new CoreOptions(endpoint) { Clock = clock ?? new HastyClock(), SignIn = credentials is null ? new NoSignIn() : new TokenSignIn(new Secret("unused")) };
        return new CoreTransport(with is null ? options : with(options), _ => credentials ?? new FakeCredentials());
    }

    public static async Task<T> FailsAsync<T>(CoreTransport transport, CoreRequest request, string errorId)
        where T : DigitalHubException
    {
        var error = await Assert.ThrowsAsync<T>(() => transport.SendAsync(request, CancellationToken.None));
        Assert.Equal(errorId, error.ErrorId);
        return error;
    }

    public static Task<ServerException> FailsAsync(CoreTransport transport, CoreRequest request, string errorId) => FailsAsync<ServerException>(transport, request, errorId);

    /// <summary>Does something and takes down what is said meanwhile.</summary>
    public static async Task<List<Notice>> HearAsync(Func<Task> action)
    {
        var said = new ConcurrentQueue<Notice>();
        using (Notices.Collect(said.Enqueue)) await action();
        return [.. said];
    }
}
