namespace DigitalHub.Help.Tests;

public class OnlinePagesTests
{
    private static readonly HelpPage Page = PageReader.Read(SamplePage.Command, SamplePage.Markdown) with { OnlineVersion = "" };

    [Theory]
    [InlineData("", "")]
    [InlineData("https://github.com/owner/name", "https://github.com/owner/name/blob/v1.2.3/module/help/Get-DhThing.md")]
    [InlineData("https://GitHub.com/owner/name/", "https://github.com/owner/name/blob/v1.2.3/module/help/Get-DhThing.md")]
    [InlineData("https://github.com/owner/name.git", "https://github.com/owner/name/blob/v1.2.3/module/help/Get-DhThing.md")]
    [InlineData("https://example.org/help/", "https://example.org/help/Get-DhThing.md")]
    [InlineData("http://example.org", "http://example.org/Get-DhThing.md")]
    [InlineData("https://notgithub.com/owner", "https://notgithub.com/owner/Get-DhThing.md")]
    public void A_page_has_its_address_by_that_of_the_manifest(string address, string expected)
    {
        Assert.Equal(expected, OnlinePages.Of(address, "1.2.3").Place(Page).OnlineVersion);
    }

    [Fact]
    public void The_address_of_a_page_itself_wins()
    {
        var page = PageReader.Read(SamplePage.Command, SamplePage.Markdown);

        Assert.Equal("https://example.org/Get-DhThing.md", OnlinePages.Of("https://github.com/owner/name", "1.2.3").Place(page).OnlineVersion);
    }

    [Theory]
    [InlineData("example.org/help", "does not begin with https:// or http://")]
    [InlineData("ftp://example.org", "does not begin with https:// or http://")]
    [InlineData("/help", "does not begin with https:// or http://")]
    [InlineData("https://me:word@example.org", "has a user, a query or a fragment")]
    [InlineData("https://example.org/?page=1", "has a user, a query or a fragment")]
    [InlineData("https://example.org/#help", "has a user, a query or a fragment")]
    [InlineData("https://github.com/owner", "that of the repository")]
    [InlineData("https://github.com/owner/name/tree/main", "that of the repository")]
    public void What_is_no_address_of_pages_is_refused(string address, string reason)
    {
        var problem = Assert.Throws<FormatException>(() => OnlinePages.Of(address, "1.2.3"));

        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@{ ModuleVersion = '1.2.3'; PrivateData = @{ PSData = @{ ProjectUri = 'https://example.org' } } }", "https://example.org/Get-DhThing.md")]
    [InlineData("@{ ModuleVersion = '1.2.3'\n PrivateData = @{ PSData = @{\n # ProjectUri = 'https://example.org'\n} } }", "")]
    [InlineData("@{ ModuleVersion = '1.2.3'; PrivateData = @{ PSData = @{ ProjectUri = '' } } }", "")]
    [InlineData("@{ ModuleVersion = '1.2.3'; ProjectUri = 'https://example.org' }", "")]
    public void A_manifest_is_read_as_PowerShell_reads_it(string manifest, string expected)
    {
        using var file = new TemporaryFile("Thing.psd1", manifest);

        Assert.Equal(expected, OnlinePages.Of(file.Path).Place(Page).OnlineVersion);
    }

    [Theory]
    [InlineData("@{ ModuleVersion = '1.2.3'; PrivateData = @{ PSData = @{ ProjectUri = 'nowhere' } } }", "the ProjectUri 'nowhere' is no address of pages")]
    [InlineData("@{ ModuleVersion = ", "Missing")]
    [InlineData("'text'", "it is no manifest")]
    [InlineData("@{ ModuleVersion = (Get-Date) }", "")]
    public void What_is_wrong_with_a_manifest_is_said_with_its_file(string manifest, string reason)
    {
        using var file = new TemporaryFile("Thing.psd1", manifest);

        var problem = Assert.Throws<HelpException>(() => OnlinePages.Of(file.Path));

        Assert.Equal(file.Path, problem.File);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
    }
}
