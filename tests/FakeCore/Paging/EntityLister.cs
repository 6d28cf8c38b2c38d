using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.FakeCore.Paging;

/// <summary>Answers lists. Without filters and newest first, a page costs what its entities cost, however long the list.</summary>
internal sealed class EntityLister(CoreStore store, EntityRenderer renderer, LevelRules rules)
{
    public Answer List(CoreRequest request, EntityType type, string? project, SortKey sort, Func<IEnumerable<Entity>, IEnumerable<Entity>>? choose = null)
    {
        var filter = EntityFilter.Parse(request.Query, type, project, rules);
        var page = PageRequest.Parse(request.Query, sort);
        Entity[] content;
        int total;
        if (filter.IsEmpty && choose is null && page.Sort is [{ Property: "created", Descending: true }] or [{ Property: "created", Descending: true }, { Property: "id", Descending: true }])
        {
            (content, total) = store.NewestFirst(type, project, page.Offset, page.Size, byId: page.Sort.Count > 1);
        }
        else
        {
            IEnumerable<Entity> all = store.All(type, project);
            all = choose is null ? all : choose(all);
            var matching = filter.IsEmpty ? [.. all] : all.Where(filter.Matches).ToArray();
            total = matching.Length;
            content = page.Offset > total
                ? Checked(type, page)
                : [.. EntitySorter.Sort(matching, type, page.Sort).Skip((int)page.Offset).Take(page.Size)];
        }
        return Answer.Document(PageWriter.Write([.. content.Select(entity => (ReadOnlyMemory<byte>)entity.Document(renderer))], total, page));
    }

    private static Entity[] Checked(EntityType type, PageRequest page)
    {
        foreach (var key in page.Sort)
        {
            EntitySorter.Check(type, key.Property);
        }
        return [];
    }
}
