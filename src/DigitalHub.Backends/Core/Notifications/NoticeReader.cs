using System.Text.Json;

namespace DigitalHub.Backends.Core.Notifications;

/// <summary>Reads the body of a notification: <c>{id, timestamp, user, action, resource, record}</c> (contract 2.10).</summary>
internal static class NoticeReader
{
    /// <summary>The notice; null for what is none of a run.</summary>
    public static RunNotice? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "action") is not { } action) return null;
            if (Text(root, "resource") is not (null or "runs") || action is not (RunMove.Create or RunMove.Update or RunMove.Delete)) return null;
            if (!root.TryGetProperty("record", out var record) || record.ValueKind != JsonValueKind.Object || Text(record, "id") is null) return null;
            var run = StoredDocument.Sent(System.Text.Encoding.UTF8.GetBytes(record.GetRawText()));
            // Read at once: a run that can't be read would end the watching of all others.
            _ = run.Map;
            return new RunNotice(action, Timestamp.Parse(Text(root, "timestamp")), run);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ServerException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
