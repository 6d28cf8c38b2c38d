using System.Text.RegularExpressions;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DigitalHub.Help;

/// <summary>Reads the Markdown page of one command, and refuses one that is incomplete.</summary>
internal static partial class PageReader
{
    private const string HelpFile = "DigitalHub.PowerShell.dll-Help.xml";
    private static readonly string[] SectionNames =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    public static HelpPage Read(string file)
    {
        try
        {
            return Read(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file));
        }
        catch (Exception problem) when (problem is FormatException or NotSupportedException)
        {
            throw new HelpException(file, problem.Message);
        }
    }

    public static HelpPage Read(string command, string markdown)
    {
        if (Placeholder().Match(markdown) is { Success: true } placeholder)
        {
            throw new FormatException($"still to be written: {placeholder.Value}");
        }

        var page = PageSection.Read(markdown, out var frontMatter);
        CheckFrontMatter(frontMatter);
        if (page.Heading != command)
        {
            throw new FormatException($"the title is '{page.Heading}', the file name says '{command}'");
        }

        CheckSections(page);
        var syntax = Syntax(command, Section(page, "SYNTAX"));
        var parameters = Parameters(Section(page, "PARAMETERS"));
        CheckParameters(syntax, parameters);
        return new HelpPage(
            command,
            frontMatter["online version"],
            Synopsis(Section(page, "SYNOPSIS")),
            syntax,
            Description(Section(page, "DESCRIPTION")),
            Examples(Section(page, "EXAMPLES")),
            parameters,
            Types(Section(page, "INPUTS")),
            Types(Section(page, "OUTPUTS")),
            Notes(Section(page, "NOTES")),
            Links(Section(page, "RELATED LINKS")));
    }

    private static void CheckFrontMatter(IReadOnlyDictionary<string, string> frontMatter)
    {
        foreach (var (key, wanted) in new[] { ("external help file", HelpFile), ("Module Name", "DigitalHub"), ("online version", null), ("schema", "2.0.0") })
        {
            if (!frontMatter.TryGetValue(key, out var value))
            {
                throw new FormatException($"the front matter has no '{key}'");
            }

            if (wanted is not null && value != wanted)
            {
                throw new FormatException($"'{key}' in the front matter is '{value}', not '{wanted}'");
            }
        }
    }

    private static void CheckSections(PageSection page)
    {
        var names = page.Sections.Select(section => section.Heading).ToList();
        if (SectionNames.Except(names).FirstOrDefault() is { } missing)
        {
            throw new FormatException($"the section '## {missing}' is missing");
        }

        if (!names.SequenceEqual(SectionNames))
        {
            throw new FormatException($"the sections are {string.Join(", ", names)}; wanted are, once each and in this order, {string.Join(", ", SectionNames)}");
        }
    }

    private static void CheckParameters(IReadOnlyList<HelpSyntax> syntax, IReadOnlyList<HelpParameter> parameters)
    {
        var used = syntax.SelectMany(set => set.Parameters).Select(parameter => parameter.Name).Distinct().ToList();
        var described = parameters.Select(parameter => parameter.Name).ToList();
        if (used.Except(described).FirstOrDefault() is { } undescribed)
        {
            throw new FormatException($"the parameter -{undescribed} of SYNTAX is not under PARAMETERS");
        }

        if (described.Except(used).FirstOrDefault() is { } unused)
        {
            throw new FormatException($"the parameter -{unused} under PARAMETERS is not in SYNTAX");
        }
    }

    private static PageSection Section(PageSection page, string name) => page.Sections.Single(section => section.Heading == name);

    private static IReadOnlyList<TextBlock> Description(PageSection section)
    {
        var text = Notes(section);
        return text.Any(block => block.Text.Length > 0) ? text : throw new FormatException($"{section.Heading} has no text");
    }

    private static IReadOnlyList<TextBlock> Notes(PageSection section) => section.Sections is []
        ? PlainText.Blocks(section.Blocks)
        : throw new FormatException($"{section.Heading} has headings within, which Get-Help has no place for");

    private static string Synopsis(PageSection section) => section.Blocks is [ParagraphBlock paragraph]
        ? PlainText.Of(paragraph)
        : throw new FormatException("SYNOPSIS is not one paragraph");

    private static List<HelpSyntax> Syntax(string command, PageSection section)
    {
        var blocks = section.Blocks.Concat(section.Sections.SelectMany(set => set.Blocks)).OfType<FencedCodeBlock>().ToList();
        return blocks.Count > 0
            ? [.. blocks.Select(block => SyntaxReader.Read(command, PlainText.Code(block)))]
            : throw new FormatException("SYNTAX has no code block");
    }

    private static List<HelpExample> Examples(PageSection section) => section.Sections.Count > 0
        ? [.. section.Sections.Select(Example)]
        : throw new FormatException("EXAMPLES has no example");

    private static HelpExample Example(PageSection section, int index)
    {
        var match = ExampleTitle().Match(section.Heading);
        if (!match.Success || match.Groups[1].Value != $"{index + 1}")
        {
            throw new FormatException($"the heading '{section.Heading}' is not 'Example {index + 1}: title'");
        }

        var blocks = section.Blocks.ToList();
        var code = blocks.FindIndex(block => block is FencedCodeBlock { Info: "powershell" });
        if (code < 0 || PlainText.Code((LeafBlock)blocks[code]).Length == 0)
        {
            throw new FormatException($"'{section.Heading}' has no ```powershell code");
        }

        return new HelpExample(
            section.Heading,
            PlainText.Blocks(blocks[..code]),
            PlainText.Code((LeafBlock)blocks[code]),
            PlainText.Blocks(blocks[(code + 1)..]));
    }

    private static List<HelpParameter> Parameters(PageSection section)
    {
        if (!section.Sections.Any(inner => inner.Heading == "CommonParameters"))
        {
            throw new FormatException("PARAMETERS has no '### CommonParameters'");
        }

        return [.. section.Sections.Where(inner => inner.Heading != "CommonParameters").Select(Parameter)];
    }

    private static HelpParameter Parameter(PageSection section)
    {
        if (!section.Heading.StartsWith('-'))
        {
            throw new FormatException($"the heading '{section.Heading}' under PARAMETERS is no parameter");
        }

        var yaml = section.Blocks.OfType<FencedCodeBlock>().FirstOrDefault(block => block.Info == "yaml")
            ?? throw new FormatException($"the parameter {section.Heading} has no ```yaml block");
        var text = PlainText.Blocks(section.Blocks.Where(block => block is not FencedCodeBlock { Info: "yaml" }));
        if (text.Count == 0)
        {
            throw new FormatException($"the parameter {section.Heading} has no description");
        }

        var pairs = PageSection.Pairs(PlainText.Code(yaml));
        string Value(string key) => pairs.TryGetValue(key, out var value)
            ? value
            : throw new FormatException($"the yaml block of {section.Heading} has no '{key}'");
        bool Flag(string key) => bool.TryParse(Value(key), out var flag)
            ? flag
            : throw new FormatException($"'{key}' of {section.Heading} is neither True nor False");
        _ = Value("Parameter Sets");
        return new HelpParameter(
            section.Heading[1..],
            text,
            Value("Type"),
            Value("Aliases"),
            pairs.GetValueOrDefault("Accepted values", ""),
            Flag("Required"),
            Value("Position"),
            Value("Default value"),
            Value("Accept pipeline input"),
            Flag("Accept wildcard characters"));
    }

    private static List<HelpType> Types(PageSection section) =>
        [.. section.Sections.Select(type => new HelpType(type.Heading, PlainText.Blocks(type.Blocks)))];

    private static List<HelpLink> Links(PageSection section) =>
    [
        .. section.Blocks.SelectMany(Leaves)
            .SelectMany(leaf => leaf.Inline?.Descendants<LinkInline>() ?? [])
            .Select(link => new HelpLink(PlainText.Of(link.FirstChild!), Absolute(link.Url))),
    ];

    private static IEnumerable<LeafBlock> Leaves(Block block) => block switch
    {
        LeafBlock leaf => [leaf],
        ContainerBlock container => container.SelectMany(Leaves),
        _ => [],
    };

    private static string Absolute(string? address) =>
        address is not null && address.Contains("://", StringComparison.Ordinal) ? address : "";

    [GeneratedRegex(@"\{\{.*?\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^Example (\d+): \S.*$")]
    private static partial Regex ExampleTitle();
}
