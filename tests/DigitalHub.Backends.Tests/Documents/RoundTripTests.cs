using System.Text;
using CsCheck;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>What the module writes as JSON it reads as the same, as JSON and, since JSON is YAML, as YAML.</summary>
public class RoundTripTests
{
    [Fact]
    public void Json_text_is_read_back() =>
        Cases.Value.Sample(value => ValueMap.Same(value, JsonText.Parse(JsonText.Write(value))), iter: Cases.Count, print: value => JsonText.Write(value));

    [Fact]
    public void Documents_are_read_as_json() =>
        Cases.Document.Sample(document => Check(document, JsonText.Write(document), "x.json"), iter: Cases.Count, print: value => JsonText.Write(value));

    [Fact]
    public void Documents_are_read_as_json_over_many_lines() =>
        Cases.Document.Sample(document => Check(document, JsonText.Write(document, indented: true), "x"), iter: Cases.Count, print: value => JsonText.Write(value));

    [Fact]
    public void Documents_are_read_as_yaml() =>
        Cases.Document.Where(document => LongKeys(document) == 0).Sample(document => Check(document, "# YAML\n" + JsonText.Write(document), "x.yaml"), iter: Cases.Count, print: value => JsonText.Write(value));

    [Fact]
    public void Documents_are_read_as_yaml_over_many_lines() =>
        Cases.Document.Where(document => LongKeys(document) == 0).Sample(document => Check(document, "--- \n" + JsonText.Write(document, indented: true) + "\n...\n", "x.yaml"), iter: Cases.Count, print: value => JsonText.Write(value));

    [Fact]
    public void Documents_are_read_in_utf16() =>
        Cases.Document.Sample(
            document =>
            {
                var result = Assert.Single(Reading.Bytes(Encoding.Unicode.GetBytes(JsonText.Write(document)), "x.json"));
                return result.Error is null && JsonText.Write(document) == JsonText.Write(result.Document);
            },
            iter: Cases.Count,
            print: value => JsonText.Write(value));

    // YAML limits a key in flow style to 1024 characters; JSON files are not read as YAML.
    private static int LongKeys(object? value) => value switch
    {
        System.Collections.Specialized.OrderedDictionary map => map.Keys.Cast<string>().Count(key => JsonText.Write(key).Length > 1000) + map.Values.Cast<object?>().Sum(LongKeys),
        object?[] list => list.Sum(LongKeys),
        _ => 0,
    };

    private static bool Check(System.Collections.Specialized.OrderedDictionary document, string text, string file)
    {
        var result = Assert.Single(Reading.Text(text, file));
        Assert.True(result.Error is null, result.Error?.Message);
        // Same() knows no order and, in most maps, no case of names.
        return ValueMap.Same(document, result.Document) && JsonText.Write(document) == JsonText.Write(result.Document);
    }
}
