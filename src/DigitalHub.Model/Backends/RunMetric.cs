namespace DigitalHub;

/// <summary>A metric of a run: one number, or a series (contract 2.8).</summary>
internal sealed record RunMetric(IReadOnlyList<double> Values, bool IsSeries);
