using System.Text.Json.Nodes;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>
/// Every file of another client imports to the run that its source wrote. What that is stands in tests/data/client-runs.json,
/// which was made by reading the files as their own clients do: the SDK's with PyYAML, the others by YAML 1.2 and JSON.
/// </summary>
public sealed class ClientFileTests
{
    // What is left behind, or is the destination's to say (design section 5).
    private static readonly string[] Left = ["status", "key", "user"];

    private static readonly string[] LeftMetadata = ["project", "name", "created", "updated", "created_by", "updated_by"];

    private static readonly string Data = Path.Combine(BuiltModule.Repository, "tests", "data");

    private static readonly JsonObject Expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Data, "client-runs.json")))!.AsObject();

    /// <summary>Of the folder, so that a file that nobody expected is one that fails.</summary>
    public static TheoryData<string> Files => [.. Names];

    private static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Path.Combine(Data, "clients")).Select(file => Path.GetFileName(file)).Where(file => Path.GetExtension(file) != ".ini").Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Files))]
    public void Imports_to_the_run_that_its_source_wrote(string file)
    {
        var expected = Assert.IsType<JsonArray>(Expected[file]);
        using var shell = Shell.Open();

        var text = (string)shell.Run($"Import-DhRun '{Path.Combine(Data, "clients", file)}' -WarningAction SilentlyContinue | Export-DhRun -AsString -Format Json").Single().BaseObject;

        var read = JsonNode.Parse(text)!;
        var runs = read as JsonArray ?? [read.DeepClone()];
        Assert.Equal(expected.Count, runs.Count);
        foreach (var (want, have) in expected.Zip(runs))
        {
            var (before, after) = (Kept(want!), Kept(have!));
            Assert.True(JsonNode.DeepEquals(before, after), $"{before}\n{after}");
            Assert.Equal("CREATED", have!["status"]!["state"]!.GetValue<string>());
        }
    }

    [Fact]
    public void Every_expectation_has_its_file() => Assert.Equal(Names, Expected.Select(pair => pair.Key).Order(StringComparer.Ordinal));

    private static JsonObject Kept(JsonNode run)
    {
        var kept = run.DeepClone().AsObject();
        foreach (var name in Left) kept.Remove(name);
        foreach (var name in LeftMetadata) kept["metadata"]!.AsObject().Remove(name);
        return kept;
    }
}
