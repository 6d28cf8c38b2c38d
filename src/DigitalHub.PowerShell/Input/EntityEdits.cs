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
}
