namespace DigitalHub;

/// <summary>
/// The profiles that this module shares with dhcli and the Python SDK: sections of <c>~/.dhcore.ini</c> (or <c>DH_CONFIG</c>)
/// and the variables <c>DHCORE_*</c>, which win for reading and are never written to the file (design section 5).
/// </summary>
internal interface IProfiles
{
    /// <summary>The core that a profile describes; null where nothing names one.</summary>
    /// <param name="name">A section of the file; null for <c>DH_NAME</c>, else the file's current one.</param>
    /// <exception cref="InputException"><c>BackendNotConfigured</c>: what is named is incomplete, unreadable, or not there.</exception>
    CoreOptions? Find(string? name);

    /// <summary>The sections of the file, for completion; empty where it can't be read.</summary>
    IReadOnlyList<string> Names();

    /// <summary>The place of a section in the file, be it there or not, to keep tokens in.</summary>
    ProfilePlace PlaceOf(string name);
}
