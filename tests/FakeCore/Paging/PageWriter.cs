using System.Buffers;
using System.Text.Json;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Paging;

/// <summary>Writes Spring's page (contract, section 6) around documents that are JSON already.</summary>
internal static class PageWriter
{
    private const int RoomForPage = 1024;

    public static ReadOnlyMemory<byte> Write(
        IReadOnlyCollection<ReadOnlyMemory<byte>> content, long total, PageRequest page, Action<Utf8JsonWriter>? more = null)
    {
        var buffer = new ArrayBufferWriter<byte>(RoomForPage + content.Sum(document => document.Length + 1));
        using var writer = new Utf8JsonWriter(buffer, Json.WriterOptions);
        var pages = (int)((total + page.Size - 1) / page.Size);
        writer.WriteStartObject();
        writer.WriteStartArray("content");
        foreach (var document in content)
        {
            writer.WriteRawValue(document.Span, skipInputValidation: true);
        }
        writer.WriteEndArray();
        writer.WriteStartObject("pageable");
        writer.WriteNumber("pageNumber", page.Number);
        writer.WriteNumber("pageSize", page.Size);
        WriteSort(writer, page);
        writer.WriteNumber("offset", page.Offset);
        writer.WriteBoolean("paged", true);
        writer.WriteBoolean("unpaged", false);
        writer.WriteEndObject();
        more?.Invoke(writer);
        writer.WriteNumber("totalElements", total);
        writer.WriteNumber("totalPages", pages);
        writer.WriteBoolean("last", page.Number + 1 >= pages);
        writer.WriteNumber("size", page.Size);
        writer.WriteNumber("number", page.Number);
        writer.WriteNumber("numberOfElements", content.Count);
        WriteSort(writer, page);
        writer.WriteBoolean("first", page.Number == 0);
        writer.WriteBoolean("empty", content.Count == 0);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteSort(Utf8JsonWriter writer, PageRequest page)
    {
        writer.WriteStartObject("sort");
        writer.WriteBoolean("empty", page.Sort.Count == 0);
        writer.WriteBoolean("sorted", page.Sort.Count > 0);
        writer.WriteBoolean("unsorted", page.Sort.Count == 0);
        writer.WriteEndObject();
    }
}
