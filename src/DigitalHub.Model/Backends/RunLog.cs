namespace DigitalHub;

/// <summary>What one container of a run has written so far (contract 2.7).</summary>
internal sealed record RunLog(string? Pod, string? Container, string Text);
