namespace DigitalHub;

/// <summary>What a local store plays instead of a backend that executes runs (design section 6).</summary>
/// <param name="Rules">What becomes of runs; the first that fits a run wins.</param>
/// <param name="Faults">Which operations fail.</param>
internal sealed record Rehearsal(IReadOnlyList<RehearsalRule> Rules, IReadOnlyList<RehearsalFault> Faults);
