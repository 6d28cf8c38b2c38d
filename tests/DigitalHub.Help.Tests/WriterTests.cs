using System.Xml.Linq;

namespace DigitalHub.Help.Tests;

public class WriterTests
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    [Fact]
    public void Maml_survives_a_round_trip_with_its_code_unchanged()
    {
        var page = PageReader.Read(SamplePage.Command, SamplePage.Markdown);

        var document = XDocument.Parse(MamlWriter.Write([page]).ToString(), LoadOptions.PreserveWhitespace);

        Assert.Equal(page.Examples.Select(example => example.Code), document.Descendants(Dev + "code").Select(code => code.Value));
        Assert.Equal("Gets things & more.", document.Descendants(Command + "details").Single().Element(Maml + "description")!.Value.Trim());
    }

    [Fact]
    public void Maml_says_what_is_required_and_where_it_stands()
    {
        var document = MamlWriter.Write([PageReader.Read(SamplePage.Command, SamplePage.Markdown)]);

        var sets = document.Descendants(Command + "syntaxItem").ToList();
        Assert.Equal(2, sets.Count);
        var name = sets[0].Elements(Command + "parameter").First();
        Assert.Equal("false 0", $"{name.Attribute("required")!.Value} {name.Attribute("position")!.Value}");
        var all = sets[0].Elements(Command + "parameter").Last();
        Assert.Equal("false named", $"{all.Attribute("required")!.Value} {all.Attribute("position")!.Value}");
        Assert.Null(all.Element(Command + "parameterValue"));
    }

    [Fact]
    public void A_list_is_one_paragraph_with_its_lines()
    {
        var document = MamlWriter.Write([PageReader.Read(SamplePage.Command, SamplePage.Markdown)]);

        var description = document.Descendants(Command + "command").Single().Element(Maml + "description")!;
        Assert.Equal(["Gets things of <any> kind.", "- one\n- two\n  - within"], description.Elements(Maml + "para").Select(para => para.Value));
    }

    [Fact]
    public void About_text_is_wrapped_at_80_and_keeps_code()
    {
        var text = AboutWriter.Write("about_Things", $"""
            # about_Things

            ## SHORT DESCRIPTION

            All about things.

            ## LONG DESCRIPTION

            {string.Join(' ', Enumerable.Repeat("words", 40))}

            - {string.Join(' ', Enumerable.Repeat("item", 30))}

            ```powershell
            Get-DhThing   |  Where-Object Name -eq '<a>' # a line that is longer than eighty characters and is kept so
            ```

            ## SEE ALSO

            - Get-DhThing
            """);

        Assert.StartsWith("TOPIC\n    about_Things\n\nSHORT DESCRIPTION\n    All about things.\n\nLONG DESCRIPTION\n", text, StringComparison.Ordinal);
        var lines = text.Split('\n');
        Assert.All(lines.Where(line => !line.Contains("Where-Object", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("        Get-DhThing   |  Where-Object Name -eq '<a>' # a line that is longer than eighty characters and is kept so", lines);
        Assert.Contains("      " + string.Join(' ', Enumerable.Repeat("item", 15)), lines);
    }

    [Theory]
    [InlineData("# about_Other\n", "the title is 'about_Other'")]
    [InlineData("# about_Things\n\n## LONG DESCRIPTION\n", "the first sections are not")]
    [InlineData("Text", "does not begin with a heading")]
    public void About_pages_that_are_malformed_are_refused(string markdown, string reason)
    {
        var problem = Assert.Throws<FormatException>(() => AboutWriter.Write("about_Things", markdown));

        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }
}
