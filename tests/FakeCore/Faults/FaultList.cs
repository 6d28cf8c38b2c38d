namespace DigitalHub.FakeCore.Faults;

/// <summary>The faults that wait for requests.</summary>
public sealed class FaultList
{
    private readonly List<Entry> _entries = [];

    /// <summary>How often faults happened.</summary>
    public int Happened { get; private set; }

    /// <summary>Adds rules. All that meet a request happen to it; of those that end it only the first, and the others wait for the next.</summary>
    public void Add(params IReadOnlyList<Fault> faults)
    {
        lock (_entries)
        {
            _entries.AddRange(faults.Select(fault => new Entry(fault)));
        }
    }

    /// <summary>Removes all rules.</summary>
    public void Clear()
    {
        lock (_entries)
        {
            _entries.Clear();
        }
    }

    internal IReadOnlyList<Fault> Take(string method, string target)
    {
        lock (_entries)
        {
            if (_entries.Count == 0)
            {
                return [];
            }
            var taken = new List<Fault>();
            var ended = false;
            foreach (var entry in _entries)
            {
                if (!(ended && entry.Fault.Ends) && entry.Take(method, target))
                {
                    taken.Add(entry.Fault);
                    ended |= entry.Fault.Ends;
                    Happened++;
                }
            }
            return taken;
        }
    }

    private sealed class Entry(Fault fault)
    {
        private int _met;
        private int _happened;

        public Fault Fault { get; } = fault;

        public bool Take(string method, string target)
        {
            if (_happened >= Fault.Times || !Fault.Meets(method, target) || _met++ < Fault.After)
            {
                return false;
            }
            _happened++;
            return true;
        }
    }
}
