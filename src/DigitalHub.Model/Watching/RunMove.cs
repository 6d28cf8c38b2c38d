namespace DigitalHub;

/// <summary>A change of a run, worked out from what a backend told of it.</summary>
/// <param name="Action">One of <see cref="Create"/>, <see cref="Update"/>, <see cref="Delete"/>.</param>
/// <param name="OldState">The state before; null for a run that was made.</param>
/// <param name="State">The state after.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Run">The run as it was last seen.</param>
internal sealed record RunMove(string Action, string? OldState, string State, DateTimeOffset Time, StoredDocument Run)
{
    public const string Create = "CREATE";
    public const string Update = "UPDATE";
    public const string Delete = "DELETE";

    public string Id => Run.Head("id") ?? string.Empty;

    /// <summary>Whether the run came into its state by it.</summary>
    public bool IsOfState => OldState != State;
}
