using System.Collections.Specialized;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that create runs of documents.</summary>
public abstract class RunCreationCommand : FollowingCommand
{
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
    private protected void Create(OrderedDictionary document, Session session, string verb, bool chosenId, RunSpecCheck check, string? chosenName)
    {
        var place = check.Place;
        var address = new RunAddress((string)document["project"]!, (string)document["id"]!);
        if (WhatIf)
        {
            Placed(place, () =>
            {
                Await(check.CheckAsync(session, document, Typed(document), Stop));
                CheckCreation(session, document, chosenId);
            });
        }
        if (!ShouldProcess($"run '{address.Id}' of kind '{document["kind"]}' in project '{address.Project}' on {session.Name}", Starts(document, session) ? $"{verb} and start run" : $"{verb} run")) return;
        Creating();
        Start(
            place ?? address.Id,
            token => PlacedAsync(place, CreateAsync(document, session, check, token)),
            stored =>
            {
                var run = new Run(stored, session);
                Seen.Add(run);
                TellName(run, chosenName);
                WriteVerbose($"{verb.TrimEnd('e')}ed run {run.Key} on {session.Name}: {run.State}.");
                Created(run);
            });
    }

    /// <summary>Called before each run that is to be created.</summary>
    private protected virtual void Creating()
    {
    }

    /// <summary>Called for each run that is there now, in the order in which they were asked for.</summary>
    private protected virtual void Created(Run run) => WriteObject(run);

    /// <summary>What of a document's spec was typed by the user; null for nothing.</summary>
    private protected virtual OrderedDictionary? Typed(OrderedDictionary document) => null;

    private async Task<StoredDocument> CreateAsync(OrderedDictionary document, Session session, RunSpecCheck check, CancellationToken cancellationToken)
    {
        await check.CheckAsync(session, document, Typed(document), cancellationToken).ConfigureAwait(false);
        return await session.Client.CreateRunAsync(document, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a document is of a run that is only recorded: nothing is executed for it.</summary>
    private protected static bool IsRecord(OrderedDictionary document) => document["spec"] is OrderedDictionary spec && spec["local_execution"] is true;

    // On a core, creating a run means starting it.
    private static bool Starts(OrderedDictionary document, Session session) => session.Type == BackendType.Core && !IsRecord(document);

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
    private protected static async Task<T> PlacedAsync<T>(string? place, Task<T> task)
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
