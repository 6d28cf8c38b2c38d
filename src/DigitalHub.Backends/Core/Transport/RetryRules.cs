using System.Globalization;
using Polly;
using Polly.Retry;

namespace DigitalHub.Backends.Core;

/// <summary>A request on its way, through all its attempts.</summary>
internal sealed class Call(CoreRequest request, TimeLimit limit)
{
    public CoreRequest Request => request;

    public TimeLimit Limit => limit;

    public bool IsGet => request.Method == HttpMethod.Get;

    /// <summary>Whether the session ever had an answer: a server that was there comes back, an address that was mistyped does not.</summary>
    public bool Known { get; init; }

    /// <summary>The server, for a person.</summary>
    public required string Server { get; init; }

    /// <summary>What the last attempt brought.</summary>
    public WireAnswer? Last { get; set; }
}

/// <summary>Which attempts are repeated, and when (design section 8).</summary>
internal static class RetryRules
{
    /// <summary>How often a server that never answered is asked again.</summary>
    private const int FirstContact = 2;

    /// <summary>How often an answer that came broken is asked for again.</summary>
    private const int Broken = 3;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>After so long a person is told what is being waited for.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MostScatter = TimeSpan.FromSeconds(5);

    private static readonly ResiliencePropertyKey<Call> Key = new("digitalhub.call");

    /// <summary>Sends a request with its repetitions.</summary>
    public static async ValueTask<WireAnswer> ExecuteAsync(ResiliencePipeline<WireAnswer> pipeline, Call call, Func<ValueTask<WireAnswer>> attempt)
    {
        // Most requests are sent once: what repeats them is set up for those that are not.
        var first = await attempt().ConfigureAwait(false);
        call.Last = first;
        return !Repeats(call, first, attempt: 0) ? first : await RepeatAsync(pipeline, call, first, attempt).ConfigureAwait(false);
    }

    private static async ValueTask<WireAnswer> RepeatAsync(ResiliencePipeline<WireAnswer> pipeline, Call call, WireAnswer first, Func<ValueTask<WireAnswer>> attempt)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, call.Limit.Token);
        context.Properties.Set(Key, call);
        var isFirst = true;
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, attempt) => context.Properties.GetValue(Key, null!).Last = await attempt().ConfigureAwait(false),
                context,
                NextAsync).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (call.Limit.Token.IsCancellationRequested)
        {
            // Stopped while waiting for the next attempt: nothing is on its way.
            return new WireAnswer { Trouble = Trouble.Stopped };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        ValueTask<WireAnswer> NextAsync()
        {
            if (!isFirst) return attempt();
            isFirst = false;
            return ValueTask.FromResult(first);
        }
    }

    public static ResiliencePipeline<WireAnswer> Build(TimeProvider clock) =>
        new ResiliencePipelineBuilder<WireAnswer> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<WireAnswer>
            {
                // The time limit ends it.
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(0.5),
                MaxDelay = TimeSpan.FromSeconds(15),
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Result is { } answer && Repeats(args.Context.Properties.GetValue(Key, null!), answer, args.AttemptNumber)),
                // "At once" is taken as no wish, so that a server in trouble is not hammered.
                DelayGenerator = static args => ValueTask.FromResult(args.Outcome.Result?.RetryAfter is { } wish && wish >= Least ? Scattered(wish, args.Context.Properties.GetValue(Key, null!).Limit) : (TimeSpan?)null),
                OnRetry = static args =>
                {
                    var call = args.Context.Properties.GetValue(Key, null!);
                    Notices.Verbose(string.Format(
                        CultureInfo.InvariantCulture,
                        "{0}: {1}; attempt {2} in {3:0.0} s.",
                        RequestLine.Of(call.Request),
                        Reason(args.Outcome.Result!),
                        args.AttemptNumber + 2,
                        args.RetryDelay.TotalSeconds));
                    Tell(call, args.Outcome.Result!, args.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private static void Tell(Call call, WireAnswer answer, TimeSpan delay)
    {
        if (call.Limit.Elapsed + delay < Silence || Outages.Current?.TrySay(call.Server) != true) return;
        var until = call.Limit.Until is { } end ? string.Create(CultureInfo.InvariantCulture, $" until {end:HH:mm:ss}") : string.Empty;
        Notices.Warning($"{call.Server} does not answer ({Reason(answer)}); trying{until}. Ctrl+C ends it.");
    }

    // Never sooner than wished, and not all who were told the same at the same moment.
    private static TimeSpan Scattered(TimeSpan wish, TimeLimit limit)
    {
        var most = (TimeSpan[])[wish / 4, MostScatter, limit.Remaining - wish];
        return wish + (Random.Shared.NextDouble() * most.Min());
    }

    /// <summary>Whether a request is worth repeating after this.</summary>
    private static bool Repeats(Call call, WireAnswer answer, int attempt)
    {
        // A wish beyond the limit is passed on at once, not waited out in vain.
        if (answer.RetryAfter > call.Limit.Remaining) return false;
        // One request of a command has waited for it already.
        var unknown = (!call.Known && attempt >= FirstContact) || (IsAway(answer) && Outages.Current?.IsGone(call.Server) == true);
        return answer.Trouble switch
        {
            Trouble.None => answer.Status switch
            {
                // The server says that it did not act.
                429 or 503 => true,
                // Something before the server says that it does not know.
                502 or 504 => call.IsGet,
                _ => false,
            },
            Trouble.NameLookup or Trouble.Refused or Trouble.Unreachable or Trouble.SignIn => !unknown,
            // Where it worked before, the server is coming up; where it never did, it is the wrong port.
            Trouble.Encryption => call.Known,
            Trouble.Lost => (call.IsGet || !answer.MayHaveActed) && !unknown,
            Trouble.Cut => call.IsGet && attempt < Broken,
            _ => false,
        };
    }

    /// <summary>Whether there is no server to talk to.</summary>
    public static bool IsAway(WireAnswer answer) => answer.Trouble is Trouble.NameLookup or Trouble.Refused or Trouble.Unreachable or Trouble.SignIn;

    private static string Reason(WireAnswer answer) => answer.Trouble switch
    {
        Trouble.None => $"the server answered {answer.Status}",
        Trouble.SignIn => "signing in failed for now",
        Trouble.NameLookup => "the name could not be looked up",
        Trouble.Refused => "the connection was refused",
        Trouble.Unreachable => "the server could not be reached",
        Trouble.Encryption => "no encrypted connection could be made",
        Trouble.Cut => "the answer was cut off",
        _ => "the connection was lost",
    };
}
