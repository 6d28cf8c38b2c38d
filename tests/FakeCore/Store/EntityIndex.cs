using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Store;

/// <summary>
/// Entities in the order of their creation; those of the same time as they came, and in a second order by their ids, as a
/// listing sorted by both gives them. Pages are cut out by position; finding one to remove is a binary search.
/// </summary>
internal sealed class EntityIndex
{
    private readonly Order _asTheyCame = new((left, right) => left.Sequence.CompareTo(right.Sequence));
    private readonly Order _byId = new((left, right) => string.CompareOrdinal(left.Id, right.Id));

    public int Count => _asTheyCame.Entities.Count;

    public void Add(Entity entity)
    {
        _asTheyCame.Add(entity);
        _byId.Add(entity);
    }

    public void Replace(Entity entity)
    {
        _asTheyCame.Replace(entity);
        _byId.Replace(entity);
    }

    public void Remove(Entity entity)
    {
        _asTheyCame.Remove(entity);
        _byId.Remove(entity);
    }

    /// <summary>A page, newest first.</summary>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="size">How many at most.</param>
    /// <param name="byId">Those of the same time by their ids, the largest first.</param>
    public Entity[] NewestFirst(long offset, int size, bool byId)
    {
        var entities = (byId ? _byId : _asTheyCame).Entities;
        var count = (int)Math.Clamp(entities.Count - offset, 0, size);
        var page = new Entity[count];
        for (var i = 0; i < count; i++)
        {
            page[i] = entities[entities.Count - 1 - (int)offset - i];
        }
        return page;
    }

    /// <summary>All, oldest first.</summary>
    public Entity[] ToArray() => [.. _asTheyCame.Entities];

    private sealed class Order(Comparison<Entity> second) : IComparer<Entity>
    {
        public List<Entity> Entities { get; } = [];

        public int Compare(Entity? left, Entity? right)
        {
            var order = left!.Created.CompareTo(right!.Created);
            return order != 0 ? order : second(left, right);
        }

        public void Add(Entity entity)
        {
            if (Entities.Count == 0 || Compare(Entities[^1], entity) < 0)
            {
                Entities.Add(entity);
            }
            else
            {
                Entities.Insert(~Entities.BinarySearch(entity, this), entity);
            }
        }

        public void Replace(Entity entity) => Entities[Entities.BinarySearch(entity, this)] = entity;

        public void Remove(Entity entity) => Entities.RemoveAt(Entities.BinarySearch(entity, this));
    }
}
