using System.Diagnostics;
using System.Text;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Anchors and aliases, and what can be done with them to a reader that trusts them.</summary>
public class AliasTests
{
    [Fact]
    public void An_alias_is_the_same_content_again()
    {
        var map = Reading.Map("a: &x {k: [1, two]}\nb: *x\nc: &t 012\nd: *t\n*t : e\n&u f: g\nh: *u\n");
        Assert.True(ValueMap.Same(map["a"], map["b"]));
        Assert.Equal(12L, map["d"]);
        Assert.Equal("e", map["012"]);
        Assert.Equal("f", map["h"]);
        map.Map("b")["k"] = null;
        Assert.NotNull(map.Map("a")["k"]);
    }

    [Fact]
    public void An_anchor_can_be_given_anew() =>
        Assert.Equal(new object[] { 1L, 2L }, Reading.Map("a: &x 1\nb: &x 2\nc: [*x]\nd: 1\n").Let(map => new[] { map["a"], ((object[])map["c"]!)[0] }));

    [Fact]
    public void Anchors_end_with_their_document()
    {
        var results = Reading.Text("a: &x 1\n---\nb: *x\n");
        Assert.NotNull(results[0].Document);
        Reading.Error(results[1], 3, 4);
    }

    [Fact]
    public void Anchors_of_one_entry_hold_in_the_next()
    {
        var results = Reading.Text("- &x {a: 1}\n- *x\n- b: *x\n");
        Assert.True(ValueMap.Same(results[0].Document, results[1].Document));
        Assert.NotSame(results[0].Document, results[1].Document);
        Assert.True(ValueMap.Same(results[0].Document, results[2].Document!["b"]));
    }

    [Fact]
    public void A_list_can_t_stand_in_itself()
    {
        var results = Reading.Text("&x\n- a: 1\n- *x\n");
        Assert.NotNull(results[0].Document);
        Reading.Error(results[1], 3, 3);
    }

    [Fact]
    public void Depth_counts_what_an_alias_stands_for()
    {
        var deep = string.Concat(Enumerable.Repeat("{a: ", 60)) + "1" + new string('}', 60);
        var error = Assert.Single(Reading.Text($"x: &x {deep}\ny: {string.Concat(Enumerable.Repeat("{a: ", 60))}*x{new string('}', 60)}\n")).Error!;
        Assert.Contains("more than 100 levels", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void Billion_laughs_are_refused_quickly_and_in_little_memory()
    {
        var text = Laughs(10, 10);
        Reading.Text(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var error = Assert.Single(Reading.Text(text)).Error!;
        Assert.True(clock.Elapsed < Patience.Long, $"took {clock.Elapsed}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000_000);
        Assert.Contains("alias bomb", error.Message, StringComparison.Ordinal);
        Assert.Equal(7, error.Line);
    }

    [Fact]
    public void A_bomb_in_every_document_costs_no_more_than_one()
    {
        var text = string.Concat(Enumerable.Repeat(Laughs(6, 10) + "---\n", 500)) + "kind: x\n";
        var clock = Stopwatch.StartNew();
        var results = Reading.Text(text);
        Assert.True(clock.Elapsed < Patience.Long, $"took {clock.Elapsed}");
        Assert.Equal(501, results.Count);
        Assert.Equal("x", results[^1].Document!["kind"]);
        Assert.True(results.Count(result => result.Error is not null) > 490);
    }

    [Fact]
    public void Long_texts_repeated_are_a_bomb_too()
    {
        var text = $"a: &x {new string('y', 1_000_000)}\nb: [{string.Join(", ", Enumerable.Repeat("*x", 100))}]\n";
        Assert.Contains("alias bomb", Assert.Single(Reading.Text(text)).Error!.Message, StringComparison.Ordinal);
    }

    private static string Laughs(int levels, int width)
    {
        var text = new StringBuilder("a0: &a0 lol\n");
        for (var level = 1; level < levels; level++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", width))}]\n");
        }
        return text.ToString();
    }
}

internal static class LetExtension
{
    public static TResult Let<T, TResult>(this T value, Func<T, TResult> use) => use(value);
}
