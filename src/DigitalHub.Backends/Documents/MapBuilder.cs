using System.Collections.Specialized;

namespace DigitalHub.Backends.Documents;

/// <summary>Collects the pairs of one map and notices a name that comes twice.</summary>
internal sealed class MapBuilder
{
    private const int SmallCount = 8;

    private readonly List<KeyValuePair<string, object?>> _pairs = [];
    private HashSet<string>? _names;

    public void Add(string name, object? value) => _pairs.Add(new(name, value));

    /// <summary>Whether the name is new. Asked before its value is read, so that the error stands at the name.</summary>
    public bool IsNew(string name)
    {
        if (_names is null && _pairs.Count < SmallCount) return !_pairs.Exists(pair => pair.Key == name);
        _names ??= [.. _pairs.Select(pair => pair.Key)];
        return _names.Add(name);
    }

    public OrderedDictionary ToMap() => ValueMap.From(_pairs);
}
