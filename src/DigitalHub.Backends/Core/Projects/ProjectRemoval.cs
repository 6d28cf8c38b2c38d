using DigitalHub.Backends.Core.Listing;

namespace DigitalHub.Backends.Core.Projects;

/// <summary>
/// Removes projects. Core says 200 of one that is not there, and asks nothing about what is in it (contract 1.3); with cascade
/// it removes the runs later, so that this waits a while for the last of them.
/// </summary>
internal static class ProjectRemoval
{
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c></exception>
    /// <exception cref="DigitalHubException"><c>ProjectNotEmpty</c></exception>
    public static async Task DeleteAsync(ICoreTransport transport, string name, bool cascade, CancellationToken cancellationToken)
    {
        await ProjectAccess.EnsureAsync(transport, name, cancellationToken).ConfigureAwait(false);
        if (!cascade && await RunsAsync(transport, name, cancellationToken).ConfigureAwait(false) is > 0 and var runs) throw Errors.ProjectNotEmpty(name, runs);
        var path = CorePaths.With(CorePaths.Project(name), new KeyValuePair<string, string>("cascade", cascade ? "true" : "false"));
        var request = new CoreRequest(HttpMethod.Delete, path) { Subject = CoreSubject.OfProject(name) };
        var attempts = new Attempts(transport);
        while (true)
        {
            try
            {
                await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (DigitalHubException exception) when (!attempts.IsFirst && CoreErrors.IsNotFound(exception))
            {
                break;
            }
            catch (DigitalHubException exception) when (CoreErrors.IsLost(exception))
            {
                if (!await IsThereAsync(transport, name, cancellationToken).ConfigureAwait(false)) break;
                if (attempts.AreOver) throw;
                attempts.Next();
            }
        }
        if (cascade) await CascadeWait.WaitAsync(transport.Clock, $"Project '{name}'", token => LeftAsync(transport, name, token), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<long> LeftAsync(ICoreTransport transport, string name, CancellationToken cancellationToken)
    {
        try
        {
            var runs = await RunsAsync(transport, name, cancellationToken).ConfigureAwait(false);
            return runs > 0 || !await IsThereAsync(transport, name, cancellationToken).ConfigureAwait(false) ? runs : 1;
        }
        catch (DigitalHubException exception) when (CoreErrors.IsDenied(exception) || CoreErrors.IsNotFound(exception))
        {
            // The role went with the project.
            return 0;
        }
    }

    private static async Task<bool> IsThereAsync(ICoreTransport transport, string name, CancellationToken cancellationToken)
    {
        try
        {
            await ProjectAccess.EnsureAsync(transport, name, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DigitalHubException exception) when (CoreErrors.IsNotFound(exception))
        {
            return false;
        }
    }

    private static async Task<long> RunsAsync(ICoreTransport transport, string name, CancellationToken cancellationToken)
    {
        var path = CorePaths.With(CorePaths.Runs(name), new KeyValuePair<string, string>("size", "1"));
        var request = new CoreRequest(HttpMethod.Get, path) { Subject = new CoreSubject("run", null, name) };
        var page = PageReader.Read(request, await transport.SendAsync(request, cancellationToken).ConfigureAwait(false));
        return page.Total ?? page.Items.Count;
    }
}
