using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>Every error id in the sources has a category of PowerShell's, and stands with it on the page of errors.</summary>
public sealed partial class ErrorIdTests
{
    private static readonly Assembly Model = AllCommands.Info("Get-DhRun").OutputType.Single().Type.Assembly;

    private static readonly Dictionary<string, string> Documented = DocumentedIds()
        .Matches(File.ReadAllText(Path.Combine(BuiltModule.Repository, "module", "help", "about_DigitalHub_Errors.md")))
        .ToDictionary(match => match.Groups["id"].Value, match => match.Groups["category"].Value);

    private static readonly List<(string Id, string? Kind)> Raised =
    [
        .. Directory.EnumerateFiles(Path.Combine(BuiltModule.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => RaisedIds().Matches(File.ReadAllText(file)))
            .Select(match => (match.Groups["id"].Value, match.Groups["kind"].Success ? match.Groups["kind"].Value : KindOf(match.Groups["type"].Value)))
            .Distinct(),
    ];

    public static TheoryData<string> Ids => [.. Raised.Select(raised => raised.Id).Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_kind_of_trouble_is_a_category_of_the_shell() =>
        Assert.All(Enum.GetNames(Model.GetType("DigitalHub.ErrorKind")!), kind => Assert.True(Enum.TryParse<ErrorCategory>(kind, out _), kind));

    [Fact]
    public void The_ids_are_found_in_the_sources()
    {
        Assert.Contains(("FileUnreadable", "ReadError"), Raised);
        Assert.Contains(("StoreNewer", "InvalidOperation"), Raised);
        Assert.Contains(("NoCurrentProject", "InvalidArgument"), Raised);
        Assert.Contains(("DocumentInvalid", "ParserError"), Raised);
        Assert.Contains("ProjectNotFound", Raised.Select(raised => raised.Id));
        Assert.Contains("ProjectChanged", Raised.Select(raised => raised.Id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_id_is_documented_with_its_category(string id)
    {
        Assert.True(Documented.TryGetValue(id, out var category), $"{id} is raised and not on the page of errors.");
        Assert.True(Enum.TryParse<ErrorCategory>(category, out _), $"{category} is no category.");
        Assert.All(Raised.Where(raised => raised.Id == id && raised.Kind is not null), raised => Assert.Equal(category, raised.Kind));
    }

    [Fact]
    public void The_page_of_errors_names_none_that_does_not_exist() =>
        Assert.Empty(Documented.Keys.Except(Raised.Select(raised => raised.Id)));

    // An exception type that has one kind says the category; what is made by a plain new(...) says none here.
    private static string? KindOf(string type) => type switch
    {
        "InputException" => "InvalidArgument",
        "EntityNotFoundException" => "ObjectNotFound",
        "EntityExistsException" => "ResourceExists",
        "ConflictException" => "WriteError",
        _ => null,
    };

    [GeneratedRegex(@"^- `(?<id>\w+)` \((?<category>\w+)\):", RegexOptions.Multiline)]
    private static partial Regex DocumentedIds();

    [GeneratedRegex(@"(\b(?<type>[A-Za-z]+Exception)|\bbase|\bnew|\bMake|\bApplyTo)\((\w+,)?\s*""(?<id>([A-Z][a-z]+){2,})""\s*[,)](\s*ErrorKind\.(?<kind>\w+))?")]
    private static partial Regex RaisedIds();
}
