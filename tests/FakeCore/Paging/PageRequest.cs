using System.Globalization;
using DigitalHub.FakeCore.Hosting;

namespace DigitalHub.FakeCore.Paging;

/// <summary>What part of a list is asked for, as Spring reads it (contract, section 2.3).</summary>
internal sealed record PageRequest(int Number, int Size, IReadOnlyList<SortKey> Sort)
{
    private const int MaxSize = 1000;

    public long Offset => (long)Number * Size;

    public static PageRequest Parse(Query query, SortKey? standard, int standardSize = 25)
    {
        var number = int.TryParse(query["page"], CultureInfo.InvariantCulture, out var page) && page > 0 ? page : 0;
        var size = int.TryParse(query["size"], CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : standardSize;
        if (size > MaxSize)
        {
            throw CoreError.Project(400, "max page size exceeded");
        }
        var sort = query.All("sort").SelectMany(ParseSort).ToArray();
        return new PageRequest(number, size, sort.Length > 0 ? sort : standard is null ? [] : [standard]);
    }

    // Several properties may share the direction that ends the parameter.
    private static IEnumerable<SortKey> ParseSort(string text)
    {
        var words = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
        {
            return [];
        }
        var descending = words[^1].Equals("desc", StringComparison.OrdinalIgnoreCase);
        var directed = descending || words[^1].Equals("asc", StringComparison.OrdinalIgnoreCase);
        return (directed ? words[..^1] : words).Select(word => new SortKey(word, descending));
    }
}
