using System.Text.Json;

namespace DigitalHub.Backends.SignIns;

/// <summary>Whether an answer's texts are texts: half a character passes for JSON, and fails only when it is read.</summary>
internal static class AnswerText
{
    public static bool IsReadable(JsonElement? answer)
    {
        try
        {
            if (answer is { } element) Read(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Read(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Read(property.Value);
                }
                break;
        }
    }
}
