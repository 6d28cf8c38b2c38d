using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Paging;

/// <summary>Sorts by the columns of core's database, whose names its messages know (contract, section 2.3).</summary>
internal static class EntitySorter
{
    private static readonly string[] Common = ["id", "name", "kind", "project", "created", "updated", "createdBy", "updatedBy", "state"];

    // Columns that exist but are bytes: sorting by something inside them is refused in other words.
    private static readonly string[] Bytes = ["metadata", "spec", "status"];

    public static IEnumerable<Entity> Sort(IEnumerable<Entity> entities, EntityType type, IReadOnlyList<SortKey> keys)
    {
        IOrderedEnumerable<Entity>? sorted = null;
        foreach (var key in keys)
        {
            Check(type, key.Property);
            sorted = (sorted, key) switch
            {
                (null, { Property: "created", Descending: false }) => entities.OrderBy(entity => entity.Created),
                (null, { Property: "created" }) when keys.Count > 1 => entities.OrderByDescending(entity => entity.Created),
                (null, { Property: "created" }) => entities.OrderByDescending(entity => entity.Created).ThenByDescending(entity => entity.Sequence),
                (null, { Descending: false }) => entities.OrderBy(Column(key.Property), StringComparer.Ordinal),
                (null, _) => entities.OrderByDescending(Column(key.Property), StringComparer.Ordinal),
                (_, { Descending: false }) => sorted.ThenBy(Column(key.Property), StringComparer.Ordinal),
                _ => sorted.ThenByDescending(Column(key.Property), StringComparer.Ordinal),
            };
        }
        return sorted ?? entities;
    }

    public static void Check(EntityType type, string property)
    {
        var columns = Columns(type);
        if (columns.Contains(property))
        {
            return;
        }
        var dot = property.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && Bytes.Contains(property[..dot]))
        {
            throw CoreError.Project(400, $"No property '{property[(dot + 1)..]}' found for type 'byte'; Traversed path: {type.EntityClass()}.{property[..dot]}");
        }
        var similar = columns.Concat(Bytes).Where(column => Distance(column, property) <= 2).ToArray();
        var hint = similar.Length > 0 ? $"; Did you mean {string.Join(',', similar.Select(column => $"'{column}'"))}" : "";
        throw CoreError.Project(400, $"No property '{property}' found for type '{type.EntityClass()}'{hint}");
    }

    private static IEnumerable<string> Columns(EntityType type) => type switch
    {
        EntityType.Run => Common.Concat(["task", "function", "workflow"]),
        EntityType.Task => Common.Concat(["function", "workflow"]),
        _ => Common,
    };

    private static Func<Entity, string?> Column(string property) => property switch
    {
        "id" => entity => entity.Id,
        "name" => entity => entity.Name,
        "kind" => entity => entity.Kind,
        "project" => entity => entity.Project,
        "created" => entity => entity.Created.UtcDateTime.ToString("O"),
        "updated" => entity => entity.Updated.UtcDateTime.ToString("O"),
        "createdBy" => entity => entity.User,
        "updatedBy" => entity => entity.UpdatedBy,
        "task" => entity => entity.Task,
        "function" => entity => entity.Function,
        "workflow" => entity => entity.Workflow,
        _ => entity => entity.State,
    };

    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[^1];
    }
}
