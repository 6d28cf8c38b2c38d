using System.Buffers;
using System.Collections.Specialized;
using System.Text;
using System.Text.Json;

namespace DigitalHub;

/// <summary>
/// A document as a backend gave it: its text, which is the base of a later update, and its values. The values are read when
/// they are first asked for: of the thousands of runs in a listing, most are only counted, filtered by id or removed.
/// </summary>
internal sealed class StoredDocument
{
    private static readonly string[] HeadNames = ["kind", "project", "id", "name", "key"];

    private OrderedDictionary? _map;
    private string?[]? _heads;

    private StoredDocument(string json, OrderedDictionary? map)
    {
        Json = json;
        _map = map;
    }

    /// <summary>The text.</summary>
    public string Json { get; }

    /// <summary>The values, to read and to change.</summary>
    /// <exception cref="StoreException"><c>StoreDamaged</c>: the text is no JSON object.</exception>
    public OrderedDictionary Map => _map ??= Parse();

    /// <summary>The values for one who keeps them to himself; null where somebody holds them already and may have changed them.</summary>
    /// <exception cref="StoreException"><c>StoreDamaged</c>: the text is no JSON object.</exception>
    public OrderedDictionary? Untouched() => _map is null ? Parse() : null;

    /// <summary>A document that a backend stored or sent.</summary>
    /// <exception cref="JsonException">The text is evidently no JSON object.</exception>
    public static StoredDocument Read(string json) =>
        json.AsSpan().Trim() is ['{', .., '}'] ? new(json, null) : throw new JsonException("The text is no JSON object.");

    /// <summary>A document that was just put together.</summary>
    public static StoredDocument Of(OrderedDictionary map) => new(JsonText.Write(map), map);

    /// <summary>One of the texts at the top that say what the document is; found without reading the rest.</summary>
    /// <param name="name">kind, project, id, name or key.</param>
    public string? Head(string name)
    {
        if (_map is not null) return _map.Text(name);
        _heads ??= Heads();
        return _heads[Array.IndexOf(HeadNames, name)];
    }

    private static int At(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < HeadNames.Length; i++)
        {
            if (reader.ValueTextEquals(HeadNames[i])) return i;
        }
        return -1;
    }

    private OrderedDictionary Parse()
    {
        try
        {
            return JsonText.Parse(Json) as OrderedDictionary ?? throw new JsonException("The text is no JSON object.");
        }
        catch (JsonException exception)
        {
            throw new StoreException("StoreDamaged", ErrorKind.InvalidData, $"A stored document can't be read: {exception.Message}", exception)
            {
                RecommendedAction = "Restore the store from a backup.",
            };
        }
    }

    private string?[] Heads()
    {
        var heads = new string?[HeadNames.Length];
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(Json.Length));
        try
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(0, Encoding.UTF8.GetBytes(Json, buffer)));
            reader.Read();
            for (var missing = heads.Length; missing > 0 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
            {
                var at = At(ref reader);
                reader.Read();
                if (at >= 0 && reader.TokenType == JsonTokenType.String)
                {
                    heads[at] = reader.GetString();
                    missing--;
                }
                else
                {
                    reader.Skip();
                }
            }
            return heads;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [.. HeadNames.Select(Map.Text)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
