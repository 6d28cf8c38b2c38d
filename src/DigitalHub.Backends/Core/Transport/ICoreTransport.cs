using System.Net.Http.Headers;

namespace DigitalHub.Backends.Core;

/// <summary>
/// Sends requests to a core and gives back its successful answers. It signs in, waits out what passes (429, 502, 503, 504,
/// lost connections) within the time limit, and turns every other answer into an exception of design section 7.
/// </summary>
internal interface ICoreTransport : IAsyncDisposable
{
    /// <summary>
    /// Sends a request. A GET is repeated whatever went wrong on the way. POST, PUT and DELETE are repeated only where the
    /// server can't have acted; where it may have, the exception says so (<see cref="ServerException.AnswerLost"/>), and the
    /// caller finds out what became of the request.
    /// </summary>
    /// <exception cref="DigitalHubException">What design section 7 names.</exception>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> was cancelled.</exception>
    Task<CoreAnswer> SendAsync(CoreRequest request, CancellationToken cancellationToken);

    /// <summary>What generation of core this is; asked once.</summary>
    ValueTask<CoreLevel> LevelAsync(CancellationToken cancellationToken);

    /// <summary>Who the server says we are, and what we may do (<c>GET /api/auth</c>, transcripts <c>authentication-*</c>); asked anew each time.</summary>
    ValueTask<CoreIdentity> IdentityAsync(CancellationToken cancellationToken);

    /// <summary>Opens a WebSocket for notifications; null where this session gets none: without a sign-in that they take, or from a server that has no such thing.</summary>
    /// <param name="refused">Credentials that the server refused there: others are got first, and without any the answer is null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DigitalHubException">What keeps the server from opening one now.</exception>
    Task<CoreSocket?> OpenSocketAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken);

    /// <summary>What is known without asking.</summary>
    BackendStatus? Known { get; }

    /// <summary>The clock.</summary>
    TimeProvider Clock { get; }

    /// <summary>The longest that one request may take, its repetitions included.</summary>
    TimeSpan Timeout { get; }
}
