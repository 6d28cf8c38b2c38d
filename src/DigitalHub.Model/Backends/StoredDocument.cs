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
    private static readonly string[] HeadNames = ["kind", "project", "id", "name", "key", "created"];

    private static readonly byte[][] HeadBytes = [.. HeadNames.Select(Encoding.UTF8.GetBytes)];

    private readonly byte[]? _sent;
    private string? _json;
    private OrderedDictionary? _map;
    private string?[]? _heads;

    private StoredDocument(string? json, byte[]? sent, OrderedDictionary? map)
    {
        _json = json;
        _sent = sent;
        _map = map;
    }

    /// <summary>The text.</summary>
    public string Json => _json ??= Encoding.UTF8.GetString(_sent!);

    /// <summary>How long the text is: bytes as they were sent, else characters.</summary>
    public int Size => _sent?.Length ?? Json.Length;

    /// <summary>The values, to read and to change.</summary>
    /// <exception cref="StoreException"><c>StoreDamaged</c>: the text that a store held is no JSON object.</exception>
    /// <exception cref="ServerException"><c>UnexpectedResponse</c>: what a server sent is none.</exception>
    public OrderedDictionary Map => _map ??= Parse();

    /// <summary>The values for one who keeps them to himself; null where somebody holds them already and may have changed them.</summary>
    /// <exception cref="StoreException"><c>StoreDamaged</c>: the text is no JSON object.</exception>
    public OrderedDictionary? Untouched() => _map is null ? Parse() : null;

    /// <summary>A document that a store held.</summary>
    /// <exception cref="JsonException">The text is evidently no JSON object.</exception>
    public static StoredDocument Read(string json) =>
        json.AsSpan().Trim() is ['{', .., '}'] ? new(json, null, null) : throw NoObject();

    /// <summary>A document that a server sent.</summary>
    /// <param name="utf8">Its text in UTF-8, which is kept: nobody may change it any more.</param>
    /// <exception cref="JsonException">The text is evidently no JSON object.</exception>
    public static StoredDocument Sent(byte[] utf8) =>
        utf8.AsSpan().Trim(" \n\r\t"u8) is [(byte)'{', .., (byte)'}'] ? new(null, utf8, null) : throw NoObject();

    /// <summary>A document that was just put together.</summary>
    public static StoredDocument Of(OrderedDictionary map) => new(JsonText.Write(map), null, map);

    /// <summary>One of the texts that say what the document is; found without reading the rest.</summary>
    /// <param name="name">kind, project, id, name or key; created, which stands in the metadata.</param>
    public string? Head(string name)
    {
        if (_map is not null) return Text(_map, name);
        _heads ??= Heads();
        return _heads[Array.IndexOf(HeadNames, name)];
    }

    /// <summary>Whether a word stands anywhere in the text, as which is quickly seen of a document that was sent.</summary>
    /// <param name="word">The word in UTF-8, without anything that JSON escapes.</param>
    public bool Mentions(ReadOnlySpan<byte> word) =>
        _sent is { } sent ? sent.AsSpan().IndexOf(word) >= 0 : Json.Contains(Encoding.UTF8.GetString(word), StringComparison.Ordinal);

    private static string? Text(OrderedDictionary map, string name) => name == "created" ? map.Map("metadata")?.Text(name) : map.Text(name);

    private static JsonException NoObject() => new("The text is no JSON object.");

    private OrderedDictionary Parse()
    {
        try
        {
            return Value() as OrderedDictionary ?? throw NoObject();
        }
        catch (JsonException exception) when (_sent is null)
        {
            throw new StoreException("StoreDamaged", ErrorKind.InvalidData, $"A stored document can't be read: {exception.Message}", exception)
            {
                RecommendedAction = "Restore the store from a backup.",
            };
        }
        catch (JsonException exception)
        {
            throw new ServerException("UnexpectedResponse", ErrorKind.InvalidResult, $"A document that the server sent can't be read: {exception.Message}", exception)
            {
                RecommendedAction = "Check that the endpoint is a DigitalHub core and that nothing between here and there changes its answers.",
            };
        }
    }

    private object? Value()
    {
        if (_sent is not { } sent) return JsonText.Parse(Json);
        try
        {
            return JsonText.Parse(sent.AsSpan());
        }
        catch (JsonException)
        {
            // Bytes that are no UTF-8 are letters that nobody can read, and the rest is as good as ever.
            return JsonText.Parse(Json);
        }
    }

    private string?[] Heads()
    {
        if (_sent is { } sent) return Heads(sent.AsSpan());
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(Json.Length));
        try
        {
            return Heads(buffer.AsSpan(0, Encoding.UTF8.GetBytes(Json, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private string?[] Heads(ReadOnlySpan<byte> utf8)
    {
        var heads = new string?[HeadNames.Length];
        try
        {
            var reader = new Utf8JsonReader(utf8);
            reader.Read();
            for (var missing = heads.Length; missing > 0 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
            {
                var at = At(ref reader);
                var isMetadata = reader.ValueTextEquals("metadata"u8);
                reader.Read();
                if (isMetadata && reader.TokenType == JsonTokenType.StartObject) missing -= Created(ref reader, heads);
                else missing -= Take(ref reader, heads, at);
            }
            return heads;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [.. HeadNames.Select(name => Text(Map, name))];
        }
    }

    private static int Created(ref Utf8JsonReader reader, string?[] heads)
    {
        var found = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = reader.ValueTextEquals("created"u8) ? heads.Length - 1 : -1;
            reader.Read();
            found += Take(ref reader, heads, at);
        }
        return found;
    }

    private static int At(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < HeadNames.Length - 1; i++)
        {
            if (reader.ValueTextEquals(HeadBytes[i])) return i;
        }
        return -1;
    }

    private static int Take(ref Utf8JsonReader reader, string?[] heads, int at)
    {
        if (at < 0 || reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return 0;
        }
        var isNew = heads[at] is null;
        heads[at] = reader.GetString();
        return isNew ? 1 : 0;
    }
}
