namespace DigitalHub;

/// <summary>The states of a run and the moves between them (contract 3). States are text; unknown ones are kept.</summary>
internal static class RunState
{
    public const string Created = "CREATED";
    public const string Built = "BUILT";
    public const string Ready = "READY";
    public const string Pending = "PENDING";
    public const string Running = "RUNNING";
    public const string Completed = "COMPLETED";
    public const string Error = "ERROR";
    public const string Stop = "STOP";
    public const string Stopped = "STOPPED";
    public const string Resume = "RESUME";
    public const string Deleting = "DELETING";
    public const string Deleted = "DELETED";

    /// <summary>All states, in the order in which a run meets them.</summary>
    public static readonly IReadOnlyList<string> All =
        [Created, Built, Ready, Pending, Running, Completed, Error, Stop, Stopped, Resume, Deleting, Deleted];

    private static readonly Dictionary<string, string[]> Moves = new(StringComparer.Ordinal)
    {
        [Created] = [Built, Error, Deleting],
        [Built] = [Ready, Error, Deleting],
        [Ready] = [Pending, Running, Error, Deleting],
        [Pending] = [Running, Completed, Error, Deleting],
        [Running] = [Completed, Stop, Error, Deleting],
        [Stop] = [Stopped, Error, Deleting],
        [Stopped] = [Error, Deleting],
        [Completed] = [Deleting],
        [Error] = [Deleting],
        [Deleting] = [Error, Deleted],
    };

    /// <summary>The states that a client may move a run to from here, best known first.</summary>
    public static IReadOnlyList<string> Next(string state) => Moves.TryGetValue(state, out var next) ? next : [];

    /// <summary>
    /// The moves that take a new run to a state, as few as there are and through RUNNING rather than PENDING; null for a state
    /// that no run comes into by a client.
    /// </summary>
    public static IReadOnlyList<string>? WayTo(string state)
    {
        var ways = new Queue<string[]>([[]]);
        while (ways.TryDequeue(out var way))
        {
            var last = way.Length == 0 ? Created : way[^1];
            if (last == state) return way;
            foreach (var next in Next(last).Where(next => next is not (Deleting or Deleted)).OrderBy(next => next == Pending)) ways.Enqueue([.. way, next]);
        }
        return null;
    }

    /// <summary>Whether a run in this state has ended for good.</summary>
    public static bool IsFinal(string state) => state is Completed or Error or Stopped or Deleted;

    /// <summary>Whether a run in this state is at work.</summary>
    public static bool IsActive(string state) => state is Ready or Pending or Running or Stop or Resume;
}
