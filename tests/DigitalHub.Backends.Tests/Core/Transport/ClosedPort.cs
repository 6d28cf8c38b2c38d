using System.Net;
using System.Net.Sockets;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>A port of this machine that nobody listens at, nor comes to: it is kept, so that no other test's server gets it.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <param name="port">The port; 0 for any that is free.</param>
    public ClosedPort(int port = 0) => _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}");

    public void Dispose() => _socket.Dispose();
}
