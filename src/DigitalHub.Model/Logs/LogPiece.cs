namespace DigitalHub;

/// <summary>Lines that came into the log of one container of a run.</summary>
internal sealed record LogPiece(string? Pod, string? Container, IReadOnlyList<string> Lines);
