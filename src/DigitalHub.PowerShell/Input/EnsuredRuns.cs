using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Creates runs unless they are there already, which is what makes a second run of a script safe. A run that is there costs
/// one request, and so does one that is not, but for those where the one follows on the other: as long as runs are found,
/// the next is looked for first, and as long as they are created, the next is created first.
/// </summary>
internal sealed class EnsuredRuns
{
    private volatile bool _looksFirst = true;

    /// <summary>Puts into a document what tells it from others of the same id.</summary>
    /// <param name="session">The backend it is for.</param>
    /// <param name="document">The document.</param>
    /// <param name="target">What it is of, where its task is still to be found or made; else null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task SignAsync(Session session, OrderedDictionary document, RunTarget? target, CancellationToken cancellationToken)
    {
        var kind = await RunKind.ThereAsync(session, document, cancellationToken).ConfigureAwait(false);
        document.Section("metadata")[SentHash.Field] = SentHash.Of(kind, target?.Action, document.Section("spec"));
    }

    /// <summary>The run that is there; null if there is none.</summary>
    /// <exception cref="EntityExistsException"><c>RunExists</c>: it is another one.</exception>
    public static async Task<StoredDocument?> FindAsync(Session session, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var address = new RunAddress(document.Text("project")!, document.Text("id")!);
        StoredDocument there;
        try
        {
            there = await session.Client.GetRunAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (EntityNotFoundException exception) when (exception.ErrorId == "RunNotFound")
        {
            return null;
        }
        catch (InputException exception) when (exception.ErrorId == "ProjectMismatch")
        {
            throw new EntityExistsException("RunExists", $"There already is a run '{address.Id}' in another project than '{address.Project}', and ids are unique over all projects.", exception)
            {
                Target = address.Id,
                RecommendedAction = "Give another id, for example with the project's name in it.",
            };
        }
        var wanted = ValueMap.From([.. document.Cast<System.Collections.DictionaryEntry>().Select(entry => KeyValuePair.Create((string)entry.Key, entry.Value))]);
        wanted["kind"] = await RunKind.ThereAsync(session, document, cancellationToken).ConfigureAwait(false);
        EnsuredRun.Check(there.Map, wanted, KnownKinds.Of(session).Find("run", wanted.Text("kind")!));
        return there;
    }

    /// <summary>The run that is there, else one that is created.</summary>
    /// <param name="session">The backend.</param>
    /// <param name="document">The signed document.</param>
    /// <param name="create">Creates it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EntityExistsException"><c>RunExists</c>: there is another one of this id.</exception>
    public async Task<(StoredDocument Run, bool WasThere)> GetOrCreateAsync(Session session, OrderedDictionary document, Func<Task<StoredDocument>> create, CancellationToken cancellationToken)
    {
        if (_looksFirst && await FindAsync(session, document, cancellationToken).ConfigureAwait(false) is { } there) return (there, true);
        try
        {
            var created = await create().ConfigureAwait(false);
            _looksFirst = false;
            return (created, false);
        }
        catch (EntityExistsException exception) when (exception.ErrorId == "RunExists")
        {
            // Another process was quicker, or it was there all the time.
            _looksFirst = true;
            if (await FindAsync(session, document, cancellationToken).ConfigureAwait(false) is { } found) return (found, true);
            throw;
        }
    }
}
