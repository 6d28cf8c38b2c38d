namespace DigitalHub.Backends.Profiles;

/// <summary>
/// Finds the core that environment and ini file describe.
/// <para>The section is <c>-Profile</c>, else <c>DH_NAME</c>, else the file's <c>current_environment</c>, else the first of <c>__default</c> (SDK) and
/// <c>default</c> (dhcli) that there is.</para>
/// <para>Values of the environment go before those of the file. Only where a person names a profile with <c>-Profile</c> he means it:
/// then the section's own endpoint and credentials go first, and the environment fills gaps, unless its
/// <c>DHCORE_ENDPOINT</c> is another core's.</para>
/// <para>Credentials go only to the core that they belong to. Those of the environment are for whatever endpoint is used, as in a
/// build that has its secrets there and its endpoint in a file; those of a section only for the section's own core.</para>
/// </summary>
internal sealed class Profiles(Func<ProfileEnvironment> environment) : IProfiles
{
    public const string EndpointVariable = "DHCORE_ENDPOINT";
    private const string NameVariable = "DH_NAME";
    private const string FileVariable = "DH_CONFIG";
    private const string ProjectVariable = "PROJECT_NAME";
    private static readonly string[] UsualSections = ["__default", "default"];

    public Profiles()
        : this(ProfileEnvironment.OfProcess)
    {
    }

    public CoreOptions? Find(string? name)
    {
        var variables = environment();
        if (name is not null && string.IsNullOrWhiteSpace(name)) throw Errors.NullSelector("Profile");
        var path = PathOf(variables);
        var document = Document(variables, name, path);
        var section = SectionOf(variables, name, path, document);
        var fromEnvironment = new EnvironmentValues(variables);
        var fromFile = document is null || section is null || path is null ? null : new SectionValues(document, section, path);
        var endpoint = EndpointOf(name, fromEnvironment, fromFile);
        if (endpoint is null) return NothingNamed(variables, name, section, path);
        var isFromFile = ReferenceEquals(endpoint.Value.From, fromFile);
        var sources = Credentials(name, endpoint.Value.Address, isFromFile, fromEnvironment, fromFile);
        var project = variables.Get(ProjectVariable)?.Trim();
        // A project is one of its core's.
        var ownProject = isFromFile || Cores.AreSame(endpoint.Value.Address, fromFile?.BelongsTo) ? fromFile?.Get(ProfileKeys.Project) : null;
        return new CoreOptions(endpoint.Value.Address)
        {
            Source = endpoint.Value.From.SourceOf(ProfileKeys.Endpoint),
            Profile = isFromFile ? section : null,
            SignIn = ProfileSignIn.Of(sources, section is null || path is null ? null : new ProfilePlace(path, section)),
            DefaultProject = project ?? ownProject,
            DefaultProjectSource = project is not null ? $"the environment variable {ProjectVariable}" : ownProject is null ? null : fromFile!.SourceOf(ProfileKeys.Project),
        };
    }

    public IReadOnlyList<string> Names()
    {
        try
        {
            return PathOf(environment()) is { } path ? new ProfileFile(path).Read()?.Sections ?? [] : [];
        }
        catch (DigitalHubException)
        {
            return [];
        }
    }

    public ProfilePlace PlaceOf(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name == IniParser.DefaultSection || name != name.Trim() || name.Any(character => char.IsControl(character) || character is '[' or ']'))
        {
            throw Errors.Value($"'{Errors.Shorten(name)}' can't be the name of a profile.", name, "Use letters, digits, - and _.");
        }
        return new ProfilePlace(PathOf(environment()) ?? throw NoHome(), name);
    }

    private static string? PathOf(ProfileEnvironment variables)
    {
        if (variables.Get(FileVariable) is not { } named) return variables.Home is { } home ? Path.Combine(home, ".dhcore.ini") : null;
        // PowerShell's current location is not the process's: a relative path would be another file than the user means.
        return Path.IsPathFullyQualified(named)
            ? named
            : throw ProfileErrors.NotConfigured($"The environment variable {FileVariable} is '{Errors.Shorten(named)}', which is no full path.", FileVariable, "Set it to the full path of the file.");
    }

    private static IniDocument? Document(ProfileEnvironment variables, string? name, string? path)
    {
        if (path is null) return null;
        try
        {
            return new ProfileFile(path).Read();
        }
        catch (DigitalHubException exception)
        {
            // Who has all in the environment does not need the file that happens to be in the home folder.
            if (name is null && variables.Get(NameVariable) is null && variables.Get(FileVariable) is null && variables.Get(EndpointVariable) is not null)
            {
                Notices.Verbose(exception.Message);
                return null;
            }
            throw ProfileErrors.NotConfigured(exception.Message, path, exception.RecommendedAction!);
        }
    }

    private static string? SectionOf(ProfileEnvironment variables, string? name, string? path, IniDocument? document)
    {
        if (name is not null)
        {
            return document?.HasSection(name) == true ? name : throw Missing(name, "-Profile", path, document);
        }
        if (variables.Get(NameVariable)?.Trim() is { } named)
        {
            if (document?.HasSection(named) == true) return named;
            // The SDK writes to this section and does not ask that it is there.
            return variables.Get(EndpointVariable) is not null ? null : throw Missing(named, $"the environment variable {NameVariable}", path, document);
        }
        if (document is null) return null;
        if (document.Get(IniParser.DefaultSection, ProfileKeys.CurrentSection) is { Length: > 0 } current)
        {
            if (document.HasSection(current)) return current;
            return variables.Get(EndpointVariable) is not null ? null : throw Missing(current, ProfileKeys.CurrentSection, path, document);
        }
        return Array.Find(UsualSections, document.HasSection) ?? IniParser.DefaultSection;
    }

    private static (Uri Address, ProfileValues From)? EndpointOf(string? name, EnvironmentValues fromEnvironment, SectionValues? fromFile)
    {
        var inEnvironment = fromEnvironment.Get(ProfileKeys.Endpoint);
        var inFile = fromFile?.Get(ProfileKeys.Endpoint);
        if (name is not null && inFile is not null) return (Address(inFile, fromFile!), fromFile!);
        if (inEnvironment is null) return inFile is null ? null : (Address(inFile, fromFile!), fromFile!);
        var address = Address(inEnvironment, fromEnvironment);
        // A section that is named and says nothing of its core but who issued its tokens.
        return name is not null && !Cores.AreSame(address, fromFile?.BelongsTo) ? null : (address, fromEnvironment);
    }

    private static Uri Address(string text, ProfileValues from)
    {
        var source = from.SourceOf(ProfileKeys.Endpoint);
        if (!WebAddress.TryRead(text, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.Host.Length == 0)
        {
            throw ProfileErrors.NotConfigured($"The endpoint from {source} is no http or https address.", source, "An endpoint is written like https://core.example.org.");
        }
        return uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0
            ? throw ProfileErrors.NotConfigured($"The endpoint from {source} holds more than an address: a user, a password, a query or a fragment.", source, "Give the address alone, and user and password as DHCORE_USER and DHCORE_PASSWORD.")
            : uri;
    }

    private static List<ProfileValues> Credentials(string? name, Uri endpoint, bool isFromFile, EnvironmentValues fromEnvironment, SectionValues? fromFile)
    {
        var useFile = fromFile is not null && (isFromFile || Cores.AreSame(endpoint, fromFile.BelongsTo));
        if (fromFile is not null && !useFile && ProfileSignIn.IsIn(fromFile)) Notices.Verbose($"What {fromFile.SourceOf()} has to sign in with is not used: it does not say that it is for {endpoint.AbsoluteUri}.");
        if (name is null) return useFile ? [fromEnvironment, fromFile!] : [fromEnvironment];
        var useEnvironment = fromEnvironment.Get(ProfileKeys.Endpoint) is not { } other || Cores.AreSame(endpoint, other);
        return [.. useFile ? [fromFile!] : Array.Empty<ProfileValues>(), .. useEnvironment ? [fromEnvironment] : Array.Empty<ProfileValues>()];
    }

    // No endpoint anywhere: silence where nothing is named, an error where something is.
    private static CoreOptions? NothingNamed(ProfileEnvironment variables, string? name, string? section, string? path)
    {
        if (name is not null) throw ProfileErrors.NotConfigured($"The profile [{name}] in {path} names no endpoint.", name, "Add dhcore_endpoint to it.");
        var variable = variables.Get(NameVariable) is not null ? NameVariable : variables.Get(FileVariable) is not null ? FileVariable : variables.AboutCore().FirstOrDefault();
        if (variable is null) return null;
        var where = section is null ? "there is no file of profiles that names one" : $"[{section}] in {path} has none";
        throw ProfileErrors.NotConfigured($"The environment variable {variable} is about a core, and there is no endpoint: {EndpointVariable} is not set, and {where}.", variable, $"Set {EndpointVariable}, or remove {variable}.");
    }

    private static InputException Missing(string section, string by, string? path, IniDocument? document) => path is null
        ? NoHome()
        : ProfileErrors.NotConfigured(
            document is null
                ? $"There is no profile '{Errors.Shorten(section)}' ({by}): there is no file {path}."
                : $"There is no profile '{Errors.Shorten(section)}' ({by}) in {path}. There are: {string.Join(", ", document.Sections.DefaultIfEmpty("none"))}.",
            section,
            "Check the name.");

    private static InputException NoHome() =>
        ProfileErrors.NotConfigured("There is no home folder to keep profiles in.", FileVariable, $"Set {FileVariable} to the full path of an ini file.");
}
