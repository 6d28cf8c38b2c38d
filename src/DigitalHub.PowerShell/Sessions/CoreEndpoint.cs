namespace DigitalHub.PowerShell.Sessions;

/// <summary>Reads the address of a core as a person types it.</summary>
internal static class CoreEndpoint
{
    private const string Action = "Give the address of the core, for example https://core.example.org.";

    /// <summary>The address; https where it says nothing, and http for this machine itself.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static Uri Of(string text)
    {
        text = text.Trim();
        var schemed = text.Contains("://", StringComparison.Ordinal);
        if (!WebAddress.TryRead(schemed ? text : $"https://{text}", out var endpoint) || endpoint.Host.Length == 0) throw Invalid(text, "is no address of a core");
        if (endpoint.Scheme is not ("http" or "https")) throw Invalid(text, "is no address of http or https");
        // It may hold a password, which no error shows.
        if (endpoint.UserInfo.Length > 0) throw Errors.Value("The address holds a user or a password.", action: "Leave them out of -Endpoint, and give them with -Credential.");
        if (endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0) throw Invalid(text, "has a query or a fragment");
        return schemed || !endpoint.IsLoopback ? endpoint : new Uri($"http://{text}");
    }

    /// <summary>The address as it is shown, compared and kept: without a slash at its end.</summary>
    public static string Text(Uri endpoint) => endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    public static bool Same(Uri left, Uri right) => string.Equals(Text(left), Text(right), StringComparison.Ordinal);

    // A query and a fragment may hold a token, and what stands before an @ a password, which no error shows.
    private static InputException Invalid(string text, string why)
    {
        if (text.Contains('@', StringComparison.Ordinal)) return Errors.Value($"The address {why}.", action: Action);
        var shown = text.Split('?', '#')[0];
        return Errors.Value($"'{Errors.Shorten(shown)}' {why}.", shown, Action);
    }
}
