namespace DigitalHub.Backends.Profiles;

/// <summary>Whether two addresses are the same core's, as far as can be told without asking.</summary>
internal static class Cores
{
    public static bool AreSame(Uri one, string? other) => WebAddress.TryRead(other?.Trim(), out var uri)
        && Uri.Compare(one, uri, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
        && one.AbsolutePath.TrimEnd('/') == uri.AbsolutePath.TrimEnd('/');

    /// <summary>The core that a section is about: its endpoint, else the issuer that the SDK leaves there without one; null where it does not say.</summary>
    public static string? Of(IniDocument document, string section) => ProfileKeys.Belongs.Select(key => document.Get(section, key)).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
}
