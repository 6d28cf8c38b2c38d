using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Tells what a backend would make of runs. It only reads, and what many runs have in common it reads once: task, function,
/// project and whether they may be run.
/// </summary>
/// <param name="strict">Takes what a core would drop for an error.</param>
/// <param name="ensure">Whether a run that is there already is what is wanted.</param>
internal sealed class RunPreviews(bool strict, bool ensure)
{
    private const string KeptAsItIs = "A local store keeps the spec as it is given: nothing is dropped, added or merged, and nothing is executed.";

    private const string OnlyRecorded = "Nothing is executed for the run: its task and function are not looked at, and the spec is not built.";

    private readonly AskedOnce<(Session Session, EntityAddress Address), StoredDocument> _entities = new();
    private readonly AskedOnce<(Session Session, string Run), bool> _checks = new();
    private readonly AskedOnce<(Session Session, string Owner, string Kind), EntityReference?> _tasks = new();

    /// <summary>What would be made of a run.</summary>
    /// <param name="session">The backend.</param>
    /// <param name="document">The run's document; its task is put into it.</param>
    /// <param name="target">What it is of, where its task is still to be found; else null.</param>
    /// <param name="chosen">The id and the name that were chosen.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DigitalHubException">What creating the run would be refused for.</exception>
    public async Task<RunPreview> OfAsync(Session session, OrderedDictionary document, RunTarget? target, (string? Id, string? Name) chosen, CancellationToken cancellationToken)
    {
        var spec = document.Section("spec");
        var check = new RunSpecCheck(strict) { KindIsTyped = true };
        var found = await check.InspectAsync(session, document, spec, cancellationToken).ConfigureAwait(false);
        if (ensure) await EnsuredRuns.SignAsync(session, document, target, cancellationToken).ConfigureAwait(false);
        var makesTask = target is not null && !await PutTaskAsync(target, spec, cancellationToken).ConfigureAwait(false);
        if (makesTask) await ReadAsync(session, target!.Type, target.Owner, target.Owner.Id!, cancellationToken).ConfigureAwait(false);
        await CheckAsync(session, document, makesTask, cancellationToken).ConfigureAwait(false);
        var exists = chosen.Id is not null && await ExistsAsync(session, document, cancellationToken).ConfigureAwait(false);
        var onCore = session.ActsAsCore;
        var isRecord = SpecCheck.IsTrue(spec["local_execution"]);
        var build = !onCore ? SpecBuild.AsItIs(spec, found?.Faults ?? [])
            : isRecord ? SpecBuild.OnCore(spec, found?.Kind, found?.Bundled, found?.Faults ?? [], null, null, "function")
            : await BuildAsync(session, spec, found, makesTask ? target : null, cancellationToken).ConfigureAwait(false);
        document["kind"] = found?.Name ?? document["kind"];
        return new RunPreview(session, document, build)
        {
            Id = chosen.Id,
            Name = chosen.Name ?? chosen.Id,
            Starts = onCore && !isRecord && !exists,
            Exists = exists,
            MakesTask = makesTask && !exists,
            Note = !onCore ? KeptAsItIs : isRecord ? OnlyRecorded : null,
        };
    }

    // The id of a task that is made follows from what it is for.
    private async Task<bool> PutTaskAsync(RunTarget target, OrderedDictionary spec, CancellationToken cancellationToken)
    {
        var task = await _tasks.Get((target.Session, target.Owner.ToString(), target.TaskKind), () => RunTasks.FindAsync(target, cancellationToken)).Value.ConfigureAwait(false);
        spec["task"] = (task ?? new EntityReference(target.TaskKind, target.Owner.Project, TaskMaker.Id(target.Owner, target.TaskKind), null)).ToString();
        return task is not null;
    }

    private async Task CheckAsync(Session session, OrderedDictionary document, bool makesTask, CancellationToken cancellationToken)
    {
        var spec = document.Section("spec");
        var parts = ((string?[])[document.Text("project"), document.Text("kind"), spec.Text("task"), spec.Text("function"), spec.Text("workflow"), SpecCheck.IsTrue(spec["local_execution"]) ? "local" : null]).Select(part => part ?? string.Empty);
        await _checks.Get((session, string.Join('\n', parts)), async () =>
        {
            await session.Client.GetProjectAsync(document.Text("project")!, cancellationToken).ConfigureAwait(false);
            if (!makesTask) await session.Client.CheckNewRunAsync(document, cancellationToken).ConfigureAwait(false);
            return true;
        }).Value.ConfigureAwait(false);
    }

    private async Task<bool> ExistsAsync(Session session, OrderedDictionary document, CancellationToken cancellationToken)
    {
        if (ensure) return await EnsuredRuns.FindAsync(session, document, cancellationToken).ConfigureAwait(false) is not null;
        var address = new RunAddress(document.Text("project")!, document.Text("id")!);
        return await TakenId.IsAsync(() => session.Client.GetRunAsync(address, cancellationToken)).ConfigureAwait(false) ? throw Errors.RunExists(address.Id) : false;
    }

    private async Task<SpecBuild> BuildAsync(Session session, OrderedDictionary spec, CheckedSpec? found, RunTarget? made, CancellationToken cancellationToken)
    {
        var isWorkflow = SpecCheck.IsDropped(spec["function"]);
        var type = isWorkflow ? EntityType.Workflow : EntityType.Function;
        var word = EntityWords.Of(type).Word;
        var owner = Reference(spec, word);
        var executable = await ReadAsync(session, type, owner, owner.Id!, cancellationToken).ConfigureAwait(false);
        var reference = Reference(spec, "task");
        var task = made is null ? (await ReadAsync(session, EntityType.Task, reference, reference.Name, cancellationToken).ConfigureAwait(false)).Map : null;
        var taskSpec = task is null ? Made(made!) : task.Map("spec") ?? ValueMap.New();
        var build = SpecBuild.OnCore(spec, found?.Kind, found?.Bundled, found?.Faults ?? [], taskSpec, executable.Map.Map("spec") ?? ValueMap.New(), word);
        build.TellMismatch(found?.Name, task?.Text("kind") ?? reference.Kind, (word, taskSpec.Text(word), owner.ToString()));
        return build;
    }

    private static OrderedDictionary Made(RunTarget target)
    {
        var spec = target.TaskSpec is null ? ValueMap.New() : ValueMap.Clone(target.TaskSpec);
        spec[target.Words.Word] = target.Owner.ToString();
        return spec;
    }

    // The form was checked when the document was made.
    private static EntityReference Reference(OrderedDictionary spec, string field) =>
        EntityReference.TryParse(spec.Text(field), out var reference) ? reference : throw new InvalidOperationException("The reference was not checked.");

    private async Task<StoredDocument> ReadAsync(Session session, EntityType type, EntityReference reference, string id, CancellationToken cancellationToken)
    {
        var address = new EntityAddress(type, reference.Project, id);
        try
        {
            return await _entities.Get((session, address), () => session.Client.GetEntityAsync(address, cancellationToken)).Value.ConfigureAwait(false);
        }
        catch (EntityNotFoundException)
        {
            throw Errors.ReferenceNotFound(EntityWords.Of(type).Word, reference.ToString());
        }
    }
}
