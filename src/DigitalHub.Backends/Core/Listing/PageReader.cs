using System.Buffers.Text;
using System.Text.Json;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>
/// Cuts the body of a page into its documents (contract 6) in one go over its bytes. The order of names is not defined, and
/// what is not known is passed over. Each document gets bytes of its own, so that whoever keeps one run keeps no page.
/// </summary>
internal static class PageReader
{
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

    /// <summary>How many there are on all pages, as far as a look at an answer tells that is not cut up yet.</summary>
    public static long Glimpse(CoreAnswer answer)
    {
        var name = "\"totalElements\":"u8;
        var at = answer.Body.Span.LastIndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(answer.Body.Span[(at + name.Length)..], out long total, out _) ? total : 0;
    }

    private static CorePage? Read(CoreAnswer answer)
    {
        var body = answer.Body.Span;
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        List<PageItem>? items = null;
        long? total = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                items = Items(ref reader, ref body);
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
        return items is null ? null : new CorePage(items, total, answer.Body.Length) { Date = answer.Date };
    }

    // The reader goes on behind the list, as if that had been an empty one.
    private static List<PageItem> Items(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> rest)
    {
        rest = rest[(int)reader.BytesConsumed..];
        var items = DocumentCutter.Cut(rest, out var length);
        rest = rest[length..];
        reader = new Utf8JsonReader("[]"u8, isFinalBlock: false, reader.CurrentState);
        reader.Read();
        reader.Read();
        reader = new Utf8JsonReader(rest, isFinalBlock: true, reader.CurrentState);
        return items;
    }
}
