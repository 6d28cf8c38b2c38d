using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>A document as a backend gave it: its values, and its text as the base of a later update.</summary>
internal sealed record StoredDocument(OrderedDictionary Map, string Json)
{
    /// <summary>Reads a document that a backend stored or sent.</summary>
    /// <exception cref="System.Text.Json.JsonException">The text is no JSON object.</exception>
    public static StoredDocument Read(string json) =>
        JsonText.Parse(json) is OrderedDictionary map
            ? new(map, json)
            : throw new System.Text.Json.JsonException("The text is no JSON object.");

    /// <summary>A document that was just put together.</summary>
    public static StoredDocument Of(OrderedDictionary map) => new(map, JsonText.Write(map));
}
