using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>
/// What is read of texts that nobody would write is what a second implementation of YAML reads of them. One of the two may
/// refuse a text; two readings of one text would be data that changes in silence.
/// </summary>
public class SameReadingTests(ITestOutputHelper output)
{
    private static readonly string[] Pieces =
    [
        "a", "b", "c d", "1", "~", " ", "  ", "\t", ":", ": ", ":a", "a: ", "b: ", "? ", "?", "- ", "-", "-a", "\n", "\n", "\n  ", "\n  ", "\n    ", "\n- ", "\n  - ", "\na: ", "\n  b: ", "\n\n", "\r\n",
        "*x", " *x", "*", " *", "*x:", " *a:", "*a: ", "&x ", "&x", " &", "[", "]", "{", "}", ",", ", ", "[a, b]", "{a: b}", "{a}", "\"a\": b", "\"a\":b", "'a':b", "'", "''", "'a b'", "\"", "\"a\\nb\"", "\"a\\\n  b\"",
        "#", " #", " # c", "#c\n", "|\n  ", "|-\n  ", "|+\n", ">\n  ", ">-\n    ", "!", "!!str ", "!!int ", "! ", "%", "@", "`", "---\n", "\n---\n", "\n--- ", "\n...\n", "...", "\"\\x41\"", "\u00a0", "\u0085", "\u2028", "<<", "=", "\\", "a\n  b", "a:\n  b", "x\n\n  y",
    ];

    // An empty line after an escaped break is a break (YAML 1.2 section 7.3.1), and to npm's yaml a blank.
    private static readonly Regex EmptyAfterEscape = new(@"\\\r?\n[ \t]*\r?\n", RegexOptions.CultureInvariant);

    // Without a break at the end npm's yaml adds one to a block of text; the end of the file is none (YAML 1.2 section 8.1.1.2).
    private static readonly Gen<string> Text = Gen.Select(Gen.OneOf("", "a: ", "a:\n  ", "- ", "- a: ", "a: |\n  ", "a: [", "a: {", "a: 'b", "a: \"b"), Gen.OneOf(Pieces).Array[1, 9], Gen.OneOf("", "\n", "]", "}", "'", "\"", ": c", "\nz: 1"))
        .Select((start, pieces, end) => start + string.Concat(pieces) + end + "\n")
        .Where(text => !EmptyAfterEscape.IsMatch(text));

    [Fact]
    public void Npms_yaml_reads_the_same()
    {
        var reader = OtherReader.Npm;
        if (!reader.IsThere(output)) return;
        var texts = new List<string>();
        Text.Sample(
            text =>
            {
                lock (texts) texts.Add(text);
            },
            iter: Math.Min(20 * Cases.Count, 400_000),
            threads: 1);
        var folder = Directory.CreateTempSubdirectory("dh-readings-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "texts.json"), JsonSerializer.Serialize(texts));
            var (code, said) = reader.Run("yaml-reading.cjs", folder);
            Assert.True(code == 0, said);
            output.WriteLine(said);
            var readings = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullName, "readings.json")))!.AsArray();
            var both = 0;
            var different = new List<string>();
            foreach (var (text, there) in texts.Zip(readings))
            {
                if (there is null || Here(text) is not { } here) continue;
                both++;
                var (ours, theirs) = (here.ToJsonString(), There(there.AsArray()).ToJsonString());
                if (ours != theirs) different.Add($"{JsonSerializer.Serialize(text)}\n  here  {ours}\n  there {theirs}");
            }
            output.WriteLine($"{both} texts were read by both");
            Assert.True(both > texts.Count / 100, $"only {both} texts were read by both");
            Assert.True(different.Count == 0, $"{different.Count} of {both}:\n{string.Join('\n', different.OrderBy(line => line.Length).Take(40))}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonArray? Here(string text)
    {
        var results = Reading.Text(text);
        if (results.Any(result => result.Error is not null)) return null;
        return [.. results.Select(result => JsonSerializer.SerializeToNode(OtherReader.Tell(result.Document)))];
    }

    // Here, a list at the top is so many documents, and nothing is none.
    private static JsonArray There(JsonArray documents)
    {
        var flat = new JsonArray();
        foreach (var document in documents)
        {
            if (document is not JsonArray told) continue;
            if (told[0]!.GetValue<string>() == "l") foreach (var item in told[1]!.AsArray()) flat.Add(item?.DeepClone());
            else flat.Add(told.DeepClone());
        }
        return flat;
    }
}
