using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Connects to a backend and makes it the current one.</summary>
[Cmdlet(VerbsCommunications.Connect, "DhBackend")]
[OutputType(typeof(Session))]
public sealed class ConnectDhBackendCommand : DhCommand
{
    /// <summary>The embedded local store.</summary>
    [Parameter]
    public SwitchParameter Local { get; set; }

    /// <summary>The store's file, instead of the one in the user's data folder.</summary>
    [Parameter]
    [TextArgument]
    public string? Path { get; set; }

    /// <summary>A private store that is gone when it is disconnected.</summary>
    [Parameter]
    public SwitchParameter InMemory { get; set; }

    /// <summary>Gives out the session.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Leaves the current session alone and gives out the new one.</summary>
    [Parameter]
    public SwitchParameter NoDefault { get; set; }

    private protected override void End()
    {
        if (!Local) throw NotLocal();
        if (InMemory && Path is not null)
        {
            throw Errors.Value("-Path and -InMemory exclude each other.", action: "Leave one of them out.");
        }
        var (location, source) = Location();
        var client = Bridge.Factory.OpenLocalStore(new LocalStoreOptions(location) { InMemory = InMemory });
        Session? session = null;
        try
        {
            var status = Await(client.CheckAsync(Stop));
            session = new Session(client, BackendType.Local, "local", location) { Source = source, User = status.User, Version = status.Version };
        }
        finally
        {
            if (session is null) client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        if (NoDefault) CurrentSession.Opened(Runspace.DefaultRunspace, session);
        else CurrentSession.Connect(Runspace.DefaultRunspace, session);
        WriteVerbose($"Connected to {session}.");
        if (PassThru || NoDefault) WriteObject(session);
    }

    private (string Location, string Source) Location()
    {
        if (InMemory) return ($"memory:{NameGenerator.Id()[..8]}", "-InMemory");
        if (Path is not null) return (DocumentFiles.Unresolved(this, Path), "-Path");
        var (path, named) = Surroundings.LocalStore();
        return (path, named ? Surroundings.StoreVariable : "-Local");
    }

    private InputException NotLocal() => new(
        "BackendNotConfigured",
        Path is not null || InMemory ? "-Path and -InMemory belong to the local store." : "Connecting to a core is not supported yet.")
    {
        RecommendedAction = "Use the local store with Connect-DhBackend -Local.",
    };
}
