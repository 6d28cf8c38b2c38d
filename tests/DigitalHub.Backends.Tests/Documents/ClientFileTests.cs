using System.Collections.Specialized;
using System.Numerics;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>What the Python SDK, dhcli and the console write is read as what they meant.</summary>
public class ClientFileTests
{
    private static readonly BigInteger Big = BigInteger.Parse("12345678901234567890", System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("sdk-export.yaml")]
    [InlineData("dhcli-get.yaml")]
    [InlineData("dhcli-get.json")]
    [InlineData("console-export.yaml")]
    public void Same_run_in_every_clients_words(string file)
    {
        var result = Assert.Single(Reading.Data("clients", file));
        Assert.Null(result.Error);
        var run = result.Document!;
        Assert.Equal("python+job:run", run["kind"]);
        Assert.Equal("export-1", run["id"]);
        Assert.Equal("demo", run["project"]);
        Assert.Equal("2026-11-24T15:00:42.103Z", run.Map("metadata")["created"]);
        Assert.Equal(new object[] { "a", "é" }, run.Map("metadata")["labels"]);
        Assert.Equal("CREATED", run.Map("status")["state"]);
        Assert.Equal(Array.Empty<object>(), run["extensions"]);
        var spec = run.Map("spec");
        Assert.Equal("python://demo/hello:7359c3f8bbce42eaaaca215b773288e0", spec["function"]);
        Assert.Equal(true, spec["local_execution"]);
        Assert.Empty(spec.Map("init_parameters"));
        var parameters = spec.Map("parameters");
        Assert.Equal(3L, parameters["n"]);
        Assert.Equal(0.1, parameters["f"]);
        Assert.Equal(1e-7, parameters["exp"]);
        Assert.Equal("yes", parameters["t"]);
        Assert.Equal("012", parameters["q"]);
        Assert.Equal("2026-01-01", parameters["d"]);
        Assert.Equal("line one\nline two\n", parameters["multi"]);
        Assert.Equal("Ünïcödé ☃", parameters["u"]);
        Assert.Equal(true, parameters["bool"]);
        Assert.Equal("a: b", parameters["colon"]);
        Assert.Equal("# no comment", parameters["hash"]);
        Assert.Equal("*x", parameters["star"]);
        var list = Assert.IsType<object[]>(parameters.Map("nested")["a"]);
        Assert.Equal(1L, list[0]);
        Assert.Empty(Assert.IsType<OrderedDictionary>(list[1]));
        // The console has JavaScript's numbers, and wrote what was left.
        Assert.Equal(file == "console-export.yaml" ? BigInteger.Parse("12345678901234567000", System.Globalization.CultureInfo.InvariantCulture) : Big, parameters["big"]);
    }

    [Fact]
    public void Yaml_and_json_of_the_same_client_are_the_same()
    {
        var yaml = Assert.Single(Reading.Data("clients", "dhcli-get.yaml"));
        var json = Assert.Single(Reading.Data("clients", "dhcli-get.json"));
        Assert.True(ValueMap.Same(yaml.Document, json.Document));
        Assert.Equal((2, 1), (yaml.Line, json.Line));
    }

    [Fact]
    public void Second_export_of_the_sdk()
    {
        var run = Assert.Single(Reading.Data("clients", "sdk-export-2.yaml")).Document!;
        Assert.Equal(new object?[] { 1L, 2.5, null, "s" }, run.Map("metadata", "custom")["k"]);
        Assert.Equal(new object?[] { null, string.Empty, 1L }, run.Map("spec", "parameters")["ll"]);
        Assert.Equal("é☃", run.Map("spec", "parameters")["t"]);
        Assert.Equal(["kind", "metadata", "spec", "status", "user", "project", "id", "name", "key", "extensions"], run.Keys.Cast<string>());
    }

    [Fact]
    public void Dhcli_list_is_one_document_an_entry()
    {
        var results = Reading.Data("clients", "dhcli-list.yaml");
        var text = File.ReadAllLines(Path.Combine(Reading.DataFolder, "clients", "dhcli-list.yaml"));
        Assert.Equal(text.Count(line => line.StartsWith("- ", StringComparison.Ordinal)), results.Count);
        Assert.All(results, result => Assert.StartsWith("- extensions", text[result.Line - 1], StringComparison.Ordinal));
        Assert.Equal("e31ecf7bb3ce4d9f8eb0f577ba041ac2", results[0].Document!["id"]);
        Assert.Equal(new object[] { "x", "y" }, results[1].Document!.Map("metadata")["labels"]);
        Assert.Equal(3L, results[1].Document!.Map("spec", "parameters")["n"]);
        Assert.Equal((328, 12), Assert.Single(results.SelectMany(result => result.Warnings)).Let(warning => (warning.Line, warning.Column)));
    }

    [Fact]
    public void Console_leaves_plain_what_the_sdk_reads_otherwise()
    {
        var warnings = Assert.Single(Reading.Data("clients", "console-export.yaml")).Warnings;
        Assert.Equal(
            [
                (28, 10, "1e-7 is the number 1E-07 here; the Python SDK reads the text '1e-7'."),
                (29, 8, "yes is the text 'yes' here; the Python SDK reads the boolean true."),
            ],
            warnings.Select(warning => (warning.Line, warning.Column, warning.Message)));
    }

    [Fact]
    public void Dhcli_writes_exponents_that_the_sdk_does_not_know()
    {
        var warning = Assert.Single(Assert.Single(Reading.Data("clients", "dhcli-get.yaml")).Warnings);
        Assert.Equal("1e-07 is the number 1E-07 here; the Python SDK reads the text '1e-07'.", warning.Message);
    }

    [Theory]
    [InlineData("sdk-export.yaml")]
    [InlineData("sdk-export-2.yaml")]
    [InlineData("dhcli-get.json")]
    public void No_doubt_about_what_the_sdk_and_json_write(string file) =>
        Assert.Empty(Assert.Single(Reading.Data("clients", file)).Warnings);

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Path.Combine(Reading.DataFolder, "run-samples")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Run_documents_of_core(string file)
    {
        var result = Assert.Single(Reading.Data("run-samples", file));
        Assert.Null(result.Error);
        Assert.Equal(1, result.Line);
        var json = File.ReadAllText(Path.Combine(Reading.DataFolder, "run-samples", file));
        Assert.True(ValueMap.Same(JsonText.Parse(json), result.Document));
        Assert.True(ValueMap.Same(result.Document, Reading.Map(json.Insert(0, "# as YAML\n"))));
    }
}
