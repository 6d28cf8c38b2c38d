using System.Collections.Specialized;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Model;

/// <summary>Two writers: what either changed survives, and only what both changed differently is a conflict.</summary>
public class EntityChangeTests
{
    [Theory]
    // Only mine, only theirs, both the same, both apart.
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":1}""", """{"a":2,"b":1}""", """{"a":1,"b":2}""", """{"a":2,"b":2}""")]
    // Added.
    [InlineData("{}", """{"a":1}""", "{}", """{"a":1}""")]
    [InlineData("{}", "{}", """{"a":1}""", """{"a":1}""")]
    [InlineData("{}", """{"a":1}""", """{"a":1}""", """{"a":1}""")]
    [InlineData("{}", """{"a":1}""", """{"b":2}""", """{"b":2,"a":1}""")]
    // Removed.
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", """{"a":1,"b":2}""", """{"b":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":2}""", """{"b":2}""", """{"b":2}""")]
    [InlineData("""{"a":1}""", "{}", "{}", "{}")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", """{"a":1,"b":3}""", """{"b":3}""")]
    // Deeper.
    [InlineData("""{"s":{"p":{"n":1,"m":1}}}""", """{"s":{"p":{"n":2,"m":1}}}""", """{"s":{"p":{"n":1,"m":5,"x":7}}}""", """{"s":{"p":{"n":2,"m":5,"x":7}}}""")]
    [InlineData("""{"s":{}}""", """{"s":{"p":{"n":1}}}""", """{"s":{"p":{"m":1}}}""", """{"s":{"p":{"m":1,"n":1}}}""")]
    // To null and from null, type, list.
    [InlineData("""{"a":1}""", """{"a":null}""", """{"a":1}""", """{"a":null}""")]
    [InlineData("""{"a":null}""", """{"a":1}""", """{"a":null}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""", """{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", """{"a":[1,2]}""", """{"a":[1]}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":3}""", """{"a":{"x":1}}""", """{"a":3}""")]
    // What nobody touched stays, extensions too.
    [InlineData("""{"a":1,"extensions":[{"k":1}]}""", """{"a":2,"extensions":[{"k":1}]}""", """{"a":1,"extensions":[{"k":2}],"new":true}""", """{"a":2,"extensions":[{"k":2}],"new":true}""")]
    public void Merged(string read, string mine, string theirs, string expected)
    {
        Assert.True(ValueMap.Same(Docs.Json(expected), Apply(read, mine, theirs)), JsonText.Write(Apply(read, mine, theirs)));
        Assert.True(ValueMap.Same(Docs.Json(expected), Apply(read, mine, theirs, force: true)));
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":3}""", "a", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"a":2}""", "{}", "a", """{"a":2}""")]
    [InlineData("""{"a":1}""", "{}", """{"a":3}""", "a", "{}")]
    [InlineData("{}", """{"a":1}""", """{"a":2}""", "a", """{"a":1}""")]
    [InlineData("""{"s":{"p":{"n":1}}}""", """{"s":{"p":{"n":2}}}""", """{"s":{"p":{"n":3,"x":1}}}""", "s.p.n", """{"s":{"p":{"n":2,"x":1}}}""")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", """{"a":[1,3]}""", "a", """{"a":[1,2]}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":3}""", """{"a":{"x":2}}""", "a", """{"a":3}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":{"x":2}}""", """{"a":3}""", "a", """{"a":{"x":2}}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":{"x":2}}""", "{}", "a", """{"a":{"x":2}}""")]
    [InlineData("""{"a":{"x":1}}""", "{}", """{"a":{"x":2}}""", "a", "{}")]
    [InlineData("""{"a":1}""", """{"a":null}""", """{"a":2}""", "a", """{"a":null}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""", """{"a":2}""", "a", """{"a":1.0}""")]
    public void Conflicts_name_their_place(string read, string mine, string theirs, string path, string forced)
    {
        var error = Assert.Throws<ConflictException>(() => Apply(read, mine, theirs));
        Assert.Equal(("RunChanged", path, ErrorKind.WriteError), (error.ErrorId, error.ValuePath, error.Kind));
        Assert.Contains("-Force", error.RecommendedAction, StringComparison.Ordinal);
        Assert.True(ValueMap.Same(Docs.Json(forced), Apply(read, mine, theirs, force: true)), JsonText.Write(Apply(read, mine, theirs, force: true)));
    }

    [Theory]
    [InlineData("""["a"]""", """["a","m"]""", """["a","t"]""", """["a","t","m"]""")]
    [InlineData("""["a","b"]""", """["b"]""", """["a","b","t"]""", """["b","t"]""")]
    [InlineData("""["a","b"]""", """["a"]""", """["b"]""", "[]")]
    [InlineData("""["a"]""", """["a","x"]""", """["a","x"]""", """["a","x"]""")]
    [InlineData("[]", """["m"]""", """["t"]""", """["t","m"]""")]
    [InlineData("null", """["m"]""", """["t"]""", """["t","m"]""")]
    [InlineData("""["a"]""", """["a","m"]""", "null", """["m"]""")]
    [InlineData("""["a"]""", "[]", """["a","t"]""", """["t"]""")]
    [InlineData("""["a","b"]""", "null", """["a","b","t"]""", """["t"]""")]
    public void Labels_merge_as_sets(string read, string mine, string theirs, string expected)
    {
        var merged = Apply(Labels(read), Labels(mine), Labels(theirs));
        Assert.Equal(expected, JsonText.Write(merged.Map("metadata")!["labels"]));
    }

    [Fact]
    public void Labels_that_nobody_touched_stay_as_they_are()
    {
        Assert.Equal("""{"metadata":{"labels":null,"x":2}}""", JsonText.Write(Apply("""{"metadata":{"labels":null,"x":1}}""", """{"metadata":{"labels":null,"x":2}}""", """{"metadata":{"labels":null,"x":1}}""")));
        Assert.Equal("""{"metadata":{"labels":["a","a"],"x":2}}""", JsonText.Write(Apply("""{"metadata":{"labels":["a"],"x":1}}""", """{"metadata":{"labels":["a"],"x":2}}""", """{"metadata":{"labels":["a","a"],"x":1}}""")));
        Assert.Equal("""{"metadata":{"labels":"t"}}""", JsonText.Write(Apply("""{"metadata":{"labels":"r"}}""", """{"metadata":{"labels":"t"}}""", """{"metadata":{"labels":"r"}}""")));
    }

    [Fact]
    public void Neither_document_is_touched()
    {
        var current = Docs.Json("""{"a":1,"spec":{"p":{"n":1}},"metadata":{"labels":["x"]}}""");
        var edited = Docs.Json("""{"a":1,"spec":{"p":{"n":2}},"metadata":{"labels":["x","y"]}}""");
        var before = (JsonText.Write(current), JsonText.Write(edited));
        var next = new EntityChange { AsRead = JsonText.Write(current), Edited = edited, Name = "n", State = "BUILT", AddLabels = ["z"], Spec = Docs.Json("""{"p":{"m":3}}""") }.ApplyTo(current, "RunChanged");
        next.Map("spec")!.Map("p")!["n"] = 99L;
        Assert.Equal(before, (JsonText.Write(current), JsonText.Write(edited)));
    }

    [Fact]
    public void Sections_overlay_at_every_depth_and_null_removes()
    {
        var change = new EntityChange
        {
            Spec = Docs.Json("""{"p":{"n":null,"m":2,"new":{"x":null,"y":1}},"l":[9],"gone":null,"never":null,"map":5}"""),
            Metadata = Docs.Json("""{"description":"d"}"""),
            Status = Docs.Json("""{"message":"m"}"""),
        };
        var next = change.ApplyTo(Docs.Json("""{"spec":{"p":{"n":1,"m":1,"k":1},"l":[1,2],"gone":1,"map":{"x":1}},"metadata":{"labels":["a"]}}"""), "RunChanged");
        Assert.Equal(
            """{"spec":{"p":{"m":2,"k":1,"new":{"y":1}},"l":[9],"map":5},"metadata":{"labels":["a"],"description":"d"},"status":{"message":"m"}}""",
            JsonText.Write(next));
    }

    [Fact]
    public void Replace_replaces_what_is_given_and_no_more()
    {
        var change = new EntityChange { Spec = Docs.Json("""{"p":{"m":2}}"""), Replace = true };
        Assert.Equal("""{"spec":{"p":{"m":2}},"metadata":{"a":1}}""", JsonText.Write(change.ApplyTo(Docs.Json("""{"spec":{"p":{"n":1},"l":1},"metadata":{"a":1}}"""), "RunChanged")));
    }

    [Fact]
    public void Names_keep_the_spelling_that_the_backend_has()
    {
        // PowerShell's $run.Spec.Parameters.N = 2 renames the key in the user's hand.
        var edited = Docs.Json("""{"spec":{"parameters":{"n":1,"m":1}}}""");
        edited.Map("spec")!.Map("parameters")!["N"] = 2L;
        var change = new EntityChange { AsRead = """{"spec":{"parameters":{"n":1,"m":1}}}""", Edited = edited, Spec = Docs.Json("""{"Parameters":{"M":3}}""") };
        Assert.Equal("""{"spec":{"parameters":{"n":2,"m":3}}}""", JsonText.Write(change.ApplyTo(Docs.Json("""{"spec":{"parameters":{"n":1,"m":1}}}"""), "RunChanged")));
    }

    [Fact]
    public void Names_that_differ_in_case_only_stay_apart()
    {
        var change = new EntityChange { AsRead = """{"n":1,"N":1}""", Edited = Docs.Json("""{"n":1,"N":2}""") };
        Assert.Equal("""{"n":1,"N":2,"x":1}""", JsonText.Write(change.ApplyTo(Docs.Json("""{"n":1,"N":1,"x":1}"""), "RunChanged")));
    }

    [Fact]
    public void Single_edits()
    {
        var change = new EntityChange { Name = "new", State = "BUILT", AddLabels = ["b", "c"], RemoveLabels = ["a", "never"] };
        Assert.Equal(
            """{"name":"new","metadata":{"labels":["b","c"]},"status":{"state":"BUILT","x":1}}""",
            JsonText.Write(change.ApplyTo(Docs.Json("""{"name":"old","metadata":{"labels":["a","b"]},"status":{"state":"CREATED","x":1}}"""), "RunChanged")));
        Assert.Equal("""{"metadata":{"labels":["a"]}}""", JsonText.Write(new EntityChange { AddLabels = ["a"] }.ApplyTo(ValueMap.New(), "RunChanged")));
        Assert.Equal("{}", JsonText.Write(new EntityChange().ApplyTo(ValueMap.New(), "RunChanged")));
    }

    [Fact]
    public void Single_edits_come_on_top_of_an_edited_document()
    {
        var change = new EntityChange { AsRead = """{"metadata":{"labels":["a"]}}""", Edited = Docs.Json("""{"metadata":{"labels":["a","b"]}}"""), AddLabels = ["c"], RemoveLabels = ["a"] };
        Assert.Equal("""{"metadata":{"labels":["t","b","c"]}}""", JsonText.Write(change.ApplyTo(Docs.Json("""{"metadata":{"labels":["a","t"]}}"""), "RunChanged")));
    }

    private static OrderedDictionary Apply(string read, string mine, string theirs, bool force = false) =>
        new EntityChange { AsRead = read, Edited = Docs.Json(mine), Force = force }.ApplyTo(Docs.Json(theirs), "RunChanged");

    private static string Labels(string list) => list == "null" ? """{"metadata":{}}""" : """{"metadata":{"labels":""" + list + "}}";
}
