using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Text.Json;
using CsCheck;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>What the module writes is the same to PyYAML and to npm's yaml, where these are on the machine.</summary>
public class OtherReaderTests(ITestOutputHelper output)
{
    // Each level of a document is three of what tells it.
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 4 * ValueRules.MaxDepth };

    [Fact]
    public void PyYaml_reads_the_same() => Check(OtherReader.PyYaml, "pyyaml.py");

    [Fact]
    public void Yaml_of_npm_reads_the_same() => Check(OtherReader.Npm, "yaml.cjs");

    private void Check(OtherReader reader, string script)
    {
        if (!reader.IsThere(output)) return;
        var documents = new List<OrderedDictionary>();
        Cases.Written.Array[Math.Clamp(Cases.Count / 10, 200, 5000)].Sample(
            many =>
            {
                lock (documents) documents.AddRange(many);
            },
            iter: 1,
            threads: 1);
        documents.AddRange(TrickyTexts.All.Chunk(50).Select(chunk => ValueMap.From([.. chunk.Select((text, i) => KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"k{i}"), (object?)text))])));
        documents.AddRange(TrickyTexts.All.Select(text => ValueMap.From([new(text, new[] { text })])));
        var folder = Directory.CreateTempSubdirectory("dh-readers-");
        try
        {
            Write(folder, "yaml", Writing.Yaml(documents), documents);
            var ofShortKeys = documents.Where(document => LongestKey(document) < 1000).ToList();
            Write(folder, "json", Writing.Json(ofShortKeys), ofShortKeys);

            var (code, said) = reader.Run(script, folder);

            output.WriteLine(said);
            Assert.True(code == 0, said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(DirectoryInfo folder, string format, string text, IEnumerable<OrderedDictionary> documents)
    {
        File.WriteAllText(Path.Combine(folder.FullName, $"cases.{format}"), text);
        File.WriteAllText(Path.Combine(folder.FullName, $"expected-{format}.json"), JsonSerializer.Serialize(documents.Select(document => OtherReader.Tell(Cases.Ordered(document))), Deep));
    }

    // PyYAML reads JSON as YAML, whose keys in braces end after 1024 characters.
    private static int LongestKey(object? value) => value switch
    {
        OrderedDictionary map => map.Cast<DictionaryEntry>().Select(entry => Math.Max(JsonText.Write(entry.Key).Length, LongestKey(entry.Value))).DefaultIfEmpty().Max(),
        Array list => list.Cast<object?>().Select(LongestKey).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
