using DigitalHub.Backends.Documents;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>A text comes in pieces that are whole but for lines that are overlong.</summary>
public sealed class LinePiecesTests
{
    public static TheoryData<string> Breaks => ["\n", "\r", "\r\n"];

    [Theory]
    [MemberData(nameof(Breaks))]
    public void Nothing_is_lost_and_no_break_is_cut_however_long_a_line_is(string lineBreak)
    {
        foreach (var size in new[] { 1, 8, 16, 32, 64 })
        {
            for (var length = (size * 1024) - 6; length <= (size * 1024) + 6; length++)
            {
                var lines = new[] { "a", new string('y', length), string.Empty, string.Concat(Enumerable.Repeat("😀", length / 2)), "z" };
                var text = string.Join(lineBreak, lines);
                var pieces = Read(text);

                Assert.Equal(text, string.Concat(pieces.Select(piece => piece.Text)));
                Assert.Equal(lines.Length, pieces.Count(piece => piece.StartsLine));
                Assert.All(pieces, piece => Assert.True(
                    !char.IsHighSurrogate(piece.Text[^1]) && !char.IsLowSurrogate(piece.Text[0]) && (lineBreak != "\r\n" || (piece.Text[^1] != '\r' && (piece.Text[0] != '\n'))),
                    $"A piece of line {piece.Line} is cut where it may not be."));
            }
        }
    }

    [Fact]
    public void A_line_that_fits_is_one_piece() =>
        Assert.Equal(3, Read($"a\n{new string('y', 8000)}\nz").Count);

    private static List<(string Text, bool StartsLine, int Line)> Read(string text)
    {
        var pieces = new LinePieces(new StringReader(text));
        List<(string, bool, int)> read = [];
        while (pieces.MoveNext()) read.Add((pieces.Piece.ToString(), pieces.StartsLine, pieces.Line));
        return read;
    }
}
