using System.Collections.Specialized;
using DigitalHub.PowerShell.Completion;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that create runs of documents.</summary>
public abstract class RunCreationCommand : BulkCommand
{
    /// <summary>Creates the run of a document that has passed the rules.</summary>
    /// <param name="document">The document, with project, kind and id.</param>
    /// <param name="session">Where to create it.</param>
    /// <param name="action">What the user is asked or told before, for example <c>Create run</c>.</param>
    /// <param name="done">What -Verbose tells after, for example <c>Created run</c>.</param>
    /// <param name="chosenId">Whether the id may be taken already.</param>
    /// <param name="place">Where the document came from, for errors; null where there is only one place.</param>
    private protected void Create(OrderedDictionary document, Session session, string action, string done, bool chosenId, string? place)
    {
        var address = new RunAddress((string)document["project"]!, (string)document["id"]!);
        if (WhatIf) Placed(place, () => CheckCreation(session, address, chosenId));
        if (!ShouldProcess($"run '{address.Id}' of kind '{document["kind"]}' in project '{address.Project}' on {session.Name}", action)) return;
        Start(
            place ?? address.Id,
            token => PlacedAsync(place, session.Client.CreateRunAsync(document, token)),
            stored =>
            {
                var run = new Run(stored, session);
                Seen.Add(run);
                WriteVerbose($"{done} {run.Key} on {session.Name}.");
                WriteObject(run);
            });
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
