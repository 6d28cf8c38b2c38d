using DigitalHub.Backends.Core.Listing;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>
/// The runs that are known to be on their way out: this session asked for it, or saw them in DELETING. Another DELETE would
/// end that by force (contract 0.8). The latest hundred thousand are kept.
/// </summary>
internal sealed class KnownRemovals
{
    private const int Generation = 50_000;

    private readonly object _gate = new();
    private HashSet<UInt128> _young = [];
    private HashSet<UInt128> _old = [];

    public void Add(string id) => Add(CompactId.Of(id));

    public bool Has(string id)
    {
        var compact = CompactId.Of(id);
        lock (_gate) return _young.Contains(compact) || _old.Contains(compact);
    }

    public void Forget(string id)
    {
        var compact = CompactId.Of(id);
        lock (_gate)
        {
            _young.Remove(compact);
            _old.Remove(compact);
        }
    }

    /// <summary>Takes note of a run that was listed.</summary>
    public void Note(PageItem run)
    {
        if (run.IsDeleting) Add(run.CompactId);
    }

    /// <summary>Takes note of a run that was read; gives it back.</summary>
    public StoredDocument Note(StoredDocument run)
    {
        if (run.Mentions("DELETING"u8) && run.Head("id") is { } id && RunMoves.State(run.Map) == RunState.Deleting) Add(id);
        return run;
    }

    private void Add(UInt128 id)
    {
        lock (_gate)
        {
            if (_young.Count >= Generation) (_old, _young) = (_young, []);
            _young.Add(id);
        }
    }
}
