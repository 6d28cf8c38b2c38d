using System.Text;
using System.Text.Json;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>
/// Cuts the body of a page into its documents (contract 6) in one go over its bytes. The order of names is not defined, and
/// what is not known is passed over.
/// </summary>
internal static class PageReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 2 * ValueRules.MaxDepth };

    /// <exception cref="ServerException"><c>UnexpectedResponse</c>: the body is no page.</exception>
    public static CorePage Read(CoreRequest request, CoreAnswer answer)
    {
        try
        {
            return Read(answer) ?? throw CoreErrors.Unexpected(request, "a page");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw CoreErrors.Unexpected(request, "a page", exception);
        }
    }

    private static CorePage? Read(CoreAnswer answer)
    {
        var body = answer.Body.Span;
        var reader = new Utf8JsonReader(body, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        List<PageItem>? items = null;
        long? total = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                items = Items(ref reader, body);
                if (items is null) return null;
            }
            else if (reader.ValueTextEquals("totalElements"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)) total = number;
                else reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }
        while (reader.Read())
        {
            // What stands behind the page makes it none; the reader says so.
        }
        return items is null ? null : new CorePage(items, total, body.Length) { Date = answer.Date };
    }

    private static List<PageItem>? Items(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return null;
        var items = new List<PageItem>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject) return null;
            items.Add(Item(ref reader, body));
        }
        return items;
    }

    private static PageItem Item(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        string? id = null, created = null, state = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8)) id = Text(ref reader) ?? id;
            else if (reader.ValueTextEquals("metadata"u8)) created = Inner(ref reader, "created"u8) ?? created;
            else if (reader.ValueTextEquals("status"u8)) state = Inner(ref reader, "state"u8) ?? state;
            else reader.Skip();
        }
        var json = Encoding.UTF8.GetString(body[start..(int)reader.BytesConsumed]);
        return new PageItem(json, id ?? json, Timestamp.Parse(created), state);
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        return null;
    }

    private static string? Inner(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }
        string? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(name)) found = Text(ref reader) ?? found;
            else reader.Skip();
        }
        return found;
    }
}
