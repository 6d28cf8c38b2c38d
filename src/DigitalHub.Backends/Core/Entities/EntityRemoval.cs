using DigitalHub.Backends.Core.Listing;

namespace DigitalHub.Backends.Core.Entities;

/// <summary>
/// Removes functions, workflows and tasks (contract 1.3). Core asks nothing about what there is of them: with cascade it
/// removes tasks and runs, the runs later, so that this waits a while for the last of them; without, it would leave tasks of
/// nothing behind, so that they are removed here.
/// </summary>
internal sealed class EntityRemoval(ICoreTransport transport)
{
    private const int MaxAttempts = 3;

    public async Task DeleteAsync(EntityAddress address, bool cascade, CancellationToken cancellationToken)
    {
        var document = await new EntityStore(transport).GetAsync(address, cancellationToken).ConfigureAwait(false);
        var (reference, tasks) = await WhatIsOfAsync(address, document, cancellationToken).ConfigureAwait(false);
        var runs = await CountRunsAsync(address, reference, tasks, cancellationToken).ConfigureAwait(false);
        if (runs > 0 && !cascade) throw Errors.NotEmpty(address, document.Head("name") ?? address.Id, runs);
        if (!cascade && address.Type != EntityType.Task)
        {
            foreach (var task in tasks) await RemoveTaskAsync(address with { Type = EntityType.Task, Id = task.Name }, cancellationToken).ConfigureAwait(false);
        }
        await SendAsync(address, cascade, cancellationToken).ConfigureAwait(false);
        if (runs == 0) return;
        await CascadeWait.WaitAsync(
            transport.Clock,
            $"The {EntityWords.Of(address.Type).Word} '{address.Id}'",
            token => CountRunsAsync(address, reference, tasks, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<long> CountRunsAsync(EntityAddress address, CancellationToken cancellationToken)
    {
        var document = await new EntityStore(transport).GetAsync(address, cancellationToken).ConfigureAwait(false);
        var (reference, tasks) = await WhatIsOfAsync(address, document, cancellationToken).ConfigureAwait(false);
        return await CountRunsAsync(address, reference, tasks, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(EntityReference Reference, IReadOnlyList<EntityReference> Tasks)> WhatIsOfAsync(EntityAddress address, StoredDocument document, CancellationToken cancellationToken)
    {
        var kind = document.Head("kind") ?? string.Empty;
        if (address.Type == EntityType.Task)
        {
            var task = new EntityReference(kind, address.Project, address.Id, null);
            return (task, [task]);
        }
        var reference = new EntityReference(kind, address.Project, document.Head("name") ?? address.Id, address.Id);
        var query = new EntityQuery(EntityType.Task) { Project = address.Project };
        query = address.Type == EntityType.Function ? query with { Functions = [reference.ToString()] } : query with { Workflows = [reference.ToString()] };
        var tasks = new List<EntityReference>();
        await foreach (var task in new EntityListing(transport, query).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            tasks.Add(new EntityReference(task.Head("kind") ?? string.Empty, address.Project, task.Head("id") ?? string.Empty, null));
        }
        return (reference, tasks);
    }

    // A run names its task and, unless it is only a record, also the function or workflow: whichever finds more.
    private async Task<long> CountRunsAsync(EntityAddress address, EntityReference reference, IReadOnlyList<EntityReference> tasks, CancellationToken cancellationToken)
    {
        long ofTasks = 0;
        foreach (var task in tasks) ofTasks += await CountAsync(address.Project, "task", task, cancellationToken).ConfigureAwait(false);
        if (address.Type == EntityType.Task) return ofTasks;
        return Math.Max(ofTasks, await CountAsync(address.Project, EntityWords.Of(address.Type).Word, reference, cancellationToken).ConfigureAwait(false));
    }

    private async Task<long> CountAsync(string project, string field, EntityReference reference, CancellationToken cancellationToken)
    {
        var path = CorePaths.With(CorePaths.Runs(project), new KeyValuePair<string, string>(field, reference.ToString()), new KeyValuePair<string, string>("size", "1"));
        var request = new CoreRequest(HttpMethod.Get, path) { Subject = new CoreSubject("run", null, project) };
        var page = PageReader.Read(request, await transport.SendAsync(request, cancellationToken).ConfigureAwait(false));
        return page.Total ?? page.Items.Count;
    }

    private async Task RemoveTaskAsync(EntityAddress task, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(task, cascade: false, cancellationToken).ConfigureAwait(false);
        }
        catch (EntityNotFoundException)
        {
            // Somebody else was quicker.
        }
    }

    private async Task SendAsync(EntityAddress address, bool cascade, CancellationToken cancellationToken)
    {
        var path = CorePaths.With(CorePaths.Entity(address), new KeyValuePair<string, string>("cascade", cascade ? "true" : "false"));
        var request = new CoreRequest(HttpMethod.Delete, path) { Subject = CoreSubject.Of(address) };
        for (var attempts = new Attempts(transport); ; attempts.Next())
        {
            try
            {
                await transport.SendAsync(attempts.Repeated(request), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DigitalHubException exception) when (!attempts.IsFirst && CoreErrors.IsNotFound(exception))
            {
                return;
            }
            catch (DigitalHubException exception) when (CoreErrors.IsLost(exception) && attempts.Number < MaxAttempts)
            {
                Notices.Verbose($"The answer to the removal of {EntityWords.Of(address.Type).Word} '{address.Id}' was lost: it is asked for again.");
            }
        }
    }
}
