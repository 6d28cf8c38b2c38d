using System.Text.RegularExpressions;

namespace DigitalHub.Backends.Tests.Model;

/// <summary>PowerShell's wildcards. The table was made with PowerShell's own <c>-like</c>.</summary>
public class WildcardTests
{
    private static readonly string[] Texts =
    [
        "a", "b", "ab", "abc", "a*", "a?b", "ac", "bc", "cx", "^b", "!b", "]", "x", "]x", "a]", "[a]", "a`", "`", "-", "c", "\\", "[", "a[b",
        ".*", "(a|b)", "^a$", "a.c", "\\d", "1", "z9", "", "İx", "i", "I", "ı", "a\nb", "*", "?x", "[x", "ax", "A", "AB", "a]b", "[]", "Ab1", "*?", "!",
    ];

    public static TheoryData<string, string[]> Table => new()
    {
        { "a*", ["a", "ab", "abc", "a*", "a?b", "ac", "a]", "a`", "a[b", "a.c", "a\nb", "ax", "A", "AB", "a]b", "Ab1"] },
        { "*", Texts },
        { "?", ["a", "b", "]", "x", "`", "-", "c", "\\", "[", "1", "i", "I", "ı", "*", "A", "!"] },
        { "a?c", ["abc", "a.c"] },
        { "[ab]c", ["ac", "bc"] },
        { "[a-c]x", ["cx", "ax"] },
        { "[^a]b", ["ab", "^b", "AB"] },
        { "[!a]b", ["ab", "!b", "AB"] },
        { "[]]", ["]"] },
        { "[]a]x", ["]x", "ax"] },
        { "[a]]", ["a]"] },
        { "a`*", ["a*"] },
        { "a`?b", ["a?b"] },
        { "`[a`]", ["[a]"] },
        { "a`", ["a`"] },
        { "``", ["`"] },
        { "`a", ["a", "A"] },
        { "[`]]", ["]"] },
        { "[a`]b]", ["a", "b", "]", "A"] },
        { "[a`-c]", ["a", "-", "c", "A"] },
        { "[a-]", ["a", "-", "A"] },
        { "[-a]", ["a", "-", "A"] },
        { "[\\]", ["\\"] },
        { "a]", ["a]"] },
        { "a`[b", ["a[b"] },
        { ".*", [".*"] },
        { "(a|b)", ["(a|b)"] },
        { "^a$", ["^a$"] },
        { "a.c", ["a.c"] },
        { "\\d", ["\\d"] },
        { "*a*b*", ["ab", "abc", "a?b", "a[b", "(a|b)", "a\nb", "AB", "a]b", "Ab1"] },
        { "[a-z][0-9]", ["z9"] },
        { "[A-Z]", ["a", "b", "x", "c", "i", "I", "A"] },
        { "", [""] },
        { "İ*", ["İx"] },
        { "i", ["i", "I"] },
        { "a\nb", ["a\nb"] },
        { "[*]", ["*"] },
        { "[?]x", ["?x"] },
        { "[[]x", ["[x"] },
        { "`*`?", ["*?"] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void As_PowerShell_matches(string pattern, string[] matches) =>
        Assert.Equal(matches, Texts.Where(Wildcard.Of(pattern).IsMatch));

    [Theory]
    [InlineData("[")]
    [InlineData("a[")]
    [InlineData("[abc")]
    [InlineData("[]")]
    [InlineData("[c-a]")]
    [InlineData("[a`]")]
    public void Broken_patterns_are_named(string pattern)
    {
        var error = Assert.Throws<InputException>(() => Wildcard.Of(pattern));
        Assert.Equal("ValueInvalid", error.ErrorId);
        Assert.Contains($"'{pattern}'", error.Message, StringComparison.Ordinal);
        Assert.IsNotType<RegexMatchTimeoutException>(error.InnerException);
        Assert.NotNull(error.RecommendedAction);
    }

    [Theory]
    [InlineData("a", false)]
    [InlineData("a.b(c", false)]
    [InlineData("a]", false)]
    [InlineData("a*", true)]
    [InlineData("?", true)]
    [InlineData("[a]", true)]
    [InlineData("a`*", true)]
    public void What_is_a_pattern(string text, bool pattern) => Assert.Equal(pattern, Wildcard.IsPattern(text));

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "A", false)]
    [InlineData("a*", "AB", true)]
    [InlineData("a`*", "a*", true)]
    [InlineData("a`*", "ab", false)]
    [InlineData("*", null, false)]
    [InlineData("a", null, false)]
    public void Text_without_wildcards_is_exact(string filter, string? text, bool matches) => Assert.Equal(matches, Wildcard.Matches(filter, text));

    [Fact]
    public void Many_stars_stay_quick()
    {
        var pattern = Wildcard.Of(string.Concat(Enumerable.Repeat("*a", 30)) + "b");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.False(pattern.IsMatch(new string('a', 20_000)));
        Assert.True(clock.Elapsed < Patience.Long);
    }
}
