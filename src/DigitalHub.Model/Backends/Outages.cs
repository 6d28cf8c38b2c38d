using System.Collections.Concurrent;

namespace DigitalHub;

/// <summary>
/// What one command has met of servers that do not answer: it is said once, however many requests are under way, and only
/// the first request waits for the server to come back.
/// </summary>
internal sealed class Outages
{
    private static readonly AsyncLocal<Outages?> InFlow = new();

    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, bool> _gone = new(StringComparer.Ordinal);

    /// <summary>Those of the command that works in this flow of control; null where there is none.</summary>
    public static Outages? Current => InFlow.Value;

    /// <summary>Makes these the current ones in this flow of control until the result is disposed.</summary>
    public IDisposable Enter()
    {
        var before = InFlow.Value;
        InFlow.Value = this;
        return new Leaving(before);
    }

    /// <summary>Whether nobody has said yet that a server does not answer.</summary>
    public bool TrySay(string server) => _said.TryAdd(server, true);

    /// <summary>Remembers that a server was waited for in vain.</summary>
    public void Gone(string server) => _gone[server] = true;

    /// <summary>Remembers that a server has answered.</summary>
    public void Back(string server)
    {
        if (!_gone.IsEmpty) _gone.TryRemove(server, out _);
        if (!_said.IsEmpty) _said.TryRemove(server, out _);
    }

    /// <summary>Whether a server was waited for in vain and has not answered since.</summary>
    public bool IsGone(string server) => _gone.ContainsKey(server);

    private sealed class Leaving(Outages? before) : IDisposable
    {
        public void Dispose() => InFlow.Value = before;
    }
}
