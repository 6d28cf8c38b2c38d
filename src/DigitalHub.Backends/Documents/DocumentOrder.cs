using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub.Backends.Documents;

/// <summary>The order in which a person expects what stands at the top of a document; what else there is follows as it came.</summary>
internal static class DocumentOrder
{
    private static readonly string[] Leading = ["kind", "project", "id", "name", "metadata", "spec", "status"];

    public static IEnumerable<DictionaryEntry> Of(OrderedDictionary document) => document.Cast<DictionaryEntry>().OrderBy(Rank);

    private static int Rank(DictionaryEntry entry)
    {
        var rank = Array.IndexOf(Leading, (string)entry.Key);
        return rank < 0 ? Leading.Length : rank;
    }
}
