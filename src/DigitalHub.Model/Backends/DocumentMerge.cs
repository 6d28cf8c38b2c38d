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
            if (entry.Value is null) target.Remove(entry.Key);
            else if (entry.Value is OrderedDictionary map && target[entry.Key] is OrderedDictionary inner) Overlay(inner, map);
            else target[entry.Key] = ValueMap.Clone(entry.Value);
        }
    }

    private object? Merge(object? read, object? edited, object? current, string path)
    {
        if (ValueMap.Same(read, edited)) return ValueMap.Clone(current);
        if (ValueMap.Same(read, current) || ValueMap.Same(edited, current)) return ValueMap.Clone(edited);
        if (edited is OrderedDictionary after && current is OrderedDictionary now)
        {
            return MergeMaps(read as OrderedDictionary ?? ValueMap.New(), after, now, path);
        }
        return force ? ValueMap.Clone(edited) : throw Conflict(path);
    }

    private OrderedDictionary MergeMaps(OrderedDictionary read, OrderedDictionary edited, OrderedDictionary current, string path)
    {
        var merged = ValueMap.Clone(current);
        foreach (var name in edited.Keys.Cast<string>().Union(read.Keys.Cast<string>(), StringComparer.Ordinal))
        {
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            if (inner.Equals(LabelsPath, StringComparison.OrdinalIgnoreCase))
            {
                MergeLabels(read, edited, merged, name);
            }
            else if (edited.Contains(name))
            {
                if (read.Contains(name) && ValueMap.Same(read[name], edited[name])) continue;
                if (read.Contains(name) && !current.Contains(name) && !force) throw Conflict(inner);
                merged[name] = Merge(read[name], edited[name], current[name], inner);
            }
            else if (current.Contains(name))
            {
                if (!force && !ValueMap.Same(read[name], current[name])) throw Conflict(inner);
                merged.Remove(name);
            }
        }
        return merged;
    }

    /// <summary>Labels that he added come in and those that he removed go, whether or not there is a list on each side.</summary>
    private static void MergeLabels(OrderedDictionary read, OrderedDictionary edited, OrderedDictionary merged, string name)
    {
        if (edited.Contains(name) == read.Contains(name) && ValueMap.Same(read[name], edited[name])) return;
        if (edited[name] is not (null or Array))
        {
            // The rules for labels refuse it.
            merged[name] = ValueMap.Clone(edited[name]);
            return;
        }
        var (before, after, now) = (Labels(read[name]), Labels(edited[name]), Labels(merged[name]));
        var labels = now.Where(label => !before.Contains(label) || after.Contains(label)).Union(after.Except(before)).ToArray();
        if (labels.Length > 0 || edited[name] is Array) merged[name] = labels;
        else if (edited.Contains(name)) merged[name] = null;
        else merged.Remove(name);
    }

    private static List<object?> Labels(object? value) => value is Array list ? [.. list.Cast<object?>()] : [];

    private ConflictException Conflict(string path) =>
        new(conflictId, $"{path} was changed by somebody else since it was read.")
        {
            Target = path,
            ValuePath = path,
            RecommendedAction = "Read the object again and repeat the change, or use -Force to put yours over the other.",
        };
}
