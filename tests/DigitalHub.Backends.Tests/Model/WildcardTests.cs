using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace DigitalHub.Backends.Tests.Model;

public class WildcardTests
{
    private const string Letters = "abcABCzZ019äÄéÉ߀-_.^\\+(){}|$ \n";

    private static readonly Gen<string> Text = Gen.OneOf([.. Letters.Select(letter => letter.ToString())]).Array[0, 8].Select(string.Concat);

    private static readonly Gen<string> Pattern =
        Gen.OneOf([.. Letters.Select(letter => letter.ToString()), "*", "*", "?", "?", "`*", "`?", "`[", "`", "]", "[abc]", "[a-c]", "[Z-b]", "[ä-ü]", "[-x]", "[x-]", "[a-b-c]", "[*?]", "[^a]", "[\\]", "[[]", "[`]"])
            .Array[0, 8].Select(string.Concat);

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("**", "a\nb", true)]
    [InlineData("?", "", false)]
    [InlineData("?", "ä", true)]
    [InlineData("a*b*c", "A-b-B-C", true)]
    [InlineData("a*b*c", "a-b-c-", false)]
    [InlineData("*ab", "aab", true)]
    [InlineData("*a?", "aaa", true)]
    [InlineData("GRÜN*", "grün", true)]
    [InlineData("[a-c]x", "Bx", true)]
    [InlineData("[a-c]x", "dx", false)]
    [InlineData("[^a]", "^", true)]
    [InlineData("[^a]", "b", false)]
    [InlineData("[-a]", "-", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[\\]", "\\", true)]
    [InlineData("`[a`]", "[a]", true)]
    [InlineData("a`*", "ab", false)]
    [InlineData("a`*", "a*", true)]
    [InlineData("a`", "a`", true)]
    [InlineData("a]", "a]", true)]
    // No letter of ASCII is the other case of any other: SQLite's LIKE sees it so.
    [InlineData("k*", "\u212A", false)]
    [InlineData("s*", "\u017F", false)]
    [InlineData("[a-z]", "\u212A", false)]
    [InlineData("İ*", "i", false)]
    public void Patterns_match_as_in_the_shell(string pattern, string text, bool matches)
    {
        Assert.Equal(matches, Wildcard.Of(pattern).IsMatch(text));
        Assert.Equal(matches, Wildcard.Matches(pattern, text));
    }

    [Fact]
    public void A_text_without_signs_is_exact()
    {
        Assert.True(Wildcard.Matches("a", "a"));
        Assert.False(Wildcard.Matches("a", "A"));
        Assert.False(Wildcard.Matches("*", null));
    }

    [Fact]
    public void Matching_agrees_with_a_regular_expression() =>
        Gen.Select(Pattern, Text).Sample(
            (pattern, text) => Assert.True(Try<ArgumentException>(() => Reference(pattern).IsMatch(text)) == Try<InputException>(() => Wildcard.Of(pattern).IsMatch(text)), $"'{pattern}' and '{text}'"),
            iter: 20_000);

    [Theory]
    [InlineData("a[b")]
    [InlineData("[]")]
    [InlineData("[]a]")]
    [InlineData("[")]
    [InlineData("[z-a]")]
    public void A_pattern_that_is_none_is_refused(string pattern)
    {
        Assert.ThrowsAny<ArgumentException>(() => Reference(pattern));
        Assert.Equal("ValueInvalid", Assert.Throws<InputException>(() => Wildcard.Of(pattern)).ErrorId);
    }

    [Theory]
    [InlineData("a*", 6000)]
    [InlineData("[a-z]", 6000)]
    [InlineData("*", 1001)]
    public void A_pattern_that_is_too_long_is_refused(string piece, int length)
    {
        var pattern = string.Concat(Enumerable.Repeat(piece, length))[..length];
        var error = Assert.Throws<InputException>(() => Wildcard.Of(pattern));
        Assert.Equal("ValueInvalid", error.ErrorId);
        Assert.Contains("1000 characters", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("?")]
    [InlineData("*a")]
    [InlineData("?*")]
    [InlineData("[ab]")]
    [InlineData("*[ab]")]
    public void The_longest_pattern_takes_no_time(string piece)
    {
        var pattern = string.Concat(Enumerable.Repeat(piece, 1000))[..(1000 / piece.Length * piece.Length)];
        var clock = Stopwatch.StartNew();
        Wildcard.Of(pattern + string.Empty).IsMatch(new string('a', 20_000) + "b");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"took {clock.Elapsed}");
    }

    private static bool? Try<TError>(Func<bool> match)
        where TError : Exception
    {
        try
        {
            return match();
        }
        catch (TError)
        {
            return null;
        }
    }

    /// <summary>What a pattern means, as a regular expression.</summary>
    private static Regex Reference(string pattern)
    {
        var regex = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '*') regex.Append(".*");
            else if (pattern[i] == '?') regex.Append('.');
            else if (pattern[i] == '`' && i + 1 < pattern.Length) regex.Append(Regex.Escape(pattern[++i].ToString()));
            else if (pattern[i] == '[')
            {
                var end = pattern.IndexOf(']', i + 1);
                if (end <= i + 1) throw new ArgumentException("An empty or open bracket.", nameof(pattern));
                regex.Append('[').Append(Regex.Replace(pattern[(i + 1)..end], @"[\\^[]", @"\$0")).Append(']');
                i = end;
            }
            else regex.Append(Regex.Escape(pattern[i].ToString()));
        }
        return new Regex(regex.Append(@"\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }
}
