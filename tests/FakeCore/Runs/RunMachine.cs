namespace DigitalHub.FakeCore.Runs;

/// <summary>The state machine of runs (contract, section 3). What it doesn't list does nothing.</summary>
internal static class RunMachine
{
    private static readonly Dictionary<(string State, string Event), string> Transitions = new()
    {
        [("CREATED", "BUILD")] = "BUILT",
        [("CREATED", "ERROR")] = "ERROR",
        [("CREATED", "DELETE")] = "DELETING",
        [("BUILT", "RUN")] = "READY",
        [("BUILT", "ERROR")] = "ERROR",
        [("BUILT", "DELETE")] = "DELETING",
        [("READY", "SCHEDULE")] = "PENDING",
        [("READY", "EXECUTE")] = "RUNNING",
        [("READY", "ERROR")] = "ERROR",
        [("READY", "DELETE")] = "DELETING",
        [("PENDING", "EXECUTE")] = "RUNNING",
        [("PENDING", "LOOP")] = "PENDING",
        [("PENDING", "COMPLETE")] = "COMPLETED",
        [("PENDING", "ERROR")] = "ERROR",
        [("PENDING", "DELETE")] = "DELETING",
        [("RUNNING", "LOOP")] = "RUNNING",
        [("RUNNING", "COMPLETE")] = "COMPLETED",
        [("RUNNING", "STOP")] = "STOP",
        [("RUNNING", "ERROR")] = "ERROR",
        [("RUNNING", "DELETE")] = "DELETING",
        [("STOP", "STOP")] = "STOPPED",
        [("STOP", "ERROR")] = "ERROR",
        [("STOP", "DELETE")] = "DELETING",
        [("STOPPED", "ERROR")] = "ERROR",
        [("STOPPED", "DELETE")] = "DELETING",
        [("COMPLETED", "DELETE")] = "DELETING",
        [("ERROR", "DELETE")] = "DELETING",
        [("DELETING", "ERROR")] = "ERROR",
        [("DELETING", "DELETE")] = "DELETED",
    };

    /// <summary>All events; of older cores, those that are enum constants.</summary>
    public static IReadOnlySet<string> Events { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "BUILD", "RUN", "SCHEDULE", "EXECUTE", "LOOP", "COMPLETE", "ERROR", "STOP", "RESUME", "DELETE" };

    public static string? Target(string state, string @event) => Transitions.GetValueOrDefault((state, @event));

    /// <summary>The event that leads from one state to an adjacent one.</summary>
    public static string? EventTo(string state, string target)
    {
        foreach (var (from, to) in Transitions)
        {
            if (from.State == state && to == target)
            {
                return from.Event;
            }
        }
        return null;
    }
}
