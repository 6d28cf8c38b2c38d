using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Store;

/// <summary>Entities in the order of their creation. Pages are cut out by position; finding one to remove is a binary search.</summary>
internal sealed class EntityIndex
{
    private readonly List<Entity> _entities = [];

    public int Count => _entities.Count;

    public void Add(Entity entity)
    {
        if (_entities.Count == 0 || Compare(_entities[^1], entity) < 0)
        {
            _entities.Add(entity);
        }
        else
        {
            _entities.Insert(~Find(entity), entity);
        }
    }

    public void Replace(Entity entity) => _entities[Find(entity)] = entity;

    public void Remove(Entity entity) => _entities.RemoveAt(Find(entity));

    /// <summary>A page, newest first.</summary>
    public Entity[] NewestFirst(long offset, int size)
    {
        var count = (int)Math.Clamp(_entities.Count - offset, 0, size);
        var page = new Entity[count];
        for (var i = 0; i < count; i++)
        {
            page[i] = _entities[_entities.Count - 1 - (int)offset - i];
        }
        return page;
    }

    /// <summary>All, oldest first.</summary>
    public Entity[] ToArray() => [.. _entities];

    private int Find(Entity entity) => _entities.BinarySearch(entity, Comparer<Entity>.Create(Compare));

    private static int Compare(Entity left, Entity right)
    {
        var order = left.Created.CompareTo(right.Created);
        return order != 0 ? order : left.Sequence.CompareTo(right.Sequence);
    }
}
