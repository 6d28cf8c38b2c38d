namespace DigitalHub.Backends.Core;

/// <summary>Where a core lives, checked, and the addresses of its requests. A path is kept: a core may live below one.</summary>
internal sealed class CoreAddress
{
    private readonly string _base;

    private CoreAddress(Uri endpoint)
    {
        Endpoint = endpoint;
        Shown = Text(endpoint);
        _base = Shown;
    }

    /// <summary>The endpoint.</summary>
    public Uri Endpoint { get; }

    /// <summary>The endpoint for a person and for what is typed; see <see cref="Text"/>.</summary>
    public string Shown { get; }

    /// <exception cref="InputException"><c>ValueInvalid</c>: this can't be a core's address. <c>EncryptionRequired</c>: it would see credentials in clear text.</exception>
    public static CoreAddress Of(CoreOptions options)
    {
        var endpoint = options.Endpoint;
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps) || endpoint.Host.Length == 0)
        {
            // What is no address may hold anything, a password included.
            throw Errors.Value("The endpoint is no address of a core.", action: "Give a full address that starts with http:// or https://, as in https://core.example.org.");
        }

        // None of these is shown: a password stands in the first and may stand in the others.
        if (endpoint.UserInfo.Length > 0)
        {
            throw Errors.Value($"The endpoint {Show(endpoint)} was given with credentials in it.", Show(endpoint), "Give the address alone, and user and password with -Credential.");
        }

        if (endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
        {
            throw Errors.Value($"The endpoint {Show(endpoint)} was given with a query or a fragment.", Show(endpoint), "Give the address up to the '?' or '#'.");
        }

        if (options.SignIn is not NoSignIn && endpoint.Scheme == Uri.UriSchemeHttp && !endpoint.IsLoopback && !options.AllowUnencryptedAuthentication)
        {
            throw new InputException("EncryptionRequired", $"The credentials would go to {Show(endpoint)} unencrypted, for anybody on the way to read.")
            {
                Target = Show(endpoint),
                RecommendedAction = "Use an address that starts with https://. If the network is known to be safe, allow it with -AllowUnencryptedAuthentication.",
            };
        }

        return new CoreAddress(endpoint);
    }

    /// <summary>The address of a request.</summary>
    /// <exception cref="InputException">A part of the path is "." or "..": it would name something else.</exception>
    public Uri For(CoreRequest request)
    {
        RefuseDots(request);
        return new Uri(_base + request.Path);
    }

    /// <summary>An endpoint for a person and for what is typed; without a slash at its end.</summary>
    public static string Text(Uri endpoint) => Show(endpoint).TrimEnd('/');

    /// <summary>An address for a person: without user, query and fragment.</summary>
    public static string Show(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    // ids like ".." are within the server's rule, but both ends fold the path: DELETE …/runs/.. would be DELETE …/runs.
    private static void RefuseDots(CoreRequest request)
    {
        var path = request.Path.AsSpan(0, request.Path.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? query : request.Path.Length);
        if (!path.Contains("/.", StringComparison.Ordinal) && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase)) return;
        foreach (var segment in path.ToString().Split('/'))
        {
            var dots = Uri.UnescapeDataString(segment);
            if (dots is not ("." or "..")) continue;
            throw request.Subject.Entity == "run"
                ? Errors.IdInvalid(dots, "in an address it means something else")
                : Errors.Value($"'{dots}' can't be part of an address.", dots);
        }
    }
}
