namespace DigitalHub.Backends.Core;

/// <summary>Tells a project that is not there from one that is empty or closed to the user: core answers the same (contract 1.1).</summary>
internal static class ProjectAccess
{
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c></exception>
    public static async Task EnsureAsync(ICoreTransport transport, string project, CancellationToken cancellationToken)
    {
        if (!RunRules.IsProject(project)) throw Errors.ProjectNotFound(project);
        await transport.SendAsync(new CoreRequest(HttpMethod.Get, CorePaths.Project(project)) { Subject = CoreSubject.OfProject(project) }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads from a project; where that is denied, whether there is such a project counts first.</summary>
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c></exception>
    public static async Task<T> ReadAsync<T>(ICoreTransport transport, string project, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (DigitalHubException exception) when (CoreErrors.IsDenied(exception))
        {
            await EnsureAsync(transport, project, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }
}
