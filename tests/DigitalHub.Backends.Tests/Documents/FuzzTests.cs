using System.Diagnostics;
using CsCheck;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Damaged files are read in part or refused, but the reader neither throws nor hangs.</summary>
public class FuzzTests
{
    private static readonly byte[][] Seeds =
    [
        .. Directory.GetFiles(Path.Combine(Reading.DataFolder, "clients"), "*.*").Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        .. Directory.GetFiles(Path.Combine(Reading.DataFolder, "run-samples")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(content => content.Length < 5000),
        [.. "a: &x [1, *y]\n? - b\n: |2-\n   c\n---\n- 'd'\n- >+\n e\n\n...\n%TAG ! !\n--- !!str {\"f\": !x \"\\u00e9\"}\n"u8],
    ];

    private static readonly byte[][] Pieces =
    [
        [.. "\n---\n"u8], [.. "\n...\n"u8], [.. "- "u8], [.. ": "u8], [.. "? "u8], [.. "\n"u8], [.. "\r"u8], [.. "\t"u8], [.. "  "u8], [.. "["u8], [.. "{"u8], [.. "]"u8], [.. "}"u8],
        [.. ","u8], [.. "&a "u8], [.. "*a "u8], [.. "!!x "u8], [.. "!"u8], [.. "|"u8], [.. ">9"u8], [.. "'"u8], [.. "\""u8], [.. "\\u"u8], [.. "\\ud83d"u8], [.. "#"u8], [.. "%YAML 9.9\n"u8],
        [.. "<<: "u8], [.. "1e999"u8], [0], [0xFF], [0xFF, 0xFE], [0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xEF, 0xBB, 0xBF], [0xED, 0xA0, 0x80], [.. "@"u8], [.. "`"u8], [.. "~"u8],
    ];

    private static readonly Gen<byte[]> Damaged = Gen.Select(
        Gen.OneOf(Seeds),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, 4], Gen.OneOf(Pieces), Gen.Int[0, 200]).Array[1, 6],
        (seed, edits) => edits.Aggregate(seed, (content, edit) => Edit(content, edit.Item1, edit.Item2, edit.Item3, edit.Item4)));

    [Fact]
    public void Damaged_files_give_documents_or_errors() =>
        Gen.Select(Damaged, Gen.OneOf("x.yaml", "x.json")).Sample(
            (content, file) =>
            {
                var clock = Stopwatch.StartNew();
                var results = Reading.Bytes(content, file);
                Assert.NotEmpty(results);
                Assert.All(results, Sound);
                Assert.True(clock.Elapsed < Patience.Long, $"took {clock.Elapsed}");
            },
            iter: Cases.Count,
            print: damaged => $"{damaged.Item2}: {Convert.ToBase64String(damaged.Item1)}");

    private static void Sound(DocumentResult result)
    {
        Assert.True(result.Document is null != (result.Error is null));
        if (result.Error is { } error)
        {
            Assert.True(error is { Line: > 0, Column: > 0, LineText: not null, RecommendedAction: not null }, error.Message);
        }
        else
        {
            // What was read can be written.
            Assert.True(ValueMap.Same(result.Document, JsonText.Parse(JsonText.Write(result.Document))));
        }
    }

    private static byte[] Edit(byte[] content, int place, int kind, byte[] piece, int length)
    {
        if (content.Length == 0) return piece;
        var at = place % content.Length;
        var end = Math.Min(content.Length, at + length);
        return kind switch
        {
            0 => [.. content[..at], .. piece, .. content[at..]],
            1 => [.. content[..at], .. content[end..]],
            2 => [.. content[..at], (byte)(length ^ content[at]), .. content[(at + 1)..]],
            3 => [.. content[..end], .. content[at..]],
            _ => content[..at],
        };
    }
}
