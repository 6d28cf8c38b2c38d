using CsCheck;
using DigitalHub.Backends.Tests.Documents;

namespace DigitalHub.Backends.Tests.Logs;

/// <summary>What a program wrote to its terminal becomes the lines that stand there in the end.</summary>
public sealed class TerminalTextTests
{
    public static TheoryData<string, string[]> Texts => new()
    {
        { "", [] },
        { "a\nb\n", ["a", "b"] },
        { "a\r\nb", ["a", "b"] },
        { "\n\na\n\n", ["", "", "a", ""] },
        { "trailing blanks   \n", ["trailing blanks   "] },
        { "tab\there\n", ["tab\there"] },
        { "  0%|  |\r 50%|* |\r100%|**|\ndone\n", ["100%|**|", "done"] },
        { "long line\rshort    \n", ["short"] },
        { "abcdef\rxy\n", ["xycdef"] },
        { "abcdef\rxy\u001b[K\n", ["xy"] },
        { "abcdef\u001b[2K\rxy\n", ["xy"] },
        { "abcdef\u001b[3D\u001b[1K\n", ["    ef"] },
        { "\u001b[31mred\u001b[0m and \u001b[1;4;38;5;12mmore\u001b[m\n", ["red and more"] },
        { "\u009b31mred\u009b0m\n", ["red"] },
        { "\u001b]0;title\u0007text\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\\n", ["textlink"] },
        { "\u001bPq#0;2;0\u001b\\after\n", ["after"] },
        { "\u001b(Bplain\u001bMup\n", ["plainup"] },
        { "ab\b\bxy\n", ["xy"] },
        { "bell\u0007 null\0 del\u007f\n", ["bell null del"] },
        // Two bars, as tqdm writes them.
        { "outer 0\n\rinner 0\u001b[A\n\rinner 1\u001b[A\router 1\n\rinner 2\u001b[A\n\n", ["outer 1", "inner 2"] },
        { "one\ntwo\nthree\u001b[2F\u001b[2Knew\u001b[2E!\n", ["new", "two", "!hree"] },
        { "keep\nold\nold\u001b[1A\r\u001b[Jnew\n", ["keep", "new"] },
        { "col\u001b[10Gx\u001b[2Cy\n", ["col      x  y"] },
        // Far away is as far as a line goes, and nobody's memory is used up.
        { "\u001b[99999999999999999999C\u001b[1Gx\u001b[999999B\u001b[999999Ay\n", ["xy"] },
        { "cut \u001b[31\nnext\n", ["cut ", "next"] },
        { "cut \u001b]0;never ends\nnext\n", ["cut ", "next"] },
        { "end \u001b", ["end "] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Lines_are_as_they_stand_in_the_end(string text, string[] lines) => Assert.Equal(lines, TerminalText.Lines(text));

    [Fact]
    public void It_is_the_same_wherever_the_text_is_cut() =>
        Gen.Select(Gen.OneOf([.. Texts.Select(row => (string)row[0])]).Array[1, 6].Select(string.Concat), Gen.Int[1, 7]).Sample(
            (text, length) =>
            {
                var screen = new TerminalText();
                foreach (var piece in text.Chunk(length)) screen.Write(piece);
                screen.Finish();

                Assert.Equal(TerminalText.Lines(text), screen.Take());
            },
            iter: Cases.Count);

    [Fact]
    public void Any_text_ends_in_lines_without_controls() =>
        Gen.OneOf(Gen.String[Gen.Char["ab\n\r\b\u001b[];0129ABCDEFGJKm\u0007\\"], 0, 60], Gen.String[0, 40]).Sample(
            text => Assert.All(TerminalText.Lines(text), line => Assert.DoesNotContain(line, letter => letter != '\t' && char.IsControl(letter))),
            iter: Cases.Count);

    [Fact]
    public void A_line_is_given_up_when_the_cursor_is_far_below_it()
    {
        var screen = new TerminalText();
        screen.Write(string.Concat(Enumerable.Repeat("x\n", 5000)));

        Assert.InRange(screen.Take().Count, 4000, 4999);
        screen.Write("\u001b[9999Aback\n");
        screen.Finish();
        Assert.Equal("back", screen.Take()[0]);
    }

    [Fact]
    public void Lines_above_the_cursor_can_be_had_at_once()
    {
        var screen = new TerminalText();
        screen.Write("one\ntwo\nthr");
        screen.SettleAbove();
        Assert.Equal(["one", "two"], screen.Take());
        Assert.True(screen.HasOpenLine);

        screen.Write("ee\n");
        screen.SettleAbove();

        Assert.Equal(["three"], screen.Take());
        Assert.False(screen.HasOpenLine);
        Assert.Empty(screen.Take());
    }
}
