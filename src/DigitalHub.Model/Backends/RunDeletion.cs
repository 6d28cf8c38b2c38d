namespace DigitalHub;

/// <summary>A backend's answer to the removal of a run: the run as it answered it, and whether it is gone already.</summary>
internal sealed record RunDeletion(StoredDocument Answer, bool Gone);
