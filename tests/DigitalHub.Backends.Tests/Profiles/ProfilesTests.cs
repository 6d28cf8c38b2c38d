using DigitalHub.Backends.Profiles;
using DigitalHub.Backends.Tests.Local;
using DigitalHub.Backends.Tests.SignIns;

namespace DigitalHub.Backends.Tests.Profiles;

/// <summary>Which core environment and file describe, and whose credentials go there.</summary>
public sealed class ProfilesTests : IDisposable
{
    private const string Core = "https://core.example.org";
    private readonly TemporaryFolder _home = new();
    private readonly Dictionary<string, string> _variables = [];
    private string? _noHome;

    private string Ini => _home.File(".dhcore.ini");

    private string InLab => $"[lab] in {Ini}";

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Nothing_named_is_nothing_found()
    {
        Assert.Null(Find());
        Assert.Empty(Sut().Names());

        _variables["DHCORE_LOG_LEVEL"] = "DEBUG";
        _variables["DHCORE_USER"] = " ";
        _variables["DH_NAME"] = "";
        Assert.Null(Find());

        File("[lab]\nother = 1\n[DEFAULT]\ncurrent_environment = lab\n");
        Assert.Null(Find());
        File("[lab]\ndhcore_endpoint = https://core.example.org\n");
        Assert.Null(Find());
    }

    [Fact]
    public void A_home_that_is_not_there_names_nothing()
    {
        _noHome = string.Empty;
        Assert.Null(Find());
        Assert.Equal("BackendNotConfigured", NoSecrets.IdOf(Assert.Throws<InputException>(() => Find("lab"))));
        Assert.Equal("BackendNotConfigured", NoSecrets.IdOf(Assert.Throws<InputException>(() => Sut().PlaceOf("lab"))));

        _noHome = "/nonexistent/home";
        Assert.Null(Find());
        Assert.Equal(new ProfilePlace("/nonexistent/home/.dhcore.ini", "lab"), Sut().PlaceOf("lab"));
    }

    [Theory]
    [InlineData("lab", "lab")]
    [InlineData("__default", null)]
    [InlineData("default", null)]
    public void The_files_current_section_names_a_core(string section, string? current)
    {
        File($"{(current is null ? "" : $"[DEFAULT]\ncurrent_environment = {current}\n\n")}[{section}]\nDHCORE_ENDPOINT = {Core}/\ndhcore_user = admin\ndhcore_password = 100%%\n");

        var options = Find()!;

        Assert.Equal((new Uri(Core), $"[{section}] in {Ini}", section), (options.Endpoint, options.Source, options.Profile));
        var signIn = Assert.IsType<PasswordSignIn>(options.SignIn);
        Assert.Equal(("admin", "100%", options.Source), (signIn.User, signIn.Password.Reveal(), signIn.Source));
        Assert.Null(options.DefaultProject);
    }

    [Fact]
    public void The_variable_DH_NAME_goes_before_the_current_section_and_the_parameter_before_both()
    {
        File("[DEFAULT]\ncurrent_environment = a\n[a]\ndhcore_endpoint = https://a\n[b]\ndhcore_endpoint = https://b\n[c]\ndhcore_endpoint = https://c\n");
        Assert.Equal("a", Find()!.Profile);

        _variables["DH_NAME"] = "b";

        Assert.Equal("b", Find()!.Profile);
        Assert.Equal("c", Find("c")!.Profile);
        Assert.Equal(["a", "b", "c"], Sut().Names());
    }

    [Fact]
    public void Another_file_can_be_named()
    {
        System.IO.File.WriteAllText(_home.File("other.ini"), "[__default]\ndhcore_endpoint = https://other\n");
        _variables["DH_CONFIG"] = _home.File("other.ini");

        Assert.Equal($"[__default] in {_home.File("other.ini")}", Find()!.Source);
        Assert.Equal(new ProfilePlace(_home.File("other.ini"), "x"), Sut().PlaceOf("x"));
    }

    [Fact]
    public void The_environment_alone_names_a_core()
    {
        _variables["DHCORE_ENDPOINT"] = Core;
        _variables["DHCORE_ACCESS_TOKEN"] = "a";
        _variables["DHCORE_REFRESH_TOKEN"] = "r";
        _variables["DHCORE_CLIENT_ID"] = "cli";
        _variables["DH_NAME"] = "ci";
        _variables["PROJECT_NAME"] = "demo";

        var options = Find()!;

        Assert.Equal(("the environment variable DHCORE_ENDPOINT", null), (options.Source, options.Profile));
        Assert.Equal(("demo", "the environment variable PROJECT_NAME"), (options.DefaultProject, options.DefaultProjectSource));
        var tokens = Assert.IsType<TokenSignIn>(options.SignIn);
        Assert.Equal(("a", "r", "cli", null), (tokens.AccessToken?.Reveal(), tokens.RefreshToken?.Reveal(), tokens.ClientId, tokens.Place));
        Assert.Equal("the environment variable DHCORE_ACCESS_TOKEN", tokens.Source);
    }

    [Fact]
    public void The_section_of_the_core_names_the_default_project_unless_the_environment_does()
    {
        File($"[lab]\nDHCORE_ENDPOINT = {Core}/\nproject_name = from-file\n[other]\ndhcore_endpoint = https://other\nPROJECT_NAME = elsewhere\n");
        Assert.Equal(("from-file", InLab), (Find("lab")!.DefaultProject, Find("lab")!.DefaultProjectSource));
        Assert.Equal("elsewhere", Find("other")!.DefaultProject);

        // The section is about another core than the one that is used.
        _variables["DH_NAME"] = "other";
        _variables["DHCORE_ENDPOINT"] = Core;
        Assert.Null(Find()!.DefaultProject);

        _variables["PROJECT_NAME"] = "demo";
        Assert.Equal(("demo", "the environment variable PROJECT_NAME"), (Find("lab")!.DefaultProject, Find("lab")!.DefaultProjectSource));
    }

    [Fact]
    public void The_environment_goes_before_the_file()
    {
        Lab("dhcore_user = file\ndhcore_password = file");
        _variables["DHCORE_USER"] = "environment";
        _variables["DHCORE_PASSWORD"] = "environment";

        Assert.Equal("environment", Assert.IsType<PasswordSignIn>(Find()!.SignIn).User);

        _variables["DHCORE_ENDPOINT"] = "https://elsewhere";
        Assert.Equal(new Uri("https://elsewhere"), Find()!.Endpoint);
        Assert.Equal("environment", Assert.IsType<PasswordSignIn>(Find()!.SignIn).User);
    }

    [Theory]
    [InlineData("https://elsewhere.example.org", false)]
    [InlineData("https://core.example.org:444", false)]
    [InlineData("http://core.example.org", false)]
    [InlineData("https://core.example.org/other", false)]
    [InlineData("https://CORE.example.org:443/", true)]
    public void Credentials_of_the_file_go_only_to_the_files_core(string endpoint, bool used)
    {
        Lab("dhcore_access_token = a\ndhcore_refresh_token = r");
        _variables["DHCORE_ENDPOINT"] = endpoint;

        Assert.Equal(used, Find()!.SignIn is TokenSignIn);
    }

    [Fact]
    public void A_section_of_the_SDK_without_endpoint_belongs_to_its_issuer()
    {
        System.IO.File.Copy(Path.Combine(AppContext.BaseDirectory, "data", "clients", "sdk-pat.ini"), Ini);
        Assert.Null(Find());

        _variables["DHCORE_ENDPOINT"] = "http://localhost:8100/";
        Assert.StartsWith("eyJ", Assert.IsType<TokenSignIn>(Find()!.SignIn).AccessToken!.Reveal(), StringComparison.Ordinal);
        Assert.Equal("the environment variable DHCORE_ENDPOINT", Find("__default")!.Source);

        _variables["DHCORE_ENDPOINT"] = "http://localhost:8101/";
        Assert.IsType<NoSignIn>(Find()!.SignIn);
        Assert.Equal("BackendNotConfigured", Assert.Throws<InputException>(() => Find("__default")).ErrorId);
    }

    [Fact]
    public void What_dhcli_left_is_used_with_its_place()
    {
        System.IO.File.Copy(Path.Combine(AppContext.BaseDirectory, "data", "clients", "dhcli-login.ini"), Ini);

        var options = Find()!;

        var tokens = Assert.IsType<TokenSignIn>(options.SignIn);
        Assert.Equal((new Uri("http://localhost:8100"), "lab"), (options.Endpoint, options.Profile));
        Assert.Equal(("8AkkR1xYfdTFe2cEPpT7-NBkqtA", "cli", new ProfilePlace(Ini, "lab")), (tokens.RefreshToken!.Reveal(), tokens.ClientId, tokens.Place));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 15, 2, 3, TimeSpan.Zero), tokens.Expires);
    }

    [Fact]
    public void A_profile_that_is_named_goes_before_the_environment()
    {
        Lab("dhcore_user = file\ndhcore_password = file");
        _variables["DHCORE_USER"] = "environment";
        _variables["DHCORE_PASSWORD"] = "environment";
        _variables["DHCORE_ENDPOINT"] = "https://elsewhere";

        var options = Find("lab")!;

        Assert.Equal((new Uri(Core), InLab, "file"), (options.Endpoint, options.Source, Assert.IsType<PasswordSignIn>(options.SignIn).User));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://core.example.org/", true)]
    [InlineData("https://elsewhere", false)]
    public void The_environment_fills_the_gaps_of_a_profile_that_is_named_for_the_same_core(string? endpoint, bool used)
    {
        Lab("");
        _variables["DHCORE_USER"] = "environment";
        _variables["DHCORE_PASSWORD"] = "environment";
        if (endpoint is not null) _variables["DHCORE_ENDPOINT"] = endpoint;

        Assert.Equal(used, Find("lab")!.SignIn is PasswordSignIn);
    }

    [Theory]
    [InlineData("dhcore_personal_access_token = p\ndhcore_access_token = a\ndhcore_refresh_token = r\ndhcore_user = u\ndhcore_password = w", typeof(PersonalTokenSignIn))]
    [InlineData("dhcore_pat = p\ndhcore_access_token = a", typeof(PersonalTokenSignIn))]
    [InlineData("dhcore_access_token = a\ndhcore_refresh_token = r\ndhcore_user = u\ndhcore_password = w", typeof(TokenSignIn))]
    [InlineData("access_token = a\nrefresh_token = r\nclient_id = cli", typeof(TokenSignIn))]
    [InlineData("dhcore_refresh_token = r", typeof(TokenSignIn))]
    [InlineData("dhcore_access_token = a", typeof(TokenSignIn))]
    [InlineData("dhcore_user = u\ndhcore_password = w\ndhcore_client_id = c\ndhcore_client_secret = s", typeof(PasswordSignIn))]
    [InlineData("dhcore_client_id = c\ndhcore_client_secret = s", typeof(ClientSignIn))]
    [InlineData("dhcore_client_id = c", typeof(NoSignIn))]
    public void Ways_of_signing_in_have_an_order(string lines, Type expected)
    {
        Lab(lines);
        Assert.IsType(expected, Find()!.SignIn);
        if (lines.StartsWith("access_token", StringComparison.Ordinal)) return;

        System.IO.File.Delete(Ini);
        _variables["DHCORE_ENDPOINT"] = Core;
        foreach (var line in lines.Split('\n')) _variables[line.Split(" = ")[0].ToUpperInvariant()] = line.Split(" = ")[1];
        Assert.IsType(expected, Find()!.SignIn);
    }

    [Theory]
    [InlineData("dhcore_access_token = a\ndhcore_refresh_token = r", true)]
    [InlineData("dhcore_refresh_token = r", true)]
    [InlineData("dhcore_access_token = a", false)]
    public void Tokens_have_a_place_where_there_is_something_to_write_back(string lines, bool has)
    {
        Lab(lines);
        Assert.Equal(has ? new ProfilePlace(Ini, "lab") : null, Assert.IsType<TokenSignIn>(Find()!.SignIn).Place);
    }

    [Fact]
    public void Tokens_of_two_sources_are_not_mixed()
    {
        Lab("dhcore_access_token = a\ndhcore_refresh_token = r");
        _variables["DHCORE_ACCESS_TOKEN"] = "e";

        var tokens = Assert.IsType<TokenSignIn>(Find()!.SignIn);

        Assert.Equal(("e", null, null), (tokens.AccessToken!.Reveal(), tokens.RefreshToken, tokens.Place));
    }

    [Fact]
    public void A_password_may_come_from_elsewhere_than_its_user()
    {
        Lab("dhcore_user = u");
        _variables["DHCORE_PASSWORD"] = "w";

        var signIn = Assert.IsType<PasswordSignIn>(Find()!.SignIn);

        Assert.Equal(("u", "w"), (signIn.User, signIn.Password.Reveal()));
    }

    [Theory]
    [InlineData("DHCORE_USER", "admin")]
    [InlineData("DHCORE_PASSWORD", StubCore.Marker)]
    [InlineData("DHCORE_WHATEVER", "x")]
    [InlineData("DH_NAME", "lab")]
    [InlineData("DH_CONFIG", "/nowhere/dhcore.ini")]
    [InlineData("DH_CONFIG", "dhcore.ini")]
    [InlineData("DHCORE_ENDPOINT", "core.example.org")]
    [InlineData("DHCORE_ENDPOINT", "ftp://core.example.org")]
    [InlineData("DHCORE_ENDPOINT", $"https://me:{StubCore.Marker}@core.example.org")]
    [InlineData("DHCORE_ENDPOINT", $"https://core.example.org/?token={StubCore.Marker}")]
    public void What_is_named_and_incomplete_is_an_error(string variable, string value)
    {
        _variables[variable] = value;

        var error = Assert.Throws<InputException>(() => Find());

        Assert.Equal("BackendNotConfigured", NoSecrets.IdOf(error));
        Assert.Contains(variable, error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-DhBackend -Local", error.RecommendedAction, StringComparison.Ordinal);
        NoSecrets.In(error);
    }

    [Theory]
    [InlineData("DHCORE_USER", "DHCORE_PASSWORD")]
    [InlineData("DHCORE_PASSWORD", "DHCORE_USER")]
    [InlineData("DHCORE_CLIENT_SECRET", "DHCORE_CLIENT_ID")]
    public void Half_of_something_is_an_error(string there, string missing)
    {
        (_variables["DHCORE_ENDPOINT"], _variables[there]) = (Core, StubCore.Marker);

        var error = Assert.Throws<InputException>(() => Find());

        Assert.Equal("BackendNotConfigured", error.ErrorId);
        Assert.Contains(there, error.Message, StringComparison.Ordinal);
        Assert.Contains(missing, error.RecommendedAction, StringComparison.Ordinal);
        NoSecrets.In(error);
    }

    [Theory]
    [InlineData("[DEFAULT]\ncurrent_environment = gone\n[lab]\ndhcore_endpoint = https://x\n", null)]
    [InlineData("[lab]\ndhcore_endpoint = https://x\n", "gone")]
    [InlineData("[gone]\nother = 1\n", "gone")]
    [InlineData("[__default]\ndhcore_endpoint = nonsense\n", null)]
    public void A_profile_that_is_not_there_is_an_error(string text, string? name)
    {
        File(text);

        var error = Assert.Throws<InputException>(() => Find(name));

        Assert.Equal("BackendNotConfigured", NoSecrets.IdOf(error));
        Assert.Contains(Ini, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error_unless_the_environment_has_all()
    {
        Directory.CreateDirectory(Ini);
        Assert.Equal("BackendNotConfigured", NoSecrets.IdOf(Assert.Throws<InputException>(() => Find())));
        Assert.Empty(Sut().Names());

        _variables["DHCORE_ENDPOINT"] = Core;
        Assert.NotNull(Find());
        Assert.Throws<InputException>(() => Find("lab"));

        _variables["DH_CONFIG"] = Ini;
        Assert.Throws<InputException>(() => Find());
    }

    [Theory]
    [InlineData("")]
    [InlineData("DEFAULT")]
    [InlineData("a]b")]
    [InlineData("two\nlines")]
    public void Not_everything_can_name_a_profile(string name) =>
        Assert.Equal("ValueInvalid", Assert.Throws<InputException>(() => Sut().PlaceOf(name)).ErrorId);

    private void Lab(string lines) => File($"[DEFAULT]\ncurrent_environment = lab\n[lab]\ndhcore_endpoint = {Core}\n{lines}\n");

    private void File(string text) => System.IO.File.WriteAllText(Ini, text);

    private CoreOptions? Find(string? name = null) => Sut().Find(name);

    private IProfiles Sut() => new DigitalHub.Backends.Profiles.Profiles(() => new ProfileEnvironment(_variables, _noHome ?? _home.Path));
}
