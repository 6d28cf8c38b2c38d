namespace DigitalHub;

/// <summary>
/// A connection to a backend, as <c>Connect-DhBackend</c> makes it and <c>-Session</c> takes it. Immutable and safe to
/// share between runspaces; it shows no secret.
/// </summary>
public sealed class Session
{
    private int _closed;

    internal Session(IBackend backend, BackendType type, string name, string location)
    {
        Client = backend;
        Type = type;
        Name = name;
        Location = location;
    }

    /// <summary>A short name: <c>local</c>, or the host of a core.</summary>
    public string Name { get; }

    /// <summary>Whether it is the local store or a core.</summary>
    public BackendType Type { get; }

    /// <summary>The path of the store's file, or the address of the core.</summary>
    public string Location { get; }

    /// <summary>Why this backend: the parameter, variable or file that named it.</summary>
    public string Source { get; internal init; } = string.Empty;

    /// <summary>The user as the backend knows him; null before it was asked.</summary>
    public string? User { get => Client.Known?.User ?? field; internal init; }

    /// <summary>Where the user's name came from, for example <c>/api/auth</c>; null where there is no name.</summary>
    public string? UserSource { get => Client.Known?.UserSource ?? field; internal init; }

    /// <summary>The way of signing in to a core: <c>none</c>, <c>basic</c>, <c>access token</c>, <c>personal access token</c>, <c>client credentials</c> or <c>browser</c>; null for the local store.</summary>
    public string? SignIn { get; internal init; }

    /// <summary>Where the credentials came from: a parameter, a variable, or a file and its section; null where there are none.</summary>
    public string? SignInSource { get; internal init; }

    /// <summary>When the access token ends, in local time. It is renewed by then where that is possible. Null where there is none or where it does not say.</summary>
    public DateTime? TokenExpires => Client.Known?.TokenExpires?.LocalDateTime;

    /// <summary>The server's API level, or that of the core that the local store is like; null for any other local store, and before a core was asked.</summary>
    public int? ApiLevel { get => Client.Known?.ApiLevel ?? field; internal init; }

    /// <summary>Where the level came from: <c>/.well-known/configuration</c>, the header <c>X-Api-Level</c>, or <c>-LikeCore</c>.</summary>
    public string? ApiLevelSource { get => Client.Known?.ApiLevelSource ?? field; internal init; }

    /// <summary>The version of the server's software, or of the store's file format; null before it was asked, or where nothing was made yet.</summary>
    public string? Version { get => Client.Known?.Version ?? field; internal init; }

    /// <summary>The project that the profile names, used where no other is given; null where it names none.</summary>
    public string? DefaultProject { get; internal init; }

    /// <summary>Where the default project came from, for example <c>PROJECT_NAME</c>.</summary>
    public string? DefaultProjectSource { get; internal init; }

    /// <summary>Whether it was disconnected. Objects that came from it then can't be used with it any more.</summary>
    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Whether what is created is refused, completed and started as on a core: it is one, or a local store that is like one.</summary>
    internal bool ActsAsCore => Type == BackendType.Core || Client.Known?.LikeVersion is not null;

    internal IBackend Client { get; }

    /// <summary>Its name and location.</summary>
    public override string ToString() => $"{Name} ({Location})";

    internal ValueTask CloseAsync() => Interlocked.Exchange(ref _closed, 1) == 0 ? Client.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>Closes a session that nobody holds any more, such as that of a runspace which has ended.</summary>
    ~Session()
    {
        if (IsClosed) return;
        var client = Client;
        _ = Task.Run(async () =>
        {
            try
            {
                await client.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Nobody is left to tell.
            }
        });
    }
}

/// <summary>The kinds of backend.</summary>
public enum BackendType
{
    /// <summary>The embedded store on this machine.</summary>
    Local,

    /// <summary>A DigitalHub core.</summary>
    Core,
}
