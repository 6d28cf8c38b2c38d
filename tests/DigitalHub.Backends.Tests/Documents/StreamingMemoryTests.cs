using System.Globalization;
using System.Text;
using DigitalHub.Backends.Documents;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>What is held while a file is read does not grow with the file. Alone, because other tests' memory would be counted.</summary>
[Collection(nameof(Local.MemoryTests))]
public class StreamingMemoryTests
{
    // Raised for the full size: DH_TEST_MEGABYTES=1024.
    private static readonly int Megabytes =
        int.TryParse(Environment.GetEnvironmentVariable("DH_TEST_MEGABYTES"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 200;

    private static readonly string Filler = new('x', 20_000);

    public static TheoryData<string, string, string, string, string> Forms => new()
    {
        { "documents", "x.yaml", "", $"---\nid: r#\nspec:\n  t: |\n    {Filler}\n  u: '{Filler}'\n", "" },
        { "documents in UTF-16", "x.yaml", "", $"---\nid: r#\nspec:\n  t: |\n    {Filler}\n  u: '{Filler}'\n", "" },
        { "a list", "x.yaml", "", $"- id: r#\n  spec:\n    t: |\n      {Filler}\n    u: '{Filler}'\n", "" },
        { "a list of anchors", "x.yaml", "", $"- id: &x r#\n  spec:\n    t: |\n      {Filler}\n    u: *x\n", "" },
        { "a JSON list", "x.json", "[", $"{{\"id\": \"r#\", \"spec\": {{\"t\": \"{Filler}\", \"u\": \"{Filler}\"}}}},\n", "{\"id\": \"last\"}]" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Memory_is_flat(string form, string file, string beginning, string text, string end)
    {
        var encoding = form.Contains("UTF-16", StringComparison.Ordinal) ? Encoding.Unicode : Encoding.UTF8;
        var count = (int)((long)Megabytes * 1024 * 1024 / encoding.GetByteCount(text));
        using var content = new RepeatedText(beginning, text, count, end, encoding);
        var (documents, errors, before, most) = (0, 0, long.MaxValue, 0L);
        foreach (var result in new DocumentReader().Read(content, file, CancellationToken.None))
        {
            if (result.Document is null) errors++;
            if (++documents % (count / 20) != 0) continue;
            var held = GC.GetTotalMemory(forceFullCollection: true);
            before = Math.Min(before, held);
            most = Math.Max(most, held);
        }
        Assert.Equal(0, errors);
        Assert.Equal(count + (end.Length > 0 ? 1 : 0), documents);
        Assert.True(most - before < 25_000_000, $"{form}: held {before:N0} to {most:N0} bytes while {content.Sent:N0} were read");
    }
}
