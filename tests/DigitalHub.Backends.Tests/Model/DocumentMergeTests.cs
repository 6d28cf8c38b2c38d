using System.Collections.Specialized;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Model;

/// <summary>Labels merge as sets and never conflict, whatever either side did to the list (design section 5).</summary>
public class DocumentMergeTests
{
    private const string None = "{}";

    [Theory]
    [InlineData("""{"labels":["a"]}""", None, """{"labels":["a","theirs"]}""", """{"labels":["theirs"]}""")]
    [InlineData("""{"labels":["a"]}""", """{"labels":null}""", """{"labels":["a","theirs"]}""", """{"labels":["theirs"]}""")]
    [InlineData("""{"labels":["a"]}""", """{"labels":[]}""", """{"labels":["a","theirs"]}""", """{"labels":["theirs"]}""")]
    [InlineData("""{"labels":["a"]}""", """{"labels":["a","mine"]}""", None, """{"labels":["mine"]}""")]
    [InlineData("""{"labels":["a"]}""", """{"labels":["a","mine"]}""", """{"labels":null}""", """{"labels":["mine"]}""")]
    [InlineData(None, """{"labels":["mine"]}""", """{"labels":["theirs"]}""", """{"labels":["theirs","mine"]}""")]
    [InlineData(None, """{"labels":["same"]}""", """{"labels":["same"]}""", """{"labels":["same"]}""")]
    [InlineData("""{"labels":["a","b"]}""", """{"labels":["b"]}""", """{"labels":["a"]}""", """{"labels":[]}""")]
    [InlineData("""{"labels":["a","b"]}""", None, """{"labels":["a"]}""", None)]
    [InlineData("""{"labels":["a"]}""", None, None, None)]
    [InlineData("""{"Labels":["a"]}""", None, """{"Labels":["a","theirs"]}""", """{"Labels":["theirs"]}""")]
    public void Labels_never_conflict(string read, string edited, string current, string merged)
    {
        foreach (var force in (bool[])[false, true])
        {
            var result = (OrderedDictionary)new DocumentMerge("RunChanged", force).Merge(Document(read), Document(edited), Document(current))!;
            Assert.Equal(merged, JsonText.Write(result["metadata"]));
        }
    }

    [Fact]
    public void Labels_that_are_no_list_are_not_dropped()
    {
        var result = (OrderedDictionary)new DocumentMerge("RunChanged", force: false).Merge(Document(None), Document("""{"labels":5}"""), Document("""{"labels":["theirs"]}"""))!;
        Assert.Equal("""{"labels":5}""", JsonText.Write(result["metadata"]));
    }

    [Fact]
    public void Other_lists_of_that_name_do()
    {
        var merge = new DocumentMerge("RunChanged", force: false);
        var error = Assert.Throws<ConflictException>(() => merge.Merge(Docs.Json("""{"spec":{"labels":["a"]}}"""), Docs.Json("""{"spec":{}}"""), Docs.Json("""{"spec":{"labels":["a","b"]}}""")));
        Assert.Equal("spec.labels", error.ValuePath);
    }

    private static OrderedDictionary Document(string metadata) => Docs.Json($$"""{"metadata":{{metadata}}}""");
}
