using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>What a user changed in an object that he holds.</summary>
internal static class EntityEdits
{
    /// <summary>A change together with what was changed in the object since it was read; the same change where nothing was.</summary>
    public static EntityChange Of(this EntityChange change, Entity entity, string word)
    {
        var edited = ShellValues.Map(entity.Document, word);
        return ValueMap.Same(StoredDocument.Read(entity.AsRead).Map, edited) ? change : change with { AsRead = entity.AsRead, Edited = edited };
    }

    /// <summary>The spec that a change puts in; null where it leaves the spec alone.</summary>
    public static OrderedDictionary? SpecPut(this EntityChange change)
    {
        var edited = change.Edited?.Map("spec") is { } all ? Changed(all, StoredDocument.Read(change.AsRead!).Map.Map("spec") ?? ValueMap.New()) : null;
        if (change.Spec is null) return edited is { Count: > 0 } ? edited : null;
        var spec = edited ?? ValueMap.New();
        DocumentMerge.Overlay(spec, change.Spec);
        return spec;
    }

    // What was there before the backend took already, whatever it is.
    private static OrderedDictionary Changed(OrderedDictionary spec, OrderedDictionary before) => ValueMap.From(
    [
        .. spec.Cast<System.Collections.DictionaryEntry>()
            .Where(entry => !before.Contains(entry.Key) || !ValueMap.Same(entry.Value, before[entry.Key]))
            .Select(entry => KeyValuePair.Create((string)entry.Key, ValueMap.Clone(entry.Value))),
    ]);
}
