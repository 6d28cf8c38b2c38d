using System.Net.Http.Headers;
using System.Net.WebSockets;

namespace DigitalHub.Backends.Core;

/// <summary>A WebSocket to a core, and what the one who opened it signs in with on it.</summary>
/// <param name="Socket">The WebSocket.</param>
/// <param name="Host">The server's name.</param>
/// <param name="Authorization">The credentials: the core takes them in the first frame (contract 2.10).</param>
/// <param name="Redact">Takes secrets out of what the server said.</param>
/// <param name="Closing">Cancelled when the session is disconnected.</param>
internal sealed record CoreSocket(WebSocket Socket, string Host, AuthenticationHeaderValue Authorization, Func<string?, string?> Redact, CancellationToken Closing);
