using System.Text.RegularExpressions;

namespace DigitalHub.FakeCore.Faults;

/// <summary>A rule: which requests it meets, how often, and what happens to them.</summary>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>The method; null meets all.</summary>
    public string? Method { get; init; }

    /// <summary>A regular expression that the path with its query must contain; null meets all.</summary>
    public string? Path { get; init; }

    /// <summary>How many requests are met and let through first.</summary>
    public int After { get; init; }

    /// <summary>How many requests it happens to.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Whether the server does what is asked before it fails to say so.</summary>
    public bool Act { get; init; }

    /// <summary>How long to stall.</summary>
    public TimeSpan Duration { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The status.</summary>
    public int StatusCode { get; init; } = 503;

    /// <summary>The Retry-After header in seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The Retry-After header as a date.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>A body of HTML in the place of core's error.</summary>
    public string? Html { get; init; }

    /// <summary>Where to redirect to.</summary>
    public string Location { get; init; } = "https://login.example.test/";

    /// <summary>How much the clock is off.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>How large a run becomes.</summary>
    public int Megabytes { get; init; } = 1;

    /// <summary>The connection is reset before the request is read.</summary>
    public static Fault Reset() => new(FaultKind.ConnectionReset);

    /// <summary>The server does what is asked, and the connection is reset before it answers.</summary>
    public static Fault ResetAfterActing() => new(FaultKind.ConnectionReset) { Act = true };

    /// <summary>Half of the body, then the end of the connection.</summary>
    public static Fault HalfBody() => new(FaultKind.HalfBody) { Act = true };

    /// <summary>No answer for some time, or for ever.</summary>
    public static Fault StallHeaders(TimeSpan? duration = null) => new(FaultKind.StallHeaders) { Duration = duration ?? Timeout.InfiniteTimeSpan };

    /// <summary>Half of the answer, and the rest later or never.</summary>
    public static Fault StallBody(TimeSpan? duration = null) => new(FaultKind.StallBody) { Act = true, Duration = duration ?? Timeout.InfiniteTimeSpan };

    /// <summary>A status, with Retry-After in seconds if it is given.</summary>
    public static Fault Status(int status, TimeSpan? retryAfter = null) => new(FaultKind.Status) { StatusCode = status, RetryAfter = retryAfter };

    /// <summary>A page of HTML with 200.</summary>
    public static Fault Html200() => new(FaultKind.Html200);

    /// <summary>A redirect.</summary>
    public static Fault Redirect(string location) => new(FaultKind.Redirect) { Location = location };

    /// <summary>A compressed body.</summary>
    public static Fault Gzip() => new(FaultKind.Gzip);

    /// <summary>A wrong clock.</summary>
    public static Fault ClockSkew(TimeSpan skew) => new(FaultKind.ClockSkew) { Skew = skew };

    /// <summary>A large run.</summary>
    public static Fault BigRun(int megabytes) => new(FaultKind.BigRun) { Megabytes = megabytes };

    /// <summary>An entity that goes away.</summary>
    public static Fault Vanish() => new(FaultKind.Vanish);

    /// <summary>Whether the request comes to no proper end, so that no other such fault can happen to it.</summary>
    internal bool Ends => Kind is FaultKind.ConnectionReset or FaultKind.HalfBody or FaultKind.Status or FaultKind.Html200 or FaultKind.Redirect;

    internal bool Meets(string method, string target) =>
        (Method is null || Method.Equals(method, StringComparison.OrdinalIgnoreCase))
        && (Path is null || Regex.IsMatch(target, Path, RegexOptions.CultureInvariant));
}
