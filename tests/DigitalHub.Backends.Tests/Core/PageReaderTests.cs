using System.Globalization;
using System.Text;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Core.Listing;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>Pages are cut into the documents that a reader of JSON finds in them, however they are written.</summary>
public sealed class PageReaderTests
{
    private static readonly CoreRequest Request = new(HttpMethod.Get, "/api/v1/runs");

    public static TheoryData<string> Documents =>
    [
        """{"id":"a","metadata":{"created":"2026-01-02T03:04:05.678Z"},"status":{"state":"CREATED"}}""",
        """{"status":{"state":"DELETING"},"id":"b"}""",
        """{ "id" : "c" , "metadata" : { "created" : "2026-01-02T03:04:05+02:00" } , "status" : { "state" : "DELETING" } }""",
        "{\n\t\"extensions\": [{\"id\": \"no\", \"status\": {\"state\": \"DELETING\"}}],\r\n\t\"id\": \"d\",\n\t\"metadata\": {\"inner\": {\"created\": \"2020-01-01T00:00:00Z\"}}\n}",
        """{"spec":{"id":"no","metadata":{"created":"2020-01-01T00:00:00Z"},"text":"}]{[:\"\\"},"id":"e","x\"id":"no"}""",
        """{"id":"\u0066\"\\","status":{"state":"\u0044ELETING"},"metadata":{"created":"2026-01-02T03:04:05.5\u005a"}}""",
        """{"id":7,"metadata":[],"status":"DELETING"}""",
        """{"id":null,"metadata":{"created":null},"status":{"state":["DELETING"]}}""",
        """{"id":"g","metadata":{"created":"yesterday"},"status":{"status":{"state":"DELETING"}}}""",
        """{"id":"ü€😀","name":"\\\\\\\"","status":{"state":"DELETING","deep":[[[{"a":[]}]]]}}""",
        "{}",
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_is_the_same_at_every_place_of_a_page(string document)
    {
        var map = (System.Collections.Specialized.OrderedDictionary)JsonText.Parse(document)!;
        var id = map["id"] as string ?? document;
        var created = Timestamp.Parse(map.Map("metadata")?["created"] as string);
        var isDeleting = map.Map("status")?["state"] is "DELETING";
        for (var before = 0; before < 70; before++)
        {
            var page = Read($$"""{"first":true,"content":[{"id":"{{new string('x', before)}}\\"} , {{document}},{}],"totalElements":{{before}},"sort":{} }""");
            Assert.Equal(3, page.Items.Count);
            Assert.Equal(before, page.Total);
            var item = page.Items[1];
            Assert.Equal(document, item.Document.Json);
            Assert.Equal((CompactId.Of(id), created, isDeleting), (item.CompactId, item.Created, item.IsDeleting));
            Assert.Null(page.Items[2].Created);
            Assert.False(page.Items[2].IsDeleting);
        }
    }

    [Theory]
    [InlineData("""{"content":[],"totalElements":0}""", 0, 0L)]
    [InlineData(""" { "totalElements" : 12 , "content" : [ ] } """, 0, 12L)]
    [InlineData("""{"content":[{"id":"a"}],"totalElements":"many"}""", 1, null)]
    public void The_order_of_names_does_not_matter(string text, int count, long? total)
    {
        var page = Read(text);
        Assert.Equal((count, total), (page.Items.Count, page.Total));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"content":{}}""")]
    [InlineData("""{"content":null,"totalElements":0}""")]
    [InlineData("""{"content":[[{"id":"a"}]],"totalElements":1}""")]
    [InlineData("""{"content":[{"id":"a"},"totalElements":1}""")]
    [InlineData("""{"content":[{"id":"a"}]""")]
    [InlineData("""{"content":[{"id":"a}],"totalElements":1}""")]
    [InlineData("""{"content":[{"id":"a"}],"totalElements":1}{}""")]
    [InlineData("""{"content":[{"id":"a"}],totalElements:1}""")]
    [InlineData("""{"content":[{"id":"a"} {"id":"b"}]}""")]
    [InlineData("""{"content":[{"id":"a"},"b"]}""")]
    [InlineData("""{"content":[{"id":"a"},]}""")]
    [InlineData("""{"content":[1]}""")]
    [InlineData("<html>content</html>")]
    public void What_is_no_page_is_an_error(string text) =>
        Assert.Equal("UnexpectedResponse", Assert.Throws<ServerException>(() => Read(text)).ErrorId);

    [Fact]
    public void A_look_tells_the_total()
    {
        foreach (var total in (long[])[0, 7, 123_456_789])
        {
            var text = string.Create(CultureInfo.InvariantCulture, $$"""{"content":[{"totalElements":3}],"totalElements":{{total}},"last":true}""");
            Assert.Equal(total, PageReader.Glimpse(new CoreAnswer(Encoding.UTF8.GetBytes(text))));
        }
        Assert.Equal(0, PageReader.Glimpse(new CoreAnswer("{}"u8.ToArray())));
    }

    private static CorePage Read(string text) => PageReader.Read(Request, new CoreAnswer(Encoding.UTF8.GetBytes(text)));
}
