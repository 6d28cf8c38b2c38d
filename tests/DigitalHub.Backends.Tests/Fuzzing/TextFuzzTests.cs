using System.Text;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Profiles;
using DigitalHub.Backends.Tests.Documents;
using DigitalHub.Backends.Tests.Local;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>Whatever stands in keys, files, logs and paths.</summary>
[Collection(nameof(Fuzz))]
public sealed class TextFuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Keys =
    [
        "store://demo", "store://demo/run/python+job:run/abc:abc", "store://demo/run/python+run/abc", "store://demo/function/python/train:f1", "store://demo/task/python+job/t1",
        "python://demo/train:f1", "python+job://demo/t1", "hera://demo/nightly", "python+job:run", "2026-07-20T09:49:18.123456789Z", "2026-07-20T09:49:18Z", "train", "demo", "RUNNING",
    ];

    private static readonly string[] Logs =
    [
        "line one\nline two\n", "\u001b[31mred\u001b[0m\n", "10%\r20%\r30%\n", "2026-07-20 09:49:18,123 INFO started\n", "[2026-07-20T09:49:18+02:00] ready\n", "\u001b]0;title\u0007", "\u001b[2K\u001b[1A", "\u001b[999999999999C", "\b\b\b", "\u001b(B", "\u001b[?25l", "é😀日本\n", "a\tb\tc\n",
    ];

    private static readonly string[] Paths = ["/tmp/x.db", "./store.db", "../a/b/../c.db", "https://core.example.org", "http://localhost:8080/core", "https://user:pass@host/?q#f", "~/.dhcore.ini", "C:\\x\\y.db", "\\\\server\\share", "a b#c?d%20ü;x='y'.db", "file:///etc/passwd", "con", "[::1]:80"];

    private static readonly byte[][] Documents =
    [
        .. Directory.GetFiles(Path.Combine(Reading.DataFolder, "clients"), "*.*").Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        .. Directory.GetFiles(Path.Combine(Reading.DataFolder, "run-samples")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(content => content.Length < 5000),
        [.. "a: &x [1, *y]\n? - b\n: |2-\n   c\n---\n- 'd'\n- >+\n e\n\n...\n%TAG ! !\n--- !!str {\"f\": !x \"\\u00e9\"}\n"u8],
    ];

    private static readonly byte[][] Inis =
    [
        .. Directory.GetFiles(Path.Combine(Reading.DataFolder, "clients"), "*.ini").Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        [.. "[DEFAULT]\ncurrent_environment = lab\n[lab]\ndhcore_endpoint = https://core.example.org\ndhcore_user: %(a)s\na = 100%%\nb = `x\ny`\nc = \"\"\"q\"\"\"\nd = one\n   two\n"u8],
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_references_names_and_times() => Fuzz.Run(output, 16, random => Damage.Text(random, Keys), UseKey, Shown.Of);

    [Fact]
    public void Logs_as_a_terminal_shows_them() =>
        Fuzz.Run(output, 12, random => (Damage.Text(random, Logs), Damage.Text(random, Logs), random.Next(40)), log => UseLog(log.Item1, log.Item2, log.Item3), log => $"{Shown.Of(log.Item1)}, {Shown.Of(log.Item2)}");

    [Theory]
    [InlineData("x.yaml", 7)]
    [InlineData("x.json", 7)]
    public void Damaged_documents(string file, int percent) => Fuzz.Run(output, percent, random => Damage.Bytes(random, random.One(Documents)), content =>
    {
        var results = Reading.Bytes(content, file);
        Assert.NotEmpty(results);
        foreach (var result in results) Sound(result);
    }, Shown.Of);

    [Fact]
    public void Damaged_files_of_profiles() => Fuzz.Run(output, 12, random => (Damage.Bytes(random, random.One(Inis)), random.Next(20) == 0), ini => UseIni(ini.Item1, ini.Item2), ini => Shown.Of(ini.Item1));

    [Fact]
    public void Paths_and_addresses() => Fuzz.Run(output, 8, random => Damage.Text(random, Paths), UsePath, Shown.Of);

    private static void UseKey(string text)
    {
        if (EntityKey.TryParse(text, out var key)) Assert.Equal(key, EntityKey.Parse(key.ToString()));
        if (EntityReference.TryParse(text, out var reference))
        {
            Assert.True(EntityReference.TryParse(reference.ToString(), out var again));
            Assert.Equal(reference, again);
        }
        _ = RunKindName.Translate(text, text, 13);
        _ = RunKindName.Translate(text, text, 15);
        Assert.Equal(Timestamp.Parse(text), Timestamp.Parse(Encoding.UTF8.GetBytes(text)));
        _ = RunFacts.Action(text, text);
        foreach (var rule in (Action<string>[])[text => RunRules.Id(text), text => RunRules.Name(text), text => RunRules.Kind(text), text => RunRules.Project(text), text => RunRules.Label(text), text => EntityKey.Parse(text)])
        {
            try
            {
                rule(text);
            }
            catch (DigitalHubException)
            {
                // Each is tried.
            }
        }
        if (text.Length < 100) _ = NearestName.Of(text, Keys, 3);
    }

    private static void UseLog(string first, string second, int cut)
    {
        foreach (var line in TerminalText.Lines(first))
        {
            Assert.DoesNotContain('\u001b', line);
            _ = LogTime.Of(line, out _);
        }
        _ = LogTime.Of(first, out _);
        var growing = new GrowingLog();
        _ = growing.Grow(first, isLast: false);
        var later = first + second;
        _ = growing.Grow(later[Math.Min(cut, later.Length)..], isLast: false);
        _ = growing.Grow(second, isLast: true);
        Assert.InRange(LogOverlap.Length(first, second), 0, Math.Min(first.Length, second.Length));
        var logs = new List<RunLog> { new(second, first, first), new(null, "c-job", second) };
        _ = LogTail.Of(logs, null);
        foreach (var chosen in new LogChoice([first, "*"], All: false).Of(logs)) _ = chosen.Lines.Count();
    }

    private void UseIni(byte[] bytes, bool onDisk)
    {
        var document = IniDocument.Parse(bytes);
        Assert.True(document.ToBytes().AsSpan().SequenceEqual(bytes));
        foreach (var section in document.Sections.Append("DEFAULT"))
        {
            foreach (var key in (string[])["dhcore_endpoint", "dhcore_user", "dhcore_access_token", "a", "b"]) _ = document.Get(section, key);
            try
            {
                document.Set(section, "dhcore_access_token", "new");
                Assert.Equal("new", document.Get(section, "dhcore_access_token"));
            }
            catch (FormatException)
            {
                // What would not be read back is not written.
            }
        }
        if (!onDisk) return;
        File.WriteAllBytes(_folder.File("x.ini"), bytes);
        var profiles = new DigitalHub.Backends.Profiles.Profiles(() => new ProfileEnvironment(new Dictionary<string, string> { ["DH_CONFIG"] = _folder.File("x.ini") }, null));
        _ = ((IProfiles)profiles).Names();
        if (((IProfiles)profiles).Find(null) is { } options) CoreAddress.Of(options);
    }

    private void UsePath(string text)
    {
        if (WebAddress.TryRead(text, out var address))
        {
            try
            {
                _ = CoreAddress.Of(new CoreOptions(address)).Shown;
            }
            catch (DigitalHubException)
            {
                // The rest is tried too.
            }
        }
        var path = _folder.File("in/" + text.Replace("..", ".", StringComparison.Ordinal).TrimStart('/'));
        try
        {
            // It comes from a variable of the environment, which can't hold this.
            if (!path.Contains('\0', StringComparison.Ordinal)) _ = new ProfileFile(path).Read();
        }
        catch (DigitalHubException)
        {
            // As above.
        }
        var store = new LocalStore(new LocalStoreOptions(path));
        try
        {
            store.CheckAsync(default).GetAwaiter().GetResult();
        }
        finally
        {
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

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
}
