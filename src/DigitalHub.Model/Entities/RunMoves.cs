using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>
/// Checks a change of a run against core's rules before it is stored: the state machine, the sealed spec (contract 3 and 2.4).
/// Core ignores in silence what they forbid.
/// </summary>
internal static class RunMoves
{
    private static readonly string[] Unrecorded = [RunState.Created, RunState.Stop, RunState.Resume];

    /// <summary>The state in a run's document.</summary>
    public static string State(OrderedDictionary document) => document.Map("status")?.Text("state") ?? RunState.Created;

    /// <summary>Refuses a changed spec of a run that has left CREATED.</summary>
    /// <exception cref="DigitalHubException"><c>SpecSealed</c></exception>
    public static void CheckSpec(OrderedDictionary current, OrderedDictionary next)
    {
        var state = State(current);
        if (state == RunState.Created || ValueMap.Same(next.Map("spec") ?? ValueMap.New(), current.Map("spec") ?? ValueMap.New())) return;
        throw new DigitalHubException("SpecSealed", ErrorKind.InvalidOperation, $"Run '{current.Text("id")}' is {state}; the spec of a run can be changed only while it is CREATED.")
        {
            Target = current.Text("id"),
            RecommendedAction = $"Make a new run with the changed spec: Copy-DhRun {current.Text("id")} -Spec @{{ ... }}.",
        };
    }

    /// <summary>The state that a changed status asks for; the present one where it names none.</summary>
    /// <exception cref="DigitalHubException"><c>TransitionRefused</c></exception>
    /// <exception cref="InputException"><c>ValueInvalid</c>: the state is no text.</exception>
    public static string Asked(OrderedDictionary current, OrderedDictionary? status)
    {
        var before = State(current);
        switch (status?["state"])
        {
            case null:
                return before;
            case string state when state == before:
                return before;
            case RunState.Deleting or RunState.Deleted:
                throw Refused(current, status.Text("state")!, "Remove it with Remove-DhRun.");
            case string state when RunState.Next(before).Contains(state):
                return state;
            case string state:
                throw Refused(current, state);
            default:
                throw Errors.Value("status.state is no text.", status["state"], "Give the state as text, for example RUNNING.");
        }
    }

    /// <summary>Puts a state into a status, with its entry among the transitions as core writes it.</summary>
    /// <param name="status">The status.</param>
    /// <param name="state">The state.</param>
    /// <param name="now">When.</param>
    /// <param name="tellsMessage">Whether the entry has the status' message, as the entries of a core do.</param>
    public static void Enter(OrderedDictionary status, string state, DateTimeOffset now, bool tellsMessage = false)
    {
        status["state"] = state;
        if (Unrecorded.Contains(state)) return;
        var moves = status["transitions"] as Array ?? Array.Empty<object>();
        if (moves.Length > 0 && moves.GetValue(0) is OrderedDictionary last && last.Text("status") == state) return;
        var move = new OrderedDictionary(StringComparer.OrdinalIgnoreCase) { { "status", state } };
        if (tellsMessage && status.Text("message") is { } message) move["message"] = message;
        move["time"] = Timestamp.FormatExact(now);
        status["transitions"] = moves.Cast<object?>().Prepend(move).ToArray();
    }

    public static DigitalHubException Refused(OrderedDictionary current, string to, string? action = null)
    {
        var id = current.Text("id");
        var from = State(current);
        var next = RunState.Next(from).Where(state => state is not (RunState.Deleting or RunState.Deleted)).ToList();
        var ways = next.Count == 0 ? "nowhere any more" : $"only to {string.Join(", ", next)}";
        return new("TransitionRefused", ErrorKind.InvalidOperation, $"Run '{id}' is {from} and can't become {to}; from there it goes {ways}.")
        {
            Target = id,
            RecommendedAction = action ?? (next.Count == 0 ? "Make a new run of its spec." : "Move it on one state after the other."),
        };
    }

    public static DigitalHubException NotStoppable(OrderedDictionary current)
    {
        var state = State(current);
        return new("NotStoppable", ErrorKind.InvalidOperation, $"Run '{current.Text("id")}' is {state}; only a run that is RUNNING can be stopped.")
        {
            Target = current.Text("id"),
            IsMoot = RunState.IsFinal(state) || state == RunState.Deleting,
            RecommendedAction = RunState.IsFinal(state) ? "It has ended already."
                : state == RunState.Deleting ? "It is being removed already."
                : $"Remove it with Remove-DhRun {current.Text("id")}, or stop it when it runs: Wait-DhRun {current.Text("id")} -State RUNNING | Stop-DhRun.",
        };
    }

    public static InputException ActionUnknown(string action) =>
        Errors.Value($"'{Errors.Shorten(action)}' is no action of a run.", action, "The actions are stop and resume.");
}
