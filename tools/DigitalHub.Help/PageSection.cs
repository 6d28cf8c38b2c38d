using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace DigitalHub.Help;

/// <summary>A heading and what stands below it; sections of the next level lie within.</summary>
internal sealed record PageSection(string Heading, IReadOnlyList<Block> Blocks, IReadOnlyList<PageSection> Sections)
{
    private const int Deepest = 3;
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().Build();

    /// <summary>The page as a tree: its title, and below it the sections of level two and three.</summary>
    public static PageSection Read(string markdown, out IReadOnlyDictionary<string, string> frontMatter)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        var front = document.OfType<YamlFrontMatterBlock>().FirstOrDefault();
        frontMatter = front is null ? new Dictionary<string, string>() : Pairs(front.Lines.ToString());
        var blocks = document.Where(block => block is not YamlFrontMatterBlock).ToList();
        var title = blocks.FindIndex(block => block is HeadingBlock { Level: 1 });
        if (title != 0)
        {
            throw new FormatException("the page does not begin with a heading of level 1");
        }

        if (blocks.Skip(1).FirstOrDefault(block => block is HeadingBlock { Level: 1 }) is { } second)
        {
            throw new FormatException($"line {second.Line + 1}: there is a second heading of level 1");
        }

        return Tree((HeadingBlock)blocks[0], blocks[1..], 2);
    }

    /// <summary>The lines <c>key: value</c> of a block.</summary>
    public static Dictionary<string, string> Pairs(string text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line != "---"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                throw new FormatException($"'{line}' is not of the form 'key: value'");
            }

            pairs[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }

        return pairs;
    }

    private static PageSection Tree(HeadingBlock heading, List<Block> blocks, int level)
    {
        var starts = level > Deepest
            ? []
            : blocks.Select((block, index) => block is HeadingBlock inner && inner.Level == level ? index : -1).Where(index => index >= 0).ToList();
        var sections = starts.Select((start, n) =>
        {
            var end = n + 1 < starts.Count ? starts[n + 1] : blocks.Count;
            return Tree((HeadingBlock)blocks[start], blocks[(start + 1)..end], level + 1);
        });
        return new PageSection(PlainText.Of(heading), starts.Count > 0 ? blocks[..starts[0]] : blocks, [.. sections]);
    }
}
