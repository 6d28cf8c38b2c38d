using System.Collections.Specialized;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that talk to a backend.</summary>
public abstract class SessionCommand : DhCommand
{
    private Session? _session;

    /// <summary>The session to use instead of the current one.</summary>
    [Parameter]
    [SessionArgument]
    public Session? Session { get; set; }

    /// <summary>The session given, else the current one.</summary>
    private protected Session Current => _session ??= Opened(Session ?? Found());

    /// <summary>
    /// The session that would be used, while parameters are still bound: nothing is asked and no session is made for it. Null
    /// where there is none.
    /// </summary>
    private protected Session? KnownSession()
    {
        if (Session is not null) return Session;
        try
        {
            return Runspace.DefaultRunspace is { } runspace ? SessionFinder.Peek(runspace) : null;
        }
        catch (DigitalHubException)
        {
            // What is wrong is said when the command runs.
            return null;
        }
    }

    /// <summary>The session for an object: its own, unless one was given that is of the same backend.</summary>
    /// <exception cref="InputException"><c>BackendMismatch</c></exception>
    private protected Session For(Entity entity) => For(entity.Session, entity.Key);

    /// <summary>The session for what came from a session: that one, unless one was given that is of the same backend.</summary>
    /// <exception cref="InputException"><c>BackendMismatch</c></exception>
    private protected Session For(Session own, string name)
    {
        if (Session is null) return Opened(own);
        if (Session.Type == own.Type && string.Equals(Session.Location, own.Location, StringComparison.Ordinal)) return Opened(Session);
        throw new InputException("BackendMismatch", $"{name} comes from {own}, and -Session is {Session}.")
        {
            Target = name,
            RecommendedAction = "Leave -Session out, or give the id instead of the object to mean the one on the other backend.",
        };
    }

    /// <summary>A project, or null where there is none.</summary>
    private protected StoredDocument? FindProject(string name, Session session)
    {
        try
        {
            return Await(session.Client.GetProjectAsync(name, Stop));
        }
        catch (EntityNotFoundException)
        {
            return null;
        }
    }

    // Which backend it is, is said before anything is done there.
    private Session Found()
    {
        var session = SessionFinder.Find(Runspace.DefaultRunspace);
        WriteNotices();
        return session;
    }

    private static Session Opened(Session session) =>
        session.IsClosed
            ? throw new InputException("BackendNotConfigured", $"The session with {session} was disconnected.")
            {
                Target = session,
                RecommendedAction = "Connect again and read the object anew, or leave -Session out.",
            }
            : session;

    /// <summary>Refuses a session that was disconnected.</summary>
    /// <exception cref="InputException"><c>BackendNotConfigured</c></exception>
    private protected static void CheckOpen(Session session) => Opened(session);

    /// <summary>Whether there is something of this type and id, in whatever project.</summary>
    private protected bool IsTaken(Session session, EntityAddress address) => Await(TakenId.IsAsync(() => session.Client.GetEntityAsync(address, Stop)));

    /// <summary>The kind that a backend gives the run of a document: a core has the kinds of its own generation only.</summary>
    private protected string KindThere(OrderedDictionary document, Session session)
    {
        var kind = RunKind.ThereAsync(session, document, Stop);
        return kind.IsCompletedSuccessfully ? kind.Result : Await(kind.AsTask());
    }

    /// <summary>What a backend would refuse of a run to be created: a project that is not there, an id that is taken, a task that is missing.</summary>
    /// <exception cref="DigitalHubException"><c>ProjectNotFound</c>, <c>RunExists</c>, <c>TaskRequired</c>, <c>KindNotFound</c>, <c>ReferenceNotFound</c></exception>
    private protected void CheckCreation(Session session, OrderedDictionary document, bool chosenId, bool withTask = true)
    {
        var address = new RunAddress(document.Text("project")!, document.Text("id")!);
        Await(session.Client.GetProjectAsync(address.Project, Stop));
        if (withTask) Await(session.Client.CheckNewRunAsync(document, Stop));
        if (chosenId && Await(TakenId.IsAsync(() => session.Client.GetRunAsync(address, Stop)))) throw Errors.RunExists(address.Id);
    }
}
