using System.Collections.Specialized;
using System.Numerics;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Model;

public class ValueMapTests
{
    [Fact]
    public void Names_have_no_case_unless_they_collide()
    {
        var plain = Docs.Map(("Name", 1L), ("other", 2L));
        Assert.Equal(1L, plain["NAME"]);
        var colliding = Docs.Map(("Name", 1L), ("name", 2L));
        Assert.Equal((1L, 2L, null), ((long)colliding["Name"]!, (long)colliding["name"]!, colliding["NAME"]));
        Assert.Throws<FormatException>(() => Docs.Map(("a", 1L), ("A", 2L), ("a", 3L)));
        Assert.Throws<FormatException>(() => Docs.Map(("a", 1L), ("a", 2L)));
    }

    [Fact]
    public void Dotless_and_dotted_i_stay_apart()
    {
        var map = Docs.Map(("title", 1L), ("tıtle", 2L), ("TITLE", 3L));
        Assert.Equal(3, map.Count);
    }

    [Fact]
    public void A_copy_shares_nothing()
    {
        var map = Docs.Json("""{"a":{"b":[1,{"c":2}]},"A":1}""");
        var copy = ValueMap.Clone(map);
        Assert.True(ValueMap.Same(map, copy));
        ((OrderedDictionary)((object?[])((OrderedDictionary)copy["a"]!)["b"]!)[1]!)["c"] = 3L;
        ((object?[])((OrderedDictionary)copy["a"]!)["b"]!)[0] = 9L;
        Assert.True(ValueMap.Same(map, Docs.Json("""{"a":{"b":[1,{"c":2}]},"A":1}""")));
    }

    [Fact]
    public void Sections_are_made_when_asked_for()
    {
        var map = Docs.Json("""{"spec":null}""");
        map.Section("spec")["a"] = 1L;
        map.Section("metadata");
        Assert.True(ValueMap.Same(Docs.Json("""{"metadata":{},"spec":{"a":1}}"""), map));
        Assert.Null(map.Map("status"));
        Assert.Null(map.Text("spec"));
    }

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", true)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("1", "1.0", false)]
    [InlineData("0.0", "-0.0", false)]
    [InlineData("null", "false", false)]
    [InlineData("\"1\"", "1", false)]
    [InlineData("""{"a":null}""", "{}", false)]
    [InlineData("{}", "[]", false)]
    [InlineData("""{"a":[{"b":1e300}]}""", """{"a":[{"b":1e300}]}""", true)]
    [InlineData("12345678901234567890", "12345678901234567890", true)]
    [InlineData("12345678901234567890", "12345678901234567891", false)]
    public void Same(string left, string right, bool same)
    {
        Assert.Equal(same, ValueMap.Same(JsonText.Parse(left), JsonText.Parse(right)));
        Assert.Equal(same, ValueMap.Same(JsonText.Parse(right), JsonText.Parse(left)));
    }

    [Fact]
    public void Typed_arrays_are_lists() => Assert.True(ValueMap.Same(new[] { "a" }, new object[] { "a" }));

    [Fact]
    public void Long_and_big_numbers_differ_in_type() => Assert.False(ValueMap.Same(1L, BigInteger.One));
}
