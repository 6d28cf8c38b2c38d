using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DigitalHub.Backends.Documents;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Warnings where PyYAML, and with it the Python SDK, reads a plain scalar otherwise.</summary>
public class DifferenceTests
{
    /// <summary>The readings were made with PyYAML 6.0.3, its timestamp type taken out as the SDK does.</summary>
    [Fact]
    public void PyYaml_is_understood_exactly()
    {
        var rows = JsonSerializer.Deserialize<string[][]>(File.ReadAllText(Path.Combine(Reading.DataFolder, "pyyaml-readings.json")))!;
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(ValueMap.Same(Expected(row[1], row[2]), PyYaml.Resolve(row[0])), row[0]));
    }

    [Theory]
    [InlineData("yes", "yes is the text 'yes' here; the Python SDK reads the boolean true.")]
    [InlineData("Off", "Off is the text 'Off' here; the Python SDK reads the boolean false.")]
    [InlineData("012", "012 is the number 12 here; the Python SDK reads the number 10.")]
    [InlineData("08", "08 is the number 8 here; the Python SDK reads the text '08'.")]
    [InlineData("0o17", "0o17 is the number 15 here; the Python SDK reads the text '0o17'.")]
    [InlineData("1_000", "1_000 is the text '1_000' here; the Python SDK reads the number 1000.")]
    [InlineData("1:30", "1:30 is the text '1:30' here; the Python SDK reads the number 90.")]
    [InlineData("1:30.5", "1:30.5 is the text '1:30.5' here; the Python SDK reads the number 90.5.")]
    [InlineData("0b11", "0b11 is the text '0b11' here; the Python SDK reads the number 3.")]
    [InlineData("-0x1F", "-0x1F is the text '-0x1F' here; the Python SDK reads the number -31.")]
    [InlineData("1e-3", "1e-3 is the number 0.001 here; the Python SDK reads the text '1e-3'.")]
    [InlineData("1.5e3", "1.5e3 is the number 1500.0 here; the Python SDK reads the text '1.5e3'.")]
    [InlineData("-.5", "-.5 is the number -0.5 here; the Python SDK reads the text '-.5'.")]
    [InlineData("=", "= is the text '=' here; the Python SDK refuses to read it.")]
    [InlineData("<<", "<< is the text '<<' here; the Python SDK refuses to read it.")]
    public void Both_readings_are_told(string text, string message)
    {
        var warning = Assert.Single(Assert.Single(Reading.Text($"a: 1\nb:\n  - {text}\n")).Warnings);
        Assert.Equal((3, 5, message), (warning.Line, warning.Column, warning.Message));
    }

    [Theory]
    [InlineData("y")]
    [InlineData("N")]
    [InlineData("~")]
    [InlineData("Null")]
    [InlineData("TRUE")]
    [InlineData("0")]
    [InlineData("00")]
    [InlineData("-7")]
    [InlineData("0x1F")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1.0e-07")]
    [InlineData("-0.0")]
    [InlineData("12345678901234567890")]
    [InlineData("2026-01-01")]
    [InlineData("2026-11-24 15:00:42")]
    [InlineData("'yes'")]
    [InlineData("\"1e3\"")]
    [InlineData("|\n  012")]
    [InlineData("!!str yes")]
    public void No_warning_where_both_agree_or_the_text_is_quoted(string text) =>
        Assert.Empty(Assert.Single(Reading.Text($"v: {text}\n")).Warnings);

    [Theory]
    [InlineData("yes", "The key yes is the text 'yes' here; the Python SDK reads the boolean true.")]
    [InlineData("012", "The key 012 is the text '012' here; the Python SDK reads the number 10.")]
    [InlineData("~", "The key ~ is the text '~' here; the Python SDK reads null.")]
    [InlineData("True", "The key True is the text 'True' here; the Python SDK reads the boolean true.")]
    public void Keys_that_become_others(string key, string message)
    {
        var warning = Assert.Single(Assert.Single(Reading.Text($"{key}: 1\n")).Warnings);
        Assert.Equal((1, 1, message), (warning.Line, warning.Column, warning.Message));
    }

    [Theory]
    [InlineData("n")]
    [InlineData("1")]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("=")]
    [InlineData("'yes'")]
    [InlineData("2026-01-01")]
    public void Keys_that_come_to_the_same(string key) => Assert.Empty(Assert.Single(Reading.Text($"{key}: 1\n")).Warnings);

    [Fact]
    public void Json_is_read_by_the_sdk_as_yaml()
    {
        var warning = Assert.Single(Assert.Single(Reading.Text("{\n\t\"é\": [1, 1E3, 1.0E-7]\n}", "run.json")).Warnings);
        Assert.Equal((2, 11, "1E3 is the number 1000.0 here; the Python SDK reads the text '1E3'."), (warning.Line, warning.Column, warning.Message));
    }

    [Fact]
    public void An_alias_repeats_no_warning() =>
        Assert.Single(Assert.Single(Reading.Text("a: &x [yes]\nb: *x\n")).Warnings);

    private static object? Expected(string kind, string value) => kind switch
    {
        "null" => null,
        "bool" => value == "true",
        "int" => Narrow(BigInteger.Parse(value, CultureInfo.InvariantCulture)),
        "float" => value switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => double.Parse(value, CultureInfo.InvariantCulture),
        },
        "text" => value,
        _ => PyYaml.Unreadable,
    };

    private static object Narrow(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
}
