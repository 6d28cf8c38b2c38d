using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>
/// Merges a caller's changes into a document that others may have changed since he read it (design section 5):
/// what he did not touch stays as it now is, labels merge as sets, and only a value that both changed is a conflict.
/// </summary>
internal sealed class DocumentMerge(string conflictId, bool force)
{
    private const string LabelsPath = "metadata.labels";

    public object? Merge(object? read, object? edited, object? current) => Merge(read, edited, current, string.Empty);

    /// <summary>Puts values over others at every depth; lists replace, null removes.</summary>
    public static void Overlay(OrderedDictionary target, OrderedDictionary values)
    {
        foreach (DictionaryEntry entry in values)
        {
            var name = (string)entry.Key;
            if (entry.Value is null) target.Remove(name);
            else if (entry.Value is not OrderedDictionary map) target.Put(name, ValueMap.Clone(entry.Value));
            else
            {
                // A null inside a new map removes, too: it never becomes a value.
                if (target[name] is not OrderedDictionary) target.Put(name, ValueMap.New());
                Overlay((OrderedDictionary)target[name]!, map);
            }
        }
    }

    private object? Merge(object? read, object? edited, object? current, string path)
    {
        if (ValueMap.Same(read, edited)) return ValueMap.Clone(current);
        if (edited is OrderedDictionary after && current is OrderedDictionary now)
        {
            return MergeMaps(read as OrderedDictionary ?? ValueMap.New(), after, now, path);
        }
        if (ValueMap.Same(read, current) || ValueMap.Same(edited, current)) return ValueMap.Clone(edited);
        return force ? ValueMap.Clone(edited) : throw Conflict(path);
    }

    private OrderedDictionary MergeMaps(OrderedDictionary read, OrderedDictionary edited, OrderedDictionary current, string path)
    {
        var merged = ValueMap.Clone(current);
        foreach (var name in edited.Keys.Cast<string>().Union(read.Keys.Cast<string>(), StringComparer.Ordinal))
        {
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            if (AreLabels(inner, read[name], edited[name], current[name]))
            {
                merged.Put(name, MergeLabels(read[name] as Array, edited[name] as Array, current[name] as Array));
            }
            else if (edited.Contains(name))
            {
                if (read.Contains(name) && ValueMap.Same(read[name], edited[name])) continue;
                if (read.Contains(name) && !current.Contains(name) && !force) throw Conflict(inner);
                merged.Put(name, Merge(read[name], edited[name], current[name], inner));
            }
            else if (current.Contains(name))
            {
                if (!force && !ValueMap.Same(read[name], current[name])) throw Conflict(inner);
                merged.Remove(name);
            }
        }
        return merged;
    }

    private static bool AreLabels(string path, object? read, object? edited, object? current) =>
        string.Equals(path, LabelsPath, StringComparison.OrdinalIgnoreCase)
        && read is null or Array
        && edited is null or Array
        && current is null or Array
        && !ValueMap.Same(read, edited);

    private static object?[] MergeLabels(Array? read, Array? edited, Array? current)
    {
        var before = (read ?? Array.Empty<object>()).Cast<object?>().ToList();
        var after = (edited ?? Array.Empty<object>()).Cast<object?>().ToList();
        var now = (current ?? Array.Empty<object>()).Cast<object?>();
        return [.. now.Where(label => !before.Contains(label) || after.Contains(label)).Union(after.Where(label => !before.Contains(label)))];
    }

    private ConflictException Conflict(string path) =>
        new(conflictId, $"{path} was changed by somebody else since it was read.")
        {
            Target = path,
            ValuePath = path,
            RecommendedAction = "Read the object again and repeat the change, or use -Force to put yours over the other.",
        };
}
