namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>A part of a recorded answer that can't be given again.</summary>
/// <param name="File">The transcript.</param>
/// <param name="Index">The exchange.</param>
/// <param name="Path">The part that may differ. All else of the answer must be as recorded.</param>
/// <param name="Reason">Why.</param>
internal sealed record KnownDifference(string File, int Index, string Path, string Reason)
{
    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        new("runs-list", 14, "$.content", "All 60 runs have the same state, and the order of equals is the database's own."),
    ];
}
