using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Runs;

/// <summary>Changes of a run's status: the state and the list of transitions, newest first (contract, section 3).</summary>
internal static class RunStatus
{
    // The stage names of the others do not match in core, so it doesn't write them down.
    private static readonly HashSet<string> Recorded =
        ["BUILT", "READY", "PENDING", "RUNNING", "COMPLETED", "ERROR", "STOPPED", "DELETING", "DELETED"];

    public static Entity Move(Entity run, string state, DateTimeOffset now, Action<JsonObject>? change = null)
    {
        var status = Json.Object(run.Status);
        change?.Invoke(status);
        status["state"] = state;
        if (Recorded.Contains(state))
        {
            var transitions = status["transitions"] as JsonArray;
            if (transitions is null)
            {
                status["transitions"] = transitions = [];
            }
            if (transitions.Count == 0 || Json.String(transitions[0] as JsonObject, "status") != state)
            {
                var entry = new JsonObject { ["status"] = state };
                if (Json.String(status, "message") is { } message)
                {
                    entry["message"] = message;
                }
                entry["time"] = Timestamps.Transition(now);
                transitions.Insert(0, entry);
            }
        }
        return run with { Status = Json.Bytes(status), State = state, Updated = now };
    }

    /// <summary>The state alone, which core saves before the rest.</summary>
    public static Entity SetState(Entity run, string state)
    {
        var status = Json.Object(run.Status);
        status["state"] = state;
        return run with { Status = Json.Bytes(status), State = state };
    }
}
