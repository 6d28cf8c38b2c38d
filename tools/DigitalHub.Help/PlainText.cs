using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DigitalHub.Help;

/// <summary>Markdown to plain text: what a console can show.</summary>
internal static class PlainText
{
    public static IReadOnlyList<TextBlock> Blocks(IEnumerable<Block> blocks) =>
        [.. blocks.SelectMany(block => Read(block, depth: 0))];

    public static string Of(LeafBlock block) => block.Inline is null ? "" : Of(block.Inline).Trim();

    public static string Code(LeafBlock block) => block.Lines.ToString().TrimEnd();

    private static IEnumerable<TextBlock> Read(Block block, int depth) => block switch
    {
        CodeBlock code => [new TextBlock(TextKind.Verbatim, Code(code), depth)],
        Table table => [new TextBlock(TextKind.Verbatim, Align(table), depth)],
        ListBlock list => Items(list, depth),
        QuoteBlock quote => quote.SelectMany(inner => Read(inner, depth)),
        ThematicBreakBlock or HtmlBlock or LinkReferenceDefinitionGroup => [],
        LeafBlock leaf => [new TextBlock(TextKind.Paragraph, Of(leaf), depth)],
        _ => throw new NotSupportedException($"line {block.Line + 1}: a {block.GetType().Name} has no form in help"),
    };

    private static IEnumerable<TextBlock> Items(ListBlock list, int depth)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var marker = list.IsOrdered ? $"{number++}. " : "- ";
            foreach (var block in item.SelectMany(inner => Read(inner, depth + 1)))
            {
                var first = block.Kind == TextKind.Paragraph && block.Depth == depth + 1 && marker.Length > 0;
                yield return first ? new TextBlock(TextKind.ListItem, marker + block.Text, depth) : block;
                marker = first ? "" : marker;
            }
        }
    }

    public static string Of(Inline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        LineBreakInline => " ",
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        AutolinkInline link => link.Url,
        HtmlInline html => html.Tag,
        LinkInline link => Link(link),
        ContainerInline container => string.Concat(container.Select(Of)),
        _ => "",
    };

    private static string Link(LinkInline link)
    {
        var text = string.Concat(link.Select(Of));
        return link.Url is { } url && url.Contains("://", StringComparison.Ordinal) && url != text ? $"{text} ({url})" : text;
    }

    private static string Align(Table table)
    {
        var rows = table.OfType<TableRow>()
            .Select(row => row.OfType<TableCell>().Select(cell => string.Join(' ', cell.OfType<LeafBlock>().Select(Of))).ToArray())
            .ToList();
        var widths = Enumerable.Range(0, rows.Max(row => row.Length))
            .Select(column => rows.Max(row => column < row.Length ? row[column].Length : 0))
            .ToArray();
        rows.Insert(1, [.. widths.Select(width => new string('-', width))]);
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return text.Replace("\r\n", "\n").ToString().TrimEnd('\n');
    }
}
