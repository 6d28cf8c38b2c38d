namespace DigitalHub.FakeCore.Paging;

internal sealed record SortKey(string Property, bool Descending)
{
    public static readonly SortKey NewestFirst = new("created", Descending: true);
}
