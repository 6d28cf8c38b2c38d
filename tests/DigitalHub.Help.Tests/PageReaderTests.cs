namespace DigitalHub.Help.Tests;

public class PageReaderTests
{
    [Fact]
    public void Reads_the_parameter_sets_of_the_syntax()
    {
        var page = PageReader.Read(SamplePage.Command, SamplePage.Markdown);

        Assert.Equal(2, page.Syntax.Count);
        Assert.Collection(
            page.Syntax[0].Parameters,
            name => Assert.Equal(("Name", false, true, "string[]"), (name.Name, name.Required, name.Positional, name.Type)),
            shape => Assert.Equal(("Shape", false, false, "Shape"), (shape.Name, shape.Required, shape.Positional, shape.Type)),
            all => Assert.Equal(("All", false, false, null), (all.Name, all.Required, all.Positional, all.Type)));
        var id = page.Syntax[1].Parameters[0];
        Assert.Equal(("Id", true, true, "string"), (id.Name, id.Required, id.Positional, id.Type));
    }

    [Theory]
    [InlineData("X -A <string> -B", "A:True:False:string B:True:False:")]
    [InlineData("X [-A] <string> [[-B] <int>]", "A:True:True:string B:False:True:int")]
    [InlineData("X [-A <Dictionary[string,int]>] [-B <Kind> {One | Two}]", "A:False:False:Dictionary[string,int] B:False:False:Kind")]
    [InlineData("X", "")]
    public void Reads_every_form_of_a_parameter(string text, string expected)
    {
        var parameters = SyntaxReader.Read("X", text).Parameters;

        Assert.Equal(expected, string.Join(' ', parameters.Select(it => $"{it.Name}:{it.Required}:{it.Positional}:{it.Type}")));
    }

    [Fact]
    public void Keeps_the_code_of_examples_as_it_stands()
    {
        var example = PageReader.Read(SamplePage.Command, SamplePage.Markdown).Examples[0];

        Assert.Equal("Get-DhThing |\n    Where-Object { $_.Size -lt 5 -and $_.Name -like '<a>&b' }\n## no heading", example.Code);
        Assert.Equal(["Say this first."], example.Introduction.Select(block => block.Text));
        Assert.Equal(["Name\n----\na", "They come."], example.Remarks.Select(block => block.Text));
    }

    [Theory]
    [InlineData("Module Name: DigitalHub\n", "", "the front matter has no 'Module Name'")]
    [InlineData("schema: 2.0.0", "schema: 1", "'schema' in the front matter is '1', not '2.0.0'")]
    [InlineData("# Get-DhThing\n", "# Get-DhThings\n", "the title is 'Get-DhThings'")]
    [InlineData("## NOTES\n", "", "the section '## NOTES' is missing")]
    [InlineData("## NOTES\n", "## NOTES\n\n## MORE\n", "the sections are")]
    [InlineData("Gets `things` & more.", "", "SYNOPSIS is not one paragraph")]
    [InlineData("Gets `things` & more.", "{{ One sentence }}", "still to be written: {{ One sentence }}")]
    [InlineData("### Example 2: One", "### Example 3: One", "is not 'Example 2: title'")]
    [InlineData("```powershell\nGet-DhThing a\n```", "No code.", "'Example 2: One' has no ```powershell code")]
    [InlineData("```powershell\nGet-DhThing a\n```", "```powershell\n```", "'Example 2: One' has no ```powershell code")]
    [InlineData("Also the hidden ones.", "", "the parameter -All has no description")]
    [InlineData("Type: SwitchParameter\n", "", "the yaml block of -All has no 'Type'")]
    [InlineData("```yaml\nType: SwitchParameter", "```\nType: SwitchParameter", "the parameter -All has no ```yaml block")]
    [InlineData("Required: True", "Required: Perhaps", "'Required' of -Id is neither True nor False")]
    [InlineData("### -Shape\n", "### -Form\n", "the parameter -Shape of SYNTAX is not under PARAMETERS")]
    [InlineData(" [-Shape <Shape>]", "", "the parameter -Shape under PARAMETERS is not in SYNTAX")]
    [InlineData("### CommonParameters", "### -All2", "PARAMETERS has no '### CommonParameters'")]
    [InlineData("Get-DhThing [-Id]", "Get-DhStuff [-Id]", "does not begin with Get-DhThing")]
    [InlineData("[-Id] <string>", "[-Id <string>", "not understood from here: '[-Id <string> [-All]")]
    public void Refuses_a_page_that_is_malformed(string part, string replacement, string reason)
    {
        Assert.Contains(part, SamplePage.Markdown, StringComparison.Ordinal);
        var spoilt = SamplePage.Markdown.Replace(part, replacement, StringComparison.Ordinal);

        var problem = Assert.Throws<FormatException>(() => PageReader.Read(SamplePage.Command, spoilt));

        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_file_that_is_malformed()
    {
        using var file = new TemporaryFile("Get-DhThing.md", "# Get-DhThing\n");

        var problem = Assert.Throws<HelpException>(() => PageReader.Read(file.Path));

        Assert.Equal(file.Path, problem.File);
        Assert.Contains("the front matter has no", problem.Message, StringComparison.Ordinal);
    }
}
