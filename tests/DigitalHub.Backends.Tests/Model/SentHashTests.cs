using System.Collections.Specialized;

namespace DigitalHub.Backends.Tests.Model;

/// <summary>What was sent of a run is known again by its hash, for ever.</summary>
public sealed class SentHashTests
{
    [Theory]
    [InlineData("""{"b":1,"a":[1.5,"x",null,true]}""", """{"a":[1.5,"x",null,true],"b":1}""")]
    [InlineData("""{"a":1.0,"b":1e2,"c":-0.0,"d":100000000000000000000,"e":1e20,"f":0.1}""", """{"a":1,"b":100,"c":0,"d":100000000000000000000,"e":100000000000000000000,"f":0.1}""")]
    [InlineData("""{"a\"b\\":"é☃\n\u001f/"}""", """{"a\"b\\":"é☃\u000a\u001f/"}""")]
    [InlineData("""{"Z":1,"a":{"y":{},"x":[]}}""", """{"Z":1,"a":{"x":[],"y":{}}}""")]
    public void The_same_values_are_the_same_text(string json, string canonical)
    {
        Assert.Equal(canonical, CanonicalJson.Write(JsonText.Parse(json)));
        Assert.Equal(canonical, CanonicalJson.Write(JsonText.Parse(canonical)));
    }

    // Runs that were made by an earlier version must be known by a later one: this value never changes.
    [Fact]
    public void The_hash_stays_what_it_is() =>
        Assert.Equal("1:8f56e25fde05532187faaf4c72b4c67fcc8b7c11c859634796b4f03548857023", SentHash.Of("python+job:run", null, Map("""{"task":"python+job://demo/t","function":"python://demo/f:1","parameters":{"seed":1}}""")));

    [Theory]
    [InlineData("""{"parameters":{"a":1,"b":2.0}}""", """{"parameters":{"b":2,"a":1}}""", true)]
    [InlineData("""{"parameters":{"a":1}}""", """{"parameters":{"a":"1"}}""", false)]
    [InlineData("""{"parameters":{"a":1}}""", """{"parameters":{"A":1}}""", false)]
    [InlineData("""{"secrets":["a","b"]}""", """{"secrets":["b","a"]}""", false)]
    [InlineData("""{"task":"python+job://demo/t"}""", """{"task":"python+job://demo/u"}""", false)]
    [InlineData("""{}""", """{"parameters":{}}""", false)]
    public void It_tells_what_differs(string left, string right, bool same) =>
        Assert.Equal(same, SentHash.Of("python+job:run", null, Map(left)) == SentHash.Of("python+job:run", null, Map(right)));

    [Fact]
    public void Kind_and_action_belong_to_it()
    {
        var hashes = new[] { ("python+job:run", null), ("python+serve:run", null), ("python+run", "job"), ("python+run", "serve"), ("python+run", null) }
            .Select(one => SentHash.Of(one.Item1, one.Item2, ValueMap.New()));

        Assert.Equal(5, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.True(SentHash.IsKnown(hash)));
        Assert.False(SentHash.IsKnown("2:abc"));
    }

    [Theory]
    [InlineData("""{"kind":"python+serve:run"}""", "of kind 'python+serve:run'")]
    [InlineData("""{"status":{"state":"DELETING"}}""", "being removed")]
    [InlineData("""{"metadata":{}}""", "not created with -Ensure")]
    [InlineData("""{"metadata":{"ensure_hash":5}}""", "not created with -Ensure")]
    [InlineData("""{"metadata":{"ensure_hash":"2:abc"}}""", "another version")]
    [InlineData("""{"metadata":{"ensure_hash":"1:abc"},"spec":{"parameters":{"seed":1}}}""", "spec.parameters.seed is 1 there, and 2 was given")]
    [InlineData("""{"metadata":{"ensure_hash":"1:abc"},"spec":{}}""", "spec.parameters.seed is nothing there, and 2 was given")]
    // That the function's image is another than the one given is the build's doing.
    [InlineData("""{"metadata":{"ensure_hash":"1:abc"},"spec":{"parameters":{"seed":2.0},"init_parameters":{},"inputs":{},"image":"other","local_execution":false}}""", "created from something else.")]
    public void What_is_another_run_is_said_to_be_one(string change, string word)
    {
        var wanted = Map("""{"id":"r","kind":"python+job:run","spec":{"parameters":{"seed":2},"image":"mine"}}""");
        wanted["metadata"] = ValueMap.From([new(SentHash.Field, SentHash.Of("python+job:run", null, wanted.Map("spec")!))]);
        var kind = KindTable.Bundled(15).Find("run", "python+job:run");
        EnsuredRun.Check(wanted, wanted, kind);
        var there = ValueMap.Clone(wanted);
        foreach (System.Collections.DictionaryEntry entry in Map(change)) there[entry.Key] = entry.Value;

        var error = Assert.Throws<EntityExistsException>(() => EnsuredRun.Check(there, wanted, kind));

        Assert.Equal("RunExists", error.ErrorId);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.Contains("Remove-DhRun r", error.RecommendedAction, StringComparison.Ordinal);
    }

    private static OrderedDictionary Map(string json) => (OrderedDictionary)JsonText.Parse(json)!;
}
