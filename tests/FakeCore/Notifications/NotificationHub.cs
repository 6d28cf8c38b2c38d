using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using Microsoft.AspNetCore.Http;

namespace DigitalHub.FakeCore.Notifications;

/// <summary>Tells of changes of runs: STOMP over a WebSocket at <c>/ws</c> (contract, section 2.10; <c>notifications.json</c>).</summary>
internal sealed class NotificationHub
{
    public const string Path = "/ws";

    private const string All = "/notifications/runs";

    private readonly CoreServices _core;
    private readonly List<NotificationSession> _sessions = [];

    public NotificationHub(CoreServices core)
    {
        _core = core;
        core.Store.Changed += Tell;
    }

    /// <summary>How many connections there are.</summary>
    public int Connections
    {
        get
        {
            lock (_sessions)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>How many subscriptions there are.</summary>
    public int Subscriptions
    {
        get
        {
            lock (_sessions)
            {
                return _sessions.Sum(session => session.Subscriptions);
            }
        }
    }

    /// <summary>Serves one connection to its end.</summary>
    public async Task ServeAsync(HttpContext context, CancellationToken stop)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var session = new NotificationSession(socket, new NotificationSignIn(_core));
        lock (_sessions)
        {
            _sessions.Add(session);
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pumping = PumpAsync(ending.Token);
        try
        {
            await session.ServeAsync(ending.Token);
        }
        finally
        {
            lock (_sessions)
            {
                _sessions.Remove(session);
            }
            await ending.CancelAsync();
            await pumping;
        }
    }

    /// <summary>Breaks all connections.</summary>
    public void Drop()
    {
        lock (_sessions)
        {
            _sessions.ForEach(session => session.Abort());
        }
    }

    /// <summary>Sends something to all connections, whatever it is.</summary>
    public void Send(byte[] bytes)
    {
        lock (_sessions)
        {
            _sessions.ForEach(session => session.Send(bytes));
        }
    }

    // What is due happens although nobody asks.
    private async Task PumpAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), stop);
                _core.Cluster.Pump();
            }
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
    }

    private void Tell(string action, Entity? before, Entity run)
    {
        if (run.Type != EntityType.Run)
        {
            return;
        }
        lock (_sessions)
        {
            if (_sessions.Count == 0)
            {
                return;
            }
            if (before is null || action == "DELETE" || before.State != run.State)
            {
                Tell("/user" + All, action, run, run.User);
            }
            Tell(All, action, run, null);
            Tell($"{All}/{run.Id}", action, run, null);
        }
    }

    private void Tell(string destination, string action, Entity run, string? user)
    {
        byte[]? body = null;
        foreach (var session in _sessions)
        {
            if (session.SubscriptionTo(destination) is { } subscription && (user is null || session.User == user))
            {
                session.SendMessage(destination, subscription, body ??= Body(action, run, user));
            }
        }
    }

    private byte[] Body(string action, Entity run, string? user) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("id", Guid.NewGuid());
        writer.WriteString("timestamp", Timestamps.Transition(_core.Clock.Now));
        writer.WriteString("user", user);
        writer.WriteString("action", action);
        writer.WriteString("resource", "runs");
        writer.WritePropertyName("record");
        writer.WriteRawValue(run.Document(_core.Renderer));
        writer.WriteEndObject();
    });
}
