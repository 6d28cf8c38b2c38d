namespace DigitalHub.FakeCore.Store;

/// <summary>With whom projects are shared (contract, section 1.3).</summary>
internal sealed class ShareList
{
    private readonly List<Share> _shares = [];

    public IReadOnlyList<Share> Of(string project)
    {
        lock (_shares)
        {
            return [.. _shares.Where(share => share.Project == project)];
        }
    }

    public IReadOnlyList<string> ProjectsFor(string user)
    {
        lock (_shares)
        {
            return [.. _shares.Where(share => share.User == user || share.User == "*").Select(share => share.Project).Distinct()];
        }
    }

    public void Add(Share share)
    {
        lock (_shares)
        {
            _shares.Add(share);
        }
    }

    public void Remove(string project, string? id)
    {
        lock (_shares)
        {
            _shares.RemoveAll(share => share.Project == project && (id is null || share.Id == id));
        }
    }
}

internal sealed record Share(string Id, string Project, string Owner, string User, DateTimeOffset IssuedTime);
