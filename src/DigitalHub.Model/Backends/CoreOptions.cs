namespace DigitalHub;

/// <summary>How a core is to be reached.</summary>
/// <param name="Endpoint">Its address, without a path below which it does not live; http or https.</param>
internal sealed record CoreOptions(Uri Endpoint)
{
    /// <summary>The longest that one request may take, all its repetitions and waiting included.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    /// <summary>Where the endpoint came from, for a person.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>The name of the profile it came from; null where it came from none.</summary>
    public string? Profile { get; init; }

    /// <summary>How to sign in.</summary>
    public SignIn SignIn { get; init; } = new NoSignIn();

    /// <summary>The project used where no other is given; null where none is named.</summary>
    public string? DefaultProject { get; init; }

    /// <summary>Where the default project came from.</summary>
    public string? DefaultProjectSource { get; init; }

    /// <summary>Takes any certificate of the server.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>Lets credentials go over plain http to another machine.</summary>
    public bool AllowUnencryptedAuthentication { get; init; }

    /// <summary>The proxy to use instead of the system's; null for the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The longest that one request may take, all its repetitions and waiting included.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
