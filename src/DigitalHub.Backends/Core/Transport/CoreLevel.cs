namespace DigitalHub.Backends.Core;

/// <summary>The generation of a core and what it means for a client (contract 13; transcripts <c>core-0.13</c>, <c>core-0.14</c>).</summary>
/// <param name="Level">The API level: 13, 14, 15; a newer one is treated as 15.</param>
internal sealed record CoreLevel(int Level)
{
    /// <summary>Whether the server told it. One that did not may be a core behind something that hides it, or no core at all.</summary>
    public bool IsTold { get; init; } = true;

    /// <summary>Run kinds are <c>python+run</c>, not <c>python+job:run</c>.</summary>
    public bool HasShortRunKinds => Level <= 13;

    /// <summary>PUT stores any state as sent; there is no state machine (contract 13).</summary>
    public bool StoresRawStates => Level <= 14;
}
