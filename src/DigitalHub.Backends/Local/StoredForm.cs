using System.Collections.Specialized;
using System.Text.Json;

namespace DigitalHub.Backends.Local;

/// <summary>What the store gives to each document, and so finds in each.</summary>
internal static class StoredForm
{
    /// <summary>Refuses a stored document that lacks one of these texts: something else than a store has been at it.</summary>
    /// <exception cref="JsonException">It lacks one.</exception>
    public static void Check(OrderedDictionary document, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (document.Text(name) is null) throw new JsonException($"A stored document has no {name}.");
        }
    }
}
