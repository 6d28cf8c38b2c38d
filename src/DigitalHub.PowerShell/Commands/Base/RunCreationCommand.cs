using System.Collections.Specialized;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that create runs of documents.</summary>
public abstract class RunCreationCommand : FollowingCommand
{
    private readonly RunTasks _tasks = new();

    /// <summary>What to do about the id of a run that is taken; null where the command makes none.</summary>
    private protected virtual string? WhenTaken => null;

    private protected sealed override string? Advice(Exception exception) =>
        (exception is DigitalHubException { ErrorId: "RunExists" } ? WhenTaken : null) ?? base.Advice(exception);

    /// <summary>Creates the run of a document that has passed the rules.</summary>
    /// <param name="document">The document, with project, kind and id.</param>
    /// <param name="session">Where to create it.</param>
    /// <param name="verb">What is done with it: <c>Create</c>, <c>Record</c> or <c>Import</c>. Where the backend then starts the run, that is said, too.</param>
    /// <param name="chosenId">Whether the id may be taken already.</param>
    /// <param name="check">Compares the spec with the kind first; it says where the document came from, for errors.</param>
    /// <param name="chosenName">The name that somebody chose; null for one that was made.</param>
    /// <param name="target">What the run is of, where its task is still to be found or made; else null.</param>
    /// <param name="ensured">Gives out the run that is there already; null to refuse it.</param>
    private protected void Create(OrderedDictionary document, Session session, string verb, bool chosenId, RunSpecCheck check, string? chosenName, RunTarget? target = null, EnsuredRuns? ensured = null)
    {
        if (ensured is not null)
        {
            Await(EnsuredRuns.SignAsync(session, document, target, Stop));
            // Nobody is asked, and nothing told, about what is there.
            if ((WhatIf || Asks) && Await(EnsuredRuns.FindAsync(session, document, Stop)) is { } there)
            {
                if (!WhatIf) Creating();
                Made(there, wasThere: true);
                return;
            }
        }
        var place = check.Place;
        var address = new RunAddress((string)document["project"]!, (string)document["id"]!);
        if (WhatIf)
        {
            Placed(place, () =>
            {
                Await(check.CheckAsync(session, document, Typed(document), Stop));
                if (target is null) CheckCreation(session, document, chosenId && ensured is null);
                else CheckCreation(target, document, chosenId && ensured is null);
            });
        }
        var kind = $"{document["kind"]}";
        if (target is null) Placed(place, () => kind = KindThere(document, session));
        if (!ShouldProcess($"run '{address.Id}' of kind '{kind}' in project '{address.Project}' on {session.Name}", Doing(verb, document, session, target))) return;
        Creating();
        Start(
            place ?? address.Id,
            token => PlacedAsync(place, CreateAsync(document, session, check, target, ensured, token)),
            made => Made(made.Run, made.WasThere),
            writesTo: session);

        void Made(StoredDocument stored, bool wasThere)
        {
            var run = new Run(stored, session);
            Seen.Add(run);
            if (!wasThere) TellName(run, chosenName);
            // To tell the state is to read the whole run.
            if (IsVerbose) WriteVerbose(wasThere ? $"Run {run.Key} is there already on {session.Name}: {run.State}." : $"{verb.TrimEnd('e')}ed run {run.Key} on {session.Name}: {run.State}.");
            if (WhatIf) WriteObject(run);
            else Created(run);
        }
    }

    /// <summary>Called before each run that is to be created.</summary>
    private protected virtual void Creating()
    {
    }

    /// <summary>Called for each run that is there now, in the order in which they were asked for.</summary>
    private protected virtual void Created(Run run) => WriteObject(run);

    /// <summary>What of a document's spec was typed by the user; null for nothing.</summary>
    private protected virtual OrderedDictionary? Typed(OrderedDictionary document) => null;

    private async Task<(StoredDocument Run, bool WasThere)> CreateAsync(OrderedDictionary document, Session session, RunSpecCheck check, RunTarget? target, EnsuredRuns? ensured, CancellationToken cancellationToken)
    {
        await check.CheckAsync(session, document, Typed(document), cancellationToken).ConfigureAwait(false);
        return ensured is null
            ? (await SendAsync().ConfigureAwait(false), false)
            : await ensured.GetOrCreateAsync(session, document, SendAsync, cancellationToken).ConfigureAwait(false);

        Task<StoredDocument> SendAsync() =>
            target is null ? session.Client.CreateRunAsync(document, cancellationToken) : _tasks.CreateRunAsync(target, document, cancellationToken);
    }

    // A task that would be made is nothing to be refused for, if what it is of is there.
    private void CheckCreation(RunTarget target, OrderedDictionary document, bool chosenId)
    {
        if (Await(RunTasks.FindAsync(target, Stop)) is { } task) document.Section("spec")["task"] = task.ToString();
        else Await(RunTasks.CheckOwnerAsync(target, Stop));
        CheckCreation(target.Session, document, chosenId, withTask: document.Map("spec")!.Contains("task"));
    }

    // That a task is made, too, is told to whoever asks.
    private string Doing(string verb, OrderedDictionary document, Session session, RunTarget? target)
    {
        var action = Verb(verb, document, session);
        var makesTask = target is not null && (WhatIf || Asks) && Await(RunTasks.FindAsync(target, Stop)) is null;
        return makesTask ? $"Create task of kind '{target!.TaskKind}', then {char.ToLowerInvariant(action[0])}{action[1..]}" : action;
    }

    /// <summary>What is done with a run, in the words of <c>-WhatIf</c>: on a core, or a local store like one, creating one means starting it.</summary>
    private protected static string Verb(string verb, OrderedDictionary document, Session session)
    {
        if (!session.ActsAsCore || verb == "Record") return $"{verb} run";
        return RunFacts.IsLocal(document) ? $"{verb} run as a record only" : $"{verb} and start run";
    }

    /// <summary>Says in an error which of many documents it is about. The reader's own errors say it already.</summary>
    private protected static void Placed(string? place, Action action)
    {
        try
        {
            action();
        }
        catch (DigitalHubException exception)
        {
            exception.Place ??= place;
            throw;
        }
    }

    /// <summary>The same for what takes time.</summary>
    private protected static Task<T> PlacedAsync<T>(string? place, Task<T> task)
    {
        return place is null ? task : TellAsync();

        async Task<T> TellAsync()
        {
            try
            {
                return await task.ConfigureAwait(false);
            }
            catch (DigitalHubException exception)
            {
                exception.Place ??= place;
                throw;
            }
        }
    }
}
