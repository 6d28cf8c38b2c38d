namespace DigitalHub.Backends.Core.Listing;

/// <summary>The projects whose runs the user may read (contract 9.2; transcript <c>authentication-oidc</c>).</summary>
internal sealed class ReadableProjects(ICoreTransport transport)
{
    private CoreIdentity? _identity;

    /// <summary>Whether the runs of all projects may be asked for at once, as far as can be told.</summary>
    public async Task<bool> MayReadAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            _identity = await transport.IdentityAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DigitalHubException exception) when (exception.ErrorId is "AccessDenied" or "UnexpectedResponse")
        {
            // A core that does not say who we are may let us in all the same. One that can't be reached won't.
        }
        return _identity?.IsAdministrator != false;
    }

    /// <summary>The projects that the user has a role in; all there are, where the server names none.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        if (_identity?.Projects.ToList() is { Count: > 0 } own) return own;
        var names = new List<string>();
        await foreach (var project in ProjectListing.AllAsync(transport, null, cancellationToken).ConfigureAwait(false)) names.Add(project.Id);
        return names;
    }

    /// <summary>Passes over a project that can't be read, and says so.</summary>
    public static bool PassOver(string name, DigitalHubException exception)
    {
        if (exception.ErrorId is not ("AccessDenied" or "ProjectNotFound")) return false;
        Notices.Verbose($"Project '{name}' is left out: {exception.Message}");
        return true;
    }
}
