using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Security;

namespace DigitalHub.Backends.Tests.Model;

public class ValueRulesTests
{
    public static TheoryData<object?, object?> Accepted => new()
    {
        { null, null },
        { "text", "text" },
        { "😀", "😀" },
        { true, true },
        { 1, 1L },
        { (short)-2, -2L },
        { (sbyte)-3, -3L },
        { (byte)4, 4L },
        { (ushort)5, 5L },
        { 6U, 6L },
        { long.MinValue, long.MinValue },
        { 7UL, 7L },
        { (ulong)long.MaxValue + 1, new BigInteger(9223372036854775808UL) },
        { ulong.MaxValue, new BigInteger(ulong.MaxValue) },
        { new BigInteger(8), 8L },
        { BigInteger.One << 70, BigInteger.One << 70 },
        { -(BigInteger.One << 63), long.MinValue },
        { 0.1, 0.1 },
        { -0.0, -0.0 },
        { 0.1f, 0.1 },
        { 16777216f, 16777216.0 },
        { 1.5m, 1.5 },
        { 1m, 1L },
        { 1.0m, 1.0 },
        { -9007199254740993m, -9007199254740993L },
        { 12345678901234567890m, new BigInteger(12345678901234567890UL) },
        { 'x', "x" },
        { DayOfWeek.Friday, "Friday" },
        { FileAccess.ReadWrite, "ReadWrite" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "2026-01-02T03:04:05.0000000Z" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), "2026-01-02T03:04:05.0000000+02:00" },
        { TimeSpan.FromSeconds(90.5), "00:01:30.5000000" },
        { new Guid("0a1b2c3d-0000-0000-0000-000000000001"), "0a1b2c3d-0000-0000-0000-000000000001" },
        { new Uri("https://example.org/A%20b"), "https://example.org/A%20b" },
        { new Uri("a/b", UriKind.Relative), "a/b" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void What_a_user_puts_in(object? value, object? expected)
    {
        var normal = ValueRules.Normalize(value, "spec");
        Assert.True(ValueMap.Same(expected, normal), $"{normal} ({normal?.GetType()})");
    }

    [Fact]
    public void Local_times_carry_their_offset()
    {
        foreach (var kind in new[] { DateTimeKind.Local, DateTimeKind.Unspecified })
        {
            var time = new DateTime(2026, 7, 2, 3, 4, 5, kind);
            var text = Assert.IsType<string>(ValueRules.Normalize(time, "spec"));
            Assert.Equal(DateTime.SpecifyKind(time, DateTimeKind.Local), DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).LocalDateTime);
            Assert.Matches(@"[+-]\d\d:\d\d\z", text);
        }
    }

    public static TheoryData<string> RefusedNames => [.. Refused.Keys];

    private static Dictionary<string, Func<object>> Refused { get; } = new()
    {
        ["NaN"] = () => double.NaN,
        ["infinity"] = () => double.PositiveInfinity,
        ["float infinity"] = () => float.NegativeInfinity,
        ["float NaN"] = () => float.NaN,
        ["lone high surrogate"] = () => "x\ud83d",
        ["lone low surrogate"] = () => "\ude00x",
        ["swapped surrogates"] = () => "\ude00\ud83d",
        ["char surrogate"] = () => '\ud83d',
        ["bytes"] = () => new byte[] { 1, 2 },
        ["secret"] = () => new SecureString(),
        ["delegate"] = () => (Action)(() => { }),
        ["file"] = () => new FileInfo("x"),
        ["folder"] = () => new DirectoryInfo("x"),
        ["process"] = Process.GetCurrentProcess,
        ["stream"] = () => Stream.Null,
        ["object"] = () => new object(),
        ["type"] = () => typeof(string),
        ["exception"] = () => new InvalidOperationException("x"),
        ["lazy sequence"] = () => Enumerable.Range(0, 3).Select(i => i),
        ["complex"] = () => Complex.One,
        ["deep inside"] = () => new Hashtable { ["a"] = new object[] { 1, new Hashtable { ["b"] = Stream.Null } } },
        ["name that is no text"] = () => new Hashtable { [1.5] = 1 },
        ["name that is a surrogate"] = () => new Hashtable { ["\ud800"] = 1 },
        ["names that become the same"] = () => new Dictionary<object, object> { [1] = "a", [1L] = "b" },
    };

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public void What_no_document_can_hold(string name)
    {
        var error = Assert.Throws<InputException>(() => ValueRules.Normalize(new OrderedDictionary { ["k"] = Refused[name]() }, "spec"));
        Assert.Equal("ValueInvalid", error.ErrorId);
        Assert.Contains("spec.k", error.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
    }

    [Fact]
    public void Cycles_are_refused()
    {
        var map = new Hashtable();
        map["self"] = new object[] { map };
        Assert.Contains("refers to itself", Assert.Throws<InputException>(() => ValueRules.Normalize(map, "spec")).Message, StringComparison.Ordinal);
        var list = new ArrayList();
        list.Add(list);
        Assert.Throws<InputException>(() => ValueRules.Normalize(list, "spec"));
    }

    [Fact]
    public void The_same_object_twice_is_no_cycle()
    {
        var shared = new Hashtable { ["a"] = 1 };
        var normal = Assert.IsType<object[]>(ValueRules.Normalize(new[] { shared, shared }, "spec"));
        Assert.True(ValueMap.Same(normal[0], normal[1]));
        Assert.NotSame(normal[0], normal[1]);
    }

    [Fact]
    public void Depth_100_is_accepted_and_101_refused()
    {
        object Nested(int depth) => Enumerable.Range(0, depth).Aggregate((object)1, (inner, _) => new object[] { inner });
        var normal = ValueRules.Normalize(Nested(100), "spec");
        Assert.True(ValueMap.Same(normal, JsonText.Parse(JsonText.Write(normal))));
        Assert.Contains("more than 100 levels", Assert.Throws<InputException>(() => ValueRules.Normalize(Nested(101), "spec")).Message, StringComparison.Ordinal);
        Assert.True(Assert.Throws<InputException>(() => ValueRules.Normalize(Nested(10_000), "spec")).Message.Length < 300);
    }

    public static TheoryData<string> ListNames => [.. Lists.Keys];

    private static Dictionary<string, object> Lists { get; } = new()
    {
        ["object[]"] = new object[] { 1, "a" },
        ["ArrayList"] = new ArrayList { 1, "a" },
        ["List"] = new List<object> { 1, "a" },
        ["Queue"] = new Queue<object>([1, "a"]),
        ["ReadOnly"] = new List<object> { 1, "a" }.AsReadOnly(),
        ["ConcurrentQueue"] = new ConcurrentQueue<object>([1, "a"]),
    };

    [Theory]
    [MemberData(nameof(ListNames))]
    public void Lists_of_every_kind(string name) =>
        Assert.True(ValueMap.Same(new object?[] { 1L, "a" }, ValueRules.Normalize(Lists[name], "spec")));

    [Fact]
    public void Nested_and_typed_lists()
    {
        Assert.True(ValueMap.Same(new object?[] { new object?[] { 1L }, Array.Empty<object?>() }, ValueRules.Normalize(new[] { new[] { 1 }, [] }, "spec")));
        Assert.True(ValueMap.Same(new object?[] { "a", null }, ValueRules.Normalize(new[] { "a", null }, "spec")));
    }

    [Fact]
    public void Maps_of_every_kind()
    {
        var ordered = ValueRules.NormalizeMap(new OrderedDictionary { ["z"] = 1, ["a"] = null }, "spec");
        Assert.Equal(["z", "a"], ordered.Keys.Cast<string>());
        Assert.Equal(1L, ordered["Z"]);
        // A Hashtable has no order: its names come sorted, in every process the same.
        Assert.Equal(["B", "a", "c"], ValueRules.NormalizeMap(new Hashtable { ["c"] = 1, ["a"] = 2, ["B"] = 3 }, "spec").Keys.Cast<string>());
        Assert.Equal(["1", "2"], ValueRules.NormalizeMap(new Dictionary<int, string> { [1] = "a", [2] = "b" }, "spec").Keys.Cast<string>());
        var cases = ValueRules.NormalizeMap(new Hashtable { ["a"] = 1, ["A"] = 2 }, "spec");
        Assert.Equal((1L, 2L), ((long)cases["a"]!, (long)cases["A"]!));
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData("text", "text")]
    [InlineData(1, "System.Int32")]
    [InlineData(true, "a boolean")]
    [InlineData(new[] { 1 }, "a list")]
    public void What_is_no_map(object? value, string named)
    {
        var error = Assert.Throws<InputException>(() => ValueRules.NormalizeMap(value, "spec"));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("spec is ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec", "for example @{ parameters = @{ n = 3 } }.")]
    [InlineData("-Spec", "for example @{ parameters = @{ n = 3 } }.")]
    [InlineData("-Parameters", "for example @{ n = 3 }.")]
    public void The_sample_of_a_map_is_one_that_fits(string path, string sample) =>
        Assert.EndsWith(sample, Assert.Throws<InputException>(() => ValueRules.NormalizeMap("n=3", path)).RecommendedAction, StringComparison.Ordinal);

    [Fact]
    public void Wrappings_are_taken_off()
    {
        object? Unwrap(object value) => value is Lazy<object> lazy ? lazy.Value : value;
        var map = ValueRules.NormalizeMap(new Lazy<object>(() => new Hashtable { ["a"] = new Lazy<object>(() => 1) }), "spec", Unwrap);
        Assert.Equal(1L, map["a"]);
    }
}
