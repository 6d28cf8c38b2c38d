using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>What the module writes is the same to PyYAML and to npm's yaml, where these are on the machine.</summary>
public class OtherReaderTests(ITestOutputHelper output)
{
    [Fact]
    public void PyYaml_reads_the_same() => Check("python3", "pyyaml.py", "import yaml", "-c");

    [Fact]
    public void Yaml_of_npm_reads_the_same() => Check("node", "yaml.cjs", "require('yaml')", "-e");

    private void Check(string program, string script, string probe, string run)
    {
        if (Run(program, run, probe) is not (0, _))
        {
            // Said, not skipped in silence: a sum of tests that hides this would claim too much.
            output.WriteLine($"not run: no {program} with what '{probe}' needs");
            Console.WriteLine($"{nameof(OtherReaderTests)}: not run: no {program} with what \"{probe}\" needs.");
            return;
        }
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

            var (code, said) = Run(program, Path.Combine(Reading.DataFolder, "readers", script), folder.FullName);

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
        File.WriteAllText(Path.Combine(folder.FullName, $"expected-{format}.json"), JsonSerializer.Serialize(documents.Select(document => Tell(Cases.Ordered(document)))));
    }

    // PyYAML reads JSON as YAML, whose keys in braces end after 1024 characters.
    private static int LongestKey(object? value) => value switch
    {
        OrderedDictionary map => map.Cast<DictionaryEntry>().Select(entry => Math.Max(JsonText.Write(entry.Key).Length, LongestKey(entry.Value))).DefaultIfEmpty().Max(),
        Array list => list.Cast<object?>().Select(LongestKey).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static object? Tell(object? value) => value switch
    {
        null or bool => value,
        string text => new object[] { "t", text },
        double number => new object[] { "f", BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture) },
        long or BigInteger => new object[] { "i", Convert.ToString(value, CultureInfo.InvariantCulture)! },
        OrderedDictionary map => new object[] { "m", map.Cast<DictionaryEntry>().Select(entry => new[] { entry.Key, Tell(entry.Value) }).ToArray() },
        Array list => new object[] { "l", list.Cast<object?>().Select(Tell).ToArray() },
        _ => throw new ArgumentException($"{value.GetType()}", nameof(value)),
    };

    private static (int? Code, string Said) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var said = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (null, exception.Message);
        }
    }
}
