namespace DigitalHub.FakeCore.Faults;

/// <summary>What can go wrong with a request.</summary>
public enum FaultKind
{
    /// <summary>The connection is reset; before the request is read, or after the server acted on it (<see cref="Fault.Act"/>).</summary>
    ConnectionReset,

    /// <summary>The whole length is declared, half of the body sent, and the connection closed.</summary>
    HalfBody,

    /// <summary>Nothing is answered for <see cref="Fault.Duration"/>.</summary>
    StallHeaders,

    /// <summary>Headers and half of the body are sent, the rest after <see cref="Fault.Duration"/>.</summary>
    StallBody,

    /// <summary><see cref="Fault.StatusCode"/> is answered.</summary>
    Status,

    /// <summary>200 with a page of HTML, as a proxy with a login answers.</summary>
    Html200,

    /// <summary>302 to <see cref="Fault.Location"/>.</summary>
    Redirect,

    /// <summary>The body is compressed, if the caller accepts that.</summary>
    Gzip,

    /// <summary>The Date header and new timestamps are off by <see cref="Fault.Skew"/>.</summary>
    ClockSkew,

    /// <summary>The run of the path becomes <see cref="Fault.Megabytes"/> large before it is answered.</summary>
    BigRun,

    /// <summary>The entity of the path is gone before the request is answered.</summary>
    Vanish,
}
