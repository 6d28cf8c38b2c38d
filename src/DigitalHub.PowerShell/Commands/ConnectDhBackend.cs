using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Security;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Connects to a backend and makes it the current one.</summary>
[Cmdlet(VerbsCommunications.Connect, "DhBackend")]
[OutputType(typeof(Session))]
public sealed class ConnectDhBackendCommand : DhCommand
{
    private const int LongestTimeout = 24 * 60 * 60;

    /// <summary>The address of a core.</summary>
    [Parameter(Position = 0)]
    [TextArgument]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    public string? Endpoint { get; set; }

    /// <summary>A profile: a section of the ini file that dhcli and the SDK share.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? Profile { get; set; }

    /// <summary>User and password.</summary>
    [Parameter]
    [CredentialArgument]
    public PSCredential? Credential { get; set; }

    /// <summary>An access token.</summary>
    [Parameter]
    [SecretArgument]
    public SecureString? Token { get; set; }

    /// <summary>A personal access token.</summary>
    [Parameter]
    [SecretArgument]
    public SecureString? PersonalAccessToken { get; set; }

    /// <summary>A client's id, for client credentials.</summary>
    [Parameter]
    [TextArgument]
    public string? ClientId { get; set; }

    /// <summary>The client's secret.</summary>
    [Parameter]
    [SecretArgument]
    public SecureString? ClientSecret { get; set; }

    /// <summary>Signs a person in with the browser.</summary>
    [Parameter]
    public SwitchParameter Interactive { get; set; }

    /// <summary>Only shows the address to sign in at.</summary>
    [Parameter]
    public SwitchParameter NoBrowser { get; set; }

    /// <summary>Takes any certificate of the server.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Lets credentials go over plain http to another machine.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>The proxy to use instead of the system's.</summary>
    [Parameter]
    [TextArgument]
    public string? Proxy { get; set; }

    /// <summary>The longest that one request may take, in seconds, its repetitions included.</summary>
    [Parameter]
    [SecondsArgument]
    public int TimeoutSec { get; set; }

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

    /// <summary>The level of a core that the local store is to refuse, drop and add like.</summary>
    [Parameter]
    [LevelArgument]
    [ArgumentCompleter(typeof(CoreLevelCompleter))]
    public int LikeCore { get; set; }

    /// <summary>What becomes of runs that are created with this session, and what fails: rules, as a test of a runbook needs them.</summary>
    [Parameter]
    [MapListArgument]
    public IDictionary[]? Rehearsal { get; set; }

    /// <summary>Gives out the session.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Leaves the current session alone and gives out the new one.</summary>
    [Parameter]
    public SwitchParameter NoDefault { get; set; }

    private protected override void End()
    {
        DefaultValues.Withdraw(this, ConnectionParameters.Overruled(Given(), DefaultValues.Of(this)));
        ConnectionParameters.Check(Given());
        var session = Local ? Store() : Core();
        if (NoDefault) CurrentSession.Opened(Runspace.DefaultRunspace, session);
        else CurrentSession.Connect(Runspace.DefaultRunspace, session);
        if (PassThru || NoDefault) WriteObject(session);
    }

    private protected override void Broken()
    {
        // One that was to leave the current session alone changes nothing.
        if (!NoDefault) CurrentSession.Failed(Runspace.DefaultRunspace);
    }

    // An address may hold a user and his password, or a token.
    private protected override bool MayShowSecret(string parameter, object? value) =>
        base.MayShowSecret(parameter, value) || (parameter is nameof(Endpoint) or nameof(Proxy) && value is string address && address.AsSpan().ContainsAny("@?#"));

    private string[] Given() => [.. MyInvocation.BoundParameters.Where(bound => bound.Value is not SwitchParameter { IsPresent: false }).Select(bound => bound.Key)];

    private Session Store()
    {
        int? level = MyInvocation.BoundParameters.ContainsKey(nameof(LikeCore)) ? CoreLevels.Check(LikeCore) : null;
        var rehearsal = Rehearsal is null ? null : RehearsalReader.Read([.. Rehearsal.Select((rule, i) => ShellValues.Map(rule, FormattableString.Invariant($"Rule {i + 1} of -Rehearsal")))]);
        var (location, source) = Location();
        var client = Bridge.Factory.OpenLocalStore(new LocalStoreOptions(location) { InMemory = InMemory, LikeCore = level, Rehearsal = rehearsal });
        var status = Checked(client, client.DisposeAsync);
        var session = new Session(client, BackendType.Local, "local", location) { Source = source, User = status.User, Version = status.Version };
        WriteVerbose(level is null ? $"Connected to {session}." : FormattableString.Invariant($"Connected to {session}, which is like a core of level {level}."));
        return session;
    }

    private (string Location, string Source) Location()
    {
        if (InMemory) return ($"memory:{NameGenerator.Id()[..8]}", "-InMemory");
        if (Path is not null) return (DocumentFiles.Unresolved(this, Path), "-Path");
        var (path, named) = Surroundings.LocalStore();
        return (path, named ? Surroundings.StoreVariable : "-Local");
    }

    private Session Core()
    {
        var proxy = Proxy is null ? null : ProxyOf(Proxy);
        TimeSpan? limit = MyInvocation.BoundParameters.ContainsKey(nameof(TimeoutSec)) ? Limit() : null;
        var options = new CoreChoice(Endpoint, Profile, GivenSignIn()).Options();
        options = options with
        {
            SkipCertificateCheck = SkipCertificateCheck || options.SkipCertificateCheck,
            AllowUnencryptedAuthentication = AllowUnencryptedAuthentication || options.AllowUnencryptedAuthentication,
            Proxy = proxy ?? options.Proxy,
            Timeout = limit ?? options.Timeout,
        };
        var session = CoreSession.Open(options);
        var status = Checked(session.Client, session.CloseAsync);
        WriteVerbose($"Connected to {session} as {status.User ?? "nobody in particular"} (sign-in: {session.SignIn}); API level {Known(status.ApiLevel)}, version {Known(status.Version)}.");
        return session;
    }

    private static string Known(object? value) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value ?? "unknown"}");

    private BackendStatus Checked(IBackend client, Func<ValueTask> close)
    {
        var works = false;
        try
        {
            var status = Await(client.CheckAsync(Stop));
            works = true;
            return status;
        }
        finally
        {
            if (!works) close().AsTask().GetAwaiter().GetResult();
        }
    }

    private SignIn? GivenSignIn()
    {
        if (Credential is not null) return new PasswordSignIn(Credential.UserName.TrimStart('\\'), SecretOf(Credential.Password)) { Source = "-Credential" };
        if (Token is not null) return new TokenSignIn(SecretOf(Token)) { Source = "-Token" };
        if (PersonalAccessToken is not null) return new PersonalTokenSignIn(SecretOf(PersonalAccessToken)) { Source = "-PersonalAccessToken" };
        if (ClientId is not null) return new ClientSignIn(ClientId, SecretOf(ClientSecret!)) { Source = "-ClientSecret" };
        return Interactive ? Browser() : null;
    }

    private BrowserSignIn Browser()
    {
        var opens = !NoBrowser;
        return new()
        {
            Source = "-Interactive",
            OpenBrowser = opens,
            Announce = address => NoticeQueue.Announce($"{(opens ? "Your browser opens for you to sign in. If it does not, go to" : "To sign in, go to")} {address.AbsoluteUri}"),
            Place = Profile is null ? null : Bridge.Factory.Profiles.PlaceOf(Profile),
        };
    }

    private static Secret SecretOf(SecureString text) => new(new NetworkCredential(string.Empty, text).Password);

    // A proxy's address may hold a password: no error shows it.
    private static Uri ProxyOf(string text) =>
        WebAddress.TryRead(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", out var proxy) && proxy.Host.Length > 0
            ? proxy
            : throw Errors.Value("-Proxy is no address.", action: "Give the proxy's address, for example http://proxy.example.org:3128.");

    private TimeSpan Limit() => TimeoutSec is > 0 and <= LongestTimeout
        ? TimeSpan.FromSeconds(TimeoutSec)
        : throw Errors.Value(TimeoutSec == SecondsArgumentAttribute.Unusable ? "-TimeoutSec was given something that is no whole number." : FormattableString.Invariant($"-TimeoutSec is {TimeoutSec}."), action: FormattableString.Invariant($"Give a number of seconds from 1 to {LongestTimeout}."));
}
