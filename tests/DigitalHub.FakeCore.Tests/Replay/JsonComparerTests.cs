using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>The comparison must not be blind: what differs in earnest is found, what is made up is not.</summary>
public sealed class JsonComparerTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{}""")]
    [InlineData("""{}""", """{"a":null}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":[1]}""", """{"a":[1,1]}""")]
    [InlineData("""{"a":"x"}""", """{"a":"y"}""")]
    [InlineData("""{"a":""}""", """{"a":null}""")]
    [InlineData("""{"a":"2026-01-01T00:00:00Z"}""", """{"a":"2026-01-01T00:00:00+00:00"}""")]
    [InlineData("""{"name":"calm-owl","metadata":{"name":"calm-owl"}}""", """{"name":"kind-ant","metadata":{"name":"swift-fox"}}""")]
    [InlineData("""["0123456789abcdef0123456789abcdef","0123456789abcdef0123456789abcdef"]""", """["00000000000000000000000000000000","11111111111111111111111111111111"]""")]
    [InlineData("""["0123456789abcdef0123456789abcdef","fedcba98765432100123456789abcdef"]""", """["00000000000000000000000000000000","00000000000000000000000000000000"]""")]
    public void Differences_are_found(string recorded, string actual) => Assert.NotEmpty(Compare(recorded, actual));

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("""{"a":"2026-01-01T00:00:00.1Z"}""", """{"a":"2027-01-01T00:00:00Z"}""")]
    [InlineData("""{"version":"calm-owl"}""", """{"version":"kind-ant"}""")]
    [InlineData("""{"name":"calm-owl","metadata":{"name":"calm-owl"}}""", """{"name":"kind-ant","metadata":{"name":"kind-ant"}}""")]
    [InlineData("""["x:0123456789abcdef0123456789abcdef"]""", """["x:00000000000000000000000000000000"]""")]
    [InlineData("""{"permissions":["a","b"]}""", """{"permissions":["b","a"]}""")]
    public void What_is_made_up_may_differ(string recorded, string actual) => Assert.Empty(Compare(recorded, actual));

    private static List<string> Compare(string recorded, string actual)
    {
        var differences = new List<string>();
        new JsonComparer(new Translation()).Compare(JsonNode.Parse(recorded), JsonNode.Parse(actual), differences, new HashSet<string>());
        return differences;
    }
}
