using System.Text;
using System.Text.Json.Nodes;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>Damages what is good, as transfers, editors and other programs do, and as somebody may who wants to.</summary>
internal static class Damage
{
    private static readonly string[] Awkward =
    [
        "", " ", "\0", "\n", "\r\n", "\t", "\u001b[", "\u001b]0;", "\u0007", "\u007f", "\u0085", "\u00a0", "\u2028", "\ufeff", "\ufffd", "\ud83d", "\udc00", "\u202e", "ı", "İ", "😀", "..", "/", "\\", "//", ":", "://", "~", "%", "%00", "%2e%2e",
        "*", "?", "[", "]", "[a-", "[z-a]", "`", "'", "\"", "''", ";", "--", "$", "${", "{0}", "(", ")", "|", "&", "<", ">", "=", ",", ",desc", "store://", "-1", "0", "99999999999999999999", "1e999", "NaN", "null", "true", "2026-13-45T99:99:99Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
    ];

    private static readonly string[] Values = ["null", "true", "\"\"", "\"x\"", "0", "-1", "1.5", "1e999", "99999999999999999999999999", "[]", "{}", "[[]]", "[null]", "{\"\":null}", "\"2026-13-45T99:99:99Z\"", "\"9999-12-31T23:59:59.999999999Z\"", "\"\\u0000\""];

    private static readonly byte[][] Pieces =
    [
        [.. "\n---\n"u8], [.. "\n...\n"u8], [.. "- "u8], [.. ": "u8], [.. "? "u8], [.. "\n"u8], [.. "\r"u8], [.. "\t"u8], [.. "  "u8], [.. "["u8], [.. "{"u8], [.. "]"u8], [.. "}"u8],
        [.. ","u8], [.. "&a "u8], [.. "*a "u8], [.. "!!x "u8], [.. "!"u8], [.. "|"u8], [.. ">9"u8], [.. "'"u8], [.. "\""u8], [.. "\\u"u8], [.. "\\ud83d"u8], [.. "#"u8], [.. "%YAML 9.9\n"u8],
        [.. "<<: "u8], [.. "1e999"u8], [.. "="u8], [.. "%("u8], [.. "\"\"\""u8], [0], [0xFF], [0xFF, 0xFE], [0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xEF, 0xBB, 0xBF], [0xED, 0xA0, 0x80], [.. "@"u8], [.. "`"u8], [.. "~"u8],
    ];

    /// <summary>One of several.</summary>
    public static T One<T>(this Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    /// <summary>A text of good ones, awkward pieces and what is put together from both; now and then a long one.</summary>
    public static string Text(Random random, IReadOnlyList<string> good)
    {
        if (random.Next(20) == 0) return string.Concat(Enumerable.Repeat(random.Next(2) == 0 ? random.One(Awkward) : random.One(good), random.Next(1, 3000)));
        var text = new StringBuilder(random.Next(3) == 0 ? string.Empty : random.One(good));
        for (var edits = random.Next(5); edits > 0; edits--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(5))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(10), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, random.One(good));
                    break;
                case 2:
                    text.Insert(at, (char)random.Next(0x10000));
                    break;
                default:
                    text.Insert(at, random.One(Awkward));
                    break;
            }
        }
        return text.ToString();
    }

    /// <summary>Damaged bytes.</summary>
    public static byte[] Bytes(Random random, byte[] good)
    {
        var bytes = good;
        for (var edits = random.Next(1, 7); edits > 0; edits--) bytes = Edit(bytes, random.Next(int.MaxValue), random.Next(5), random.One(Pieces), random.Next(200));
        return bytes;
    }

    /// <summary>JSON in which values are others, missing, twice there or a level deeper; now and then its bytes are damaged too.</summary>
    public static byte[] Json(Random random, string good)
    {
        var root = JsonNode.Parse(good);
        for (var edits = random.Next(1, 5); edits > 0 && root is not null; edits--)
        {
            var places = new List<JsonNode>();
            Collect(root, places);
            var place = random.One(places);
            if (place.Parent is null)
            {
                if (random.Next(10) == 0) root = Value(random);
                continue;
            }
            switch (random.Next(8))
            {
                case 0:
                    Remove(place);
                    break;
                case 1 when place.Parent is JsonObject map:
                    var name = random.One(map.ToList()).Key;
                    place.ReplaceWith(map[name]?.DeepClone());
                    break;
                case 2:
                    place.ReplaceWith(new JsonArray(place.DeepClone(), place.DeepClone()));
                    break;
                default:
                    place.ReplaceWith(Value(random));
                    break;
            }
        }
        var bytes = Encoding.UTF8.GetBytes(root?.ToJsonString() ?? "null");
        return random.Next(4) == 0 ? Bytes(random, bytes) : bytes;
    }

    private static JsonNode? Value(Random random)
    {
        if (random.Next(40) == 0) return JsonNode.Parse(string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60)));
        return JsonNode.Parse(random.One(Values));
    }

    private static void Remove(JsonNode place)
    {
        if (place.Parent is JsonArray list) list.Remove(place);
        else if (place.Parent is JsonObject map) map.Remove(place.GetPropertyName());
    }

    private static void Collect(JsonNode node, List<JsonNode> places)
    {
        places.Add(node);
        if (node is JsonObject map)
        {
            foreach (var (_, value) in map) if (value is not null) Collect(value, places);
        }
        else if (node is JsonArray list)
        {
            foreach (var value in list) if (value is not null) Collect(value, places);
        }
    }

    private static byte[] Edit(byte[] content, int place, int kind, byte[] piece, int length)
    {
        if (content.Length == 0) return piece;
        var at = place % content.Length;
        var end = Math.Min(content.Length, at + length);
        return kind switch
        {
            0 => [.. content[..at], .. piece, .. content[at..]],
            1 => [.. content[..at], .. content[end..]],
            2 => [.. content[..at], (byte)(length ^ content[at]), .. content[(at + 1)..]],
            3 => [.. content[..end], .. content[at..]],
            _ => content[..at],
        };
    }
}
