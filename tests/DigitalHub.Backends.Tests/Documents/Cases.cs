using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using CsCheck;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Random document values, with a liking for what goes wrong.</summary>
internal static class Cases
{
    /// <summary>How many cases a property is tried on; raised by <c>DH_TEST_CASES</c>.</summary>
    public static int Count { get; } = Number("DH_TEST_CASES", 2000);

    /// <summary>On how many documents it is tried that what is written is read back; raised by <c>DH_TEST_ROUND_TRIPS</c>.</summary>
    public static int RoundTrips { get; } = Number("DH_TEST_ROUND_TRIPS", Count);

    private static readonly string[] Awkward =
    [
        "", " ", "\n", "\r\n", "\t", "~", "null", "yes", "NO", "true", "012", "0o7", "0x1F", "1_000", "1:30", "1e3", "1.", ".5", ".inf", "-",
        "- a", "? b", ": c", "a: b", "a #b", "#", "---", "...", "{", "]", ",", "&x", "*x", "!t", "|", ">", "'", "\"", "\\", "%", "@", "`",
        "2026-01-01", "<<", "=", "  x  ", "x\n\ny\n", "\u0000", "\u0007", "\u001b", "\u007f", "\u0085", "\u00a0", "\u2028", "\u2029", "\ufeff",
        "\ufffd", "\uffff", "é☃", "😀", "\U0010FFFF", "a\u0301", "ı", "İ", new string('x', 3000), new string(' ', 2000) + "x",
    ];

    private static readonly Gen<string> Character = Gen.Int[0, 0x10FFFF].Select(code => code is >= 0xD800 and <= 0xDFFF ? "?" : char.ConvertFromUtf32(code));

    public static Gen<string> Text { get; } = Gen.Frequency(
        (2, Gen.OneOf(Awkward)),
        (2, Gen.String[Gen.Char[' ', '~'], 0, 20]),
        (1, Character.Array[0, 8].Select(string.Concat)),
        (1, Gen.OneOf(Awkward).Array[2, 4].Select(string.Concat)));

    private static readonly Gen<object?> Scalar = Gen.Frequency(
        (1, Gen.Const((object?)null)),
        (1, Gen.Bool.Select(flag => (object?)flag)),
        (2, Gen.Long.Select(number => (object?)number)),
        (1, Gen.Int[-10, 10].Select(number => (object?)(long)number)),
        (2, Gen.Double.Select(number => (object?)(double.IsFinite(number) ? number : -0.0))),
        (1, Gen.Int[-10, 10].Select(number => (object?)(double)number)),
        (1, Gen.OneOf<object?>(-0.0, 0.0, 1.0, 1L, 1e21, 1e-7, double.MaxValue, double.Epsilon, long.MinValue, long.MaxValue)),
        (1, Gen.Select(Gen.Long, Gen.Int[1, 200]).Select((number, shift) => Narrow(new BigInteger(number) << shift))),
        (6, Text.Select(text => (object?)text)));

    public static Gen<object?> Value { get; } = Nested(4);

    /// <summary>A document: a map at the top.</summary>
    public static Gen<OrderedDictionary> Document { get; } = Map(Value);

    /// <summary>A document to be written: with what runs have at the top, and with texts that some reader mistakes.</summary>
    public static Gen<OrderedDictionary> Written { get; } = Gen.Frequency(
        (1, Gen.Select(Value, Gen.Bool.Array[0, ValueRules.MaxDepth - 5]).Select((value, steps) => ValueMap.From([new("deep", steps.Aggregate(value, (inner, isList) => isList ? new[] { inner } : ValueMap.From([new("k", inner)])))]))),
        (6, Map(Gen.Frequency((2, Value), (1, Gen.OneOf([.. TrickyTexts.All]).Select(text => (object?)text))))),
        (2, Gen.Select(Gen.Shuffle(Leading, Leading.Length), Value.Array[Leading.Length]).Select((names, values) => ValueMap.From([.. names.Zip(values, KeyValuePair.Create)]))));

    private static string[] Leading => ["status", "spec", "kind", "extensions", "metadata", "id", "project", "key", "name", "user"];

    /// <summary>A document in the order in which it is written.</summary>
    public static OrderedDictionary Ordered(OrderedDictionary document)
    {
        string[] order = ["kind", "project", "id", "name", "metadata", "spec", "status"];
        var names = document.Keys.Cast<string>().ToList();
        return ValueMap.From([.. order.Where(names.Contains).Concat(names.Except(order)).Select(name => KeyValuePair.Create(name, document[name]))]);
    }

    private static Gen<object?> Nested(int depth) =>
        depth == 0
            ? Scalar
            : Gen.Frequency(
                (5, Scalar),
                (1, Nested(depth - 1).Array[0, 4].Select(list => (object?)list)),
                (1, Map(Nested(depth - 1)).Select(map => (object?)map)));

    private static Gen<OrderedDictionary> Map(Gen<object?> value) =>
        Gen.Select(Text, value).Array[0, 5].Select(pairs => ValueMap.From([.. pairs.DistinctBy(pair => pair.Item1).Select(pair => new KeyValuePair<string, object?>(pair.Item1, pair.Item2))]));

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static object Narrow(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
}
