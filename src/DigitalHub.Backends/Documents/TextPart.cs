namespace DigitalHub.Backends.Documents;

/// <summary>A part of a text: its first character, and the one after its last.</summary>
internal readonly record struct TextPart(int Start, int End);
