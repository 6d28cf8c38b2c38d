using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that take functions, workflows or tasks that are there.</summary>
public abstract class EntityCommand : BulkCommand
{
    /// <summary>Functions, workflows, tasks, their keys, or projects.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    private protected abstract EntityType Type { get; }

    /// <summary>Whether what is gone is what was asked for.</summary>
    private protected virtual bool Removes => false;

    private protected EntityWords Words => EntityWords.Of(Type);

    /// <summary>What stands on the command line: plain texts, and whether they are ids.</summary>
    private protected abstract IReadOnlyList<(string Text, bool IsId)> Given { get; }

    private protected override void Begin()
    {
        // Both at once would repeat what is named for each object piped in.
        if (Given.Count > 0 && MyInvocation.ExpectingInput)
        {
            throw Errors.Value($"{char.ToUpperInvariant(Words.Plural[0])}{Words.Plural[1..]} are both named and piped in.", action: "Name them, or pipe them, not both.");
        }
    }

    private protected override void Process()
    {
        if (MyInvocation.ExpectingInput || InputObject is not null) ForItem(InputObject, () => Select(EntitySelector.Piped(InputObject, Type)));
        else if (Given.Count == 0) Unselected();
        foreach (var (text, isId) in Given) ForItem(text, () => Select(EntitySelector.Given(text, Type, isId)));
    }

    /// <summary>Called when nothing is given at all.</summary>
    private protected virtual void Unselected() =>
        throw Errors.Value($"No {Words.Word} is given.", action: $"Name it, or pipe what Get-{Words.Noun} gives out.");

    /// <summary>Called for a project, and for tasks also for a function or workflow, piped in.</summary>
    private protected virtual void AllOf(EntitySelection selection, Session session) =>
        throw Errors.Value($"{(Entity?)selection.Of ?? selection.Owner} is no {Words.Word}.", (Entity?)selection.Of ?? selection.Owner, $"List its {Words.Plural} with Get-{Words.Noun} and pipe those.");

    /// <summary>Called for each thing given, with the project that it is in.</summary>
    private protected abstract void Selected(EntitySelection selection, string project, Session session);

    /// <summary>The address of what is selected; of a name that of its newest version.</summary>
    /// <exception cref="EntityNotFoundException">There is none of this name.</exception>
    private protected EntityAddress Place(EntitySelection selection, string project, Session session)
    {
        if (selection.Id is not null) return new EntityAddress(Type, project, selection.Id);
        var latest = Await(session.Client.LatestAsync(Type, project, selection.Name!, Stop)) ?? throw Errors.NotFound(Type, selection.Name!, project);
        return new EntityAddress(Type, project, latest.Head("id")!);
    }

    /// <summary>How an entity is called in a question: by what was given.</summary>
    private protected string Called(EntitySelection selection, EntityAddress address, Session session)
    {
        var name = selection.Name ?? (selection.Entity as Executable)?.Name;
        return $"{Words.Word} '{(name is null ? address.Id : $"{name}:{address.Id}")}' in project '{address.Project}' on {session.Name}";
    }

    private protected void Emit(StoredDocument stored, Session session)
    {
        var entity = Entity.Of(Type, stored, session);
        Seen.Add(entity);
        WriteObject(entity);
    }

    /// <summary>Lists what a query finds.</summary>
    private protected void List(EntityQuery query, Session session)
    {
        query = query with { Skip = PagingParameters.Left(), First = PagingParameters.Wanted() };
        if (PagingParameters.IncludeTotalCount) WriteObject(PagingParameters.Total(Await(session.Client.CountEntitiesAsync(query, Stop))));
        foreach (var stored in Stream(session.Client.ListEntitiesAsync(query, Stop))) Emit(stored, session);
    }

    /// <summary>Refuses parameters that select among many, where one is given.</summary>
    private protected void Refuse(string what, params string[] filters)
    {
        if (filters.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } filter)
        {
            throw Errors.Value($"-{filter} selects among many, and {what} is given.", filter, $"Leave -{filter} out, or list without giving one.");
        }
    }

    /// <summary>Removes one that is there.</summary>
    private protected void Remove(EntitySelection selection, EntityAddress address, bool cascade, Session session)
    {
        var target = selection.Entity ?? (object)(selection.Name ?? address.Id);
        long runs = 0;
        // What the removal refuses, -WhatIf refuses; and a question tells what goes, too.
        if (WhatIf || cascade)
        {
            try
            {
                runs = Await(session.Client.CountRunsOfAsync(address, Stop));
            }
            catch (EntityNotFoundException exception) when (Ignores(exception, target))
            {
                return;
            }
            if (runs > 0 && !cascade) throw Errors.NotEmpty(address, selection.Name ?? (selection.Entity as Executable)?.Name ?? address.Id, runs);
        }
        var called = Called(selection, address, session);
        if (!ShouldProcess(runs > 0 ? $"{called} with {runs} runs" : called, $"Remove {Words.Word}")) return;
        StartRemoval(target, address, cascade, session);
    }

    private protected void StartRemoval(object target, EntityAddress address, bool cascade, Session session) =>
        Start(
            target,
            async token =>
            {
                await session.Client.DeleteEntityAsync(address, cascade, token).ConfigureAwait(false);
                return address;
            },
            done =>
            {
                Seen.ForgetEntity(session, done);
                KnownTasks.Forget(session);
                WriteVerbose($"Removed {Words.Word} {done} on {session.Name}.");
            });

    /// <summary>Checks what a change puts into one that is there.</summary>
    private protected virtual Task CheckAsync(EntityAddress address, Entity? entity, EntityChange change, Session session, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Changes one that is there.</summary>
    private protected void Change(EntitySelection selection, string project, EntityChange edits, bool hasEdits, bool passThru, Session session)
    {
        var entity = selection.Entity;
        var change = entity is null ? edits : edits.Of(entity, Words.Word);
        if (change.Edited is null && !hasEdits)
        {
            if (entity is null) throw Errors.Value($"Nothing is given to change in {Words.Word} '{selection.Name ?? selection.Id}'.", selection.Name ?? selection.Id, $"Give what to change, or pipe a {Words.Word} that was changed. A name, a key or an id carries no changes.");
            WriteVerbose($"{entity.Key} was not changed since it was read; nothing is sent.");
            if (passThru) WriteObject(entity);
            return;
        }
        var address = Place(selection, project, session);
        // What the backend would refuse: one that is not there, a value that somebody else changed as well, a spec that is fixed.
        if (WhatIf)
        {
            EntityRules.Changed(Type, Await(session.Client.GetEntityAsync(address, Stop)).Map, change);
            Await(CheckAsync(address, entity, change, session, Stop));
        }
        if (!ShouldProcess(Called(selection, address, session), $"Update {Words.Word}")) return;
        Start(
            entity ?? (object)(selection.Name ?? address.Id),
            async token =>
            {
                await CheckAsync(address, entity, change, session, token).ConfigureAwait(false);
                return await session.Client.UpdateEntityAsync(address, change, token).ConfigureAwait(false);
            },
            stored =>
            {
                // The object in the user's hand is as fresh as the backend's.
                entity?.Refresh(stored);
                var updated = entity ?? Entity.Of(Type, stored, session);
                Seen.Add(updated);
                WriteVerbose($"Updated {updated.Key} on {session.Name}.");
                if (passThru) WriteObject(updated);
            });
    }

    // What was piped was there a moment ago: that it is gone is what was asked for.
    private protected override bool Ignores(DigitalHubException exception, object? target) =>
        exception.ErrorId == Words.NotFound.Id && target is Entity && Removes;

    private void Select(EntitySelection selection)
    {
        var session = selection switch
        {
            { Of: { } project } => For(project),
            { Owner: { } owner } => For(owner),
            { Entity: { } entity } => For(entity),
            _ => Current,
        };
        if (selection.Of is not null || selection.Owner is not null) AllOf(selection, session);
        else Selected(selection, selection.Project ?? ProjectOf(session), session);
    }
}
