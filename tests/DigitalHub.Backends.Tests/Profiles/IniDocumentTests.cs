using System.Text;
using CsCheck;
using DigitalHub.Backends.Profiles;
using DigitalHub.Backends.Tests.Documents;

namespace DigitalHub.Backends.Tests.Profiles;

/// <summary>Reading what dhcli and the SDK write, and changing values without touching anything else.</summary>
public sealed class IniDocumentTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
            Any("[lab]", "[DEFAULT]", "[__default]", "[", "]", "=", ":", " = ", "\n", "\r\n", "\n\n", "\n  ", "\t", "# comment", "; comment", "`", "\"", "\"\"\"", "'", "%", "%%", "%(a)s", "a", "b", "ä", "dhcore_endpoint", "\u00A0", "\uFEFF"),
            Gen.String[Gen.Char.AlphaNumeric, 0, 5])
        .Array[0, 40].Select(parts => string.Concat(parts));

    private static readonly Gen<string> Values = Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Any('%', '#', ';', '`', '"', '\'', ' ', 'ä', '€')), 0, 20];

    [Fact]
    public void Any_bytes_come_out_as_they_went_in() =>
        Gen.Byte.Array[0, 200].Sample(bytes => IniDocument.Parse(bytes).ToBytes().AsSpan().SequenceEqual(bytes), iter: Cases.Count);

    [Fact]
    public void Any_text_comes_out_as_it_went_in() =>
        Texts.Sample(text => Write(Read(text)) == text, iter: Cases.Count);

    [Fact]
    public void What_was_set_is_read_and_nothing_else_changes() => Gen.Select(Texts, Values, Any("a", "b", "dhcore_endpoint"), Any("lab", "DEFAULT", "new")).Sample((text, value, key, section) =>
    {
        var document = Read(text);
        var before = All(document);
        try
        {
            document.Set(section, key, value);
        }
        catch (FormatException)
        {
            Assert.Equal(text, Write(document));
            return;
        }
        Assert.Equal(value, document.Get(section, key));
        if (section == "DEFAULT" || text.Contains('%', StringComparison.Ordinal)) return;
        foreach (var (name, was) in before.Where(other => other.Key != (section, key))) Assert.Equal(was, document.Get(name.Section, name.Key));
    }, iter: Cases.Count);

    [Fact]
    public void Most_texts_can_be_changed()
    {
        var refused = 0;
        Gen.Select(Texts, Any("lab", "new")).Sample(
            (text, section) =>
            {
                try
                {
                    Read(text).Set(section, "a", "token");
                }
                catch (FormatException)
                {
                    Interlocked.Increment(ref refused);
                }
            },
            iter: Cases.Count);
        Assert.InRange(refused, 0, Cases.Count / 20);
    }

    [Theory]
    [InlineData("dhcli-login.ini", "lab")]
    [InlineData("dhcli-pat.ini", "lab")]
    [InlineData("sdk-pat.ini", "__default")]
    public void Only_the_token_changes_in_a_clients_file(string file, string section)
    {
        var before = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "clients", file), Encoding.Latin1);
        var document = Read(before);
        var token = document.Get(section, "dhcore_access_token")!;

        document.Set(section, "dhcore_access_token", "new-token");

        Assert.StartsWith("eyJ", token, StringComparison.Ordinal);
        Assert.Equal(before.Replace($"dhcore_access_token{Padding(before)}= {token}", $"dhcore_access_token{Padding(before)}= new-token", StringComparison.Ordinal), Write(document));
        Assert.Equal("cli", document.Get(section, "dhcore_client_id"));
        Assert.Equal([section], document.Sections);
    }

    [Fact]
    public void A_new_key_is_written_as_its_neighbours_are()
    {
        var document = Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "clients", "dhcli-pat.ini")));
        var lines = Write(document).Split('\n');

        document.Set("lab", "dhcore_refresh_token", "r");

        Assert.Equal([.. lines[..^1], "dhcore_refresh_token                         = r", string.Empty], Write(document).Split('\n'));
    }

    [Theory]
    [InlineData("a=1", "1")]
    [InlineData("a : 1", "1")]
    [InlineData("A\t=\t1\t", "1")]
    [InlineData("a = 1 # not a comment", "1 # not a comment")]
    [InlineData("# a = 2\na = 1\n; a = 3", "1")]
    [InlineData("a = 2\na = 1", "1")]
    [InlineData("a =", "")]
    [InlineData("a = `x#y;z`", "x#y;z")]
    [InlineData("a = `x#y` ; by dhcli", "x#y")]
    [InlineData("a = `one\ntwo`\nb = 1", "one\ntwo")]
    [InlineData("a = \"\"\"one `\ntwo\"\"\"\nb = 1", "one `\ntwo")]
    [InlineData("a = \" edge \"", " edge ")]
    [InlineData("a = 'it'", "it")]
    [InlineData("a = `open", "`open")]
    [InlineData("a = one\n    two\n\n  three\nb = 1", "one\ntwo\n\nthree")]
    [InlineData("  a = 1\n  b = 2", "1")]
    [InlineData("a = 100%% ok", "100% ok")]
    [InlineData("a = 100% ok", "100% ok")]
    [InlineData("a = %(b)s/x\nb = y", "y/x")]
    [InlineData("a = %(a)s", null)]
    [InlineData("a = https://core.example.org:8443/x?y=z", "https://core.example.org:8443/x?y=z")]
    [InlineData("a = zoë", "zoë")]
    [InlineData("`a` = 1", "1")]
    [InlineData("nonsense\na = 1", "1")]
    public void Values_are_read_as_their_writers_meant_them(string lines, string? expected)
    {
        foreach (var text in (string[])[$"[lab]\n{lines}", $"\uFEFF[lab]\r\n{lines.Replace("\n", "\r\n", StringComparison.Ordinal)}\r\n", $"[other]\na = 9\n\n[lab] ; mine\n{lines}\n\n[more]\na = 8\n"])
        {
            var value = Read(text).Get("lab", "a");
            if (expected is null) Assert.NotNull(value);
            else Assert.Equal(expected, value?.ReplaceLineEndings("\n"));
        }
    }

    [Fact]
    public void A_section_has_what_the_default_section_has()
    {
        var document = Read("[DEFAULT]\na = 1\nb = 2\n[lab]\nb = 3\n[lab]\nc = 4\n");

        Assert.Equal(("1", "3", "4"), (document.Get("lab", "a"), document.Get("lab", "b"), document.Get("lab", "c")));
        Assert.Equal((false, true), (document.HasOwn("lab", "a"), document.HasOwn("lab", "b")));
        Assert.Null(document.Get("lab", "d"));
        Assert.Equal(["lab"], document.Sections);
    }

    [Theory]
    [InlineData("", "[lab]\na = 1\n")]
    [InlineData("[x]\nb = 2", "[x]\nb = 2\n\n[lab]\na = 1\n")]
    [InlineData("[x]\r\nb = 2\r\n", "[x]\r\nb = 2\r\n\r\n[lab]\r\na = 1\r\n")]
    [InlineData("[lab]", "[lab]\na = 1")]
    [InlineData("[lab]\n\n[x]\n", "[lab]\na = 1\n\n[x]\n")]
    [InlineData("[lab]\nb:2\n# end\n\n[x]\n", "[lab]\nb:2\na:1\n# end\n\n[x]\n")]
    [InlineData("[lab]\n  b = 2\n  # end\n", "[lab]\n  b = 2\n  a = 1\n  # end\n")]
    [InlineData("[lab]\nbb  = 2\nbbb = 3\n", "[lab]\nbb  = 2\nbbb = 3\na   = 1\n")]
    [InlineData("[lab]\nb = `x\ny`\n[x]\n", "[lab]\nb = `x\ny`\na = 1\n[x]\n")]
    [InlineData("[lab]\nb = 2\n[x]\n[lab]\nc = 3\n", "[lab]\nb = 2\n[x]\n[lab]\nc = 3\na = 1\n")]
    [InlineData("[lab]\na =\n", "[lab]\na = 1\n")]
    [InlineData("[lab]\na=\n", "[lab]\na=1\n")]
    [InlineData("[lab]\na = old  \n   more\nb = 2\n", "[lab]\na = 1\nb = 2\n")]
    [InlineData("[lab]\na = 0\nb = 2\na = 9 \n", "[lab]\na = 0\nb = 2\na = 1 \n")]
    [InlineData("[lab]\na = `old#` ; why\n", "[lab]\na = 1 ; why\n")]
    public void A_key_is_set_where_it_belongs(string before, string after)
    {
        var document = Read(before);
        try
        {
            document.Set("lab", "a", "1");
        }
        catch (FormatException)
        {
            // A comment behind a quoted value would become part of an unquoted one.
            Assert.Contains("; why", before, StringComparison.Ordinal);
            return;
        }
        Assert.Equal(after, Write(document));
    }

    [Theory]
    [InlineData("100%", "a = 100%%")]
    [InlineData("x#y", "a = `x#y`")]
    [InlineData("x#`y", "a = \"\"\"x#`y\"\"\"")]
    [InlineData(" x", "a = ` x`")]
    [InlineData("zoë", "a = zoë")]
    public void A_value_that_needs_it_is_quoted_as_dhcli_does(string value, string line)
    {
        var document = Read("[lab]\n");

        document.Set("lab", "a", value);

        Assert.Equal($"[lab]\n{line}\n", Write(document));
    }

    [Theory]
    [InlineData("lab", "two\nlines")]
    [InlineData("l]ab", "1")]
    [InlineData("", "1")]
    public void What_would_not_be_read_back_is_refused(string section, string value)
    {
        var document = Read("[x]\na = 1\n");

        Assert.Throws<FormatException>(() => document.Set(section, "a", value));
        Assert.Equal("[x]\na = 1\n", Write(document));
    }

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Dictionary<(string Section, string Key), string?> All(IniDocument document) =>
        (from section in document.Sections.Append("DEFAULT") from key in (string[])["a", "b", "dhcore_endpoint"] select (section, key)).ToDictionary(name => name, name => document.Get(name.section, name.key));

    private static string Padding(string text) => text.Contains("dhcore_access_token =", StringComparison.Ordinal) ? " " : new string(' ', 26);

    private static IniDocument Read(string text) => IniDocument.Parse(Encoding.UTF8.GetBytes(text));

    private static string Write(IniDocument document) => Encoding.UTF8.GetString(document.ToBytes());
}
