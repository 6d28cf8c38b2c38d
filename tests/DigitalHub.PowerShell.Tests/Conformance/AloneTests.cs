using System.Reflection;
using System.Text.RegularExpressions;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>That no test which touches what there is once in a process runs beside others.</summary>
public sealed partial class AloneTests
{
    [Fact]
    public void Who_touches_what_all_share_is_alone()
    {
        var folder = Path.Combine(BuiltModule.Repository, "tests", "DigitalHub.PowerShell.Tests");
        var tests = typeof(AloneTests).Assembly.GetTypes().Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<FactAttribute>() is not null)).ToList();
        Assert.True(tests.Count > 50);

        var careless = tests
            .Where(type => type.GetCustomAttributesData().All(attribute => attribute.AttributeType != typeof(CollectionAttribute)) && type != typeof(AloneTests))
            .Where(type => Shared().IsMatch(File.ReadAllText(Path.Combine(folder, type.Namespace!.Split('.')[^1], $"{type.Name}.cs"))));

        Assert.Empty(careless.Select(type => type.FullName));
    }

    [GeneratedRegex(@"CleanEnvironment|CompletionPatience|SetEnvironmentVariable|\$env:\w+ *=|CurrentDirectory|DefaultThreadCurrent|ThreadJob|-Parallel\b")]
    private static partial Regex Shared();
}
