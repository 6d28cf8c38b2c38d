namespace DigitalHub.PowerShell.Input;

/// <summary>
/// The function or workflow that is to be run, as it was given: by a name, a store key, a reference, or as an object. What
/// was given says more or less of it, and only what it does not say has to be asked for.
/// </summary>
/// <param name="Type">Function or workflow.</param>
/// <param name="Name">The name.</param>
internal sealed record RunOwner(EntityType Type, string Name)
{
    /// <summary>The project that a key, a reference or an object names; null for a bare name.</summary>
    public string? Project { get; private init; }

    /// <summary>The kind; null for a bare name.</summary>
    public string? Kind { get; private init; }

    /// <summary>The version's id; null where the newest is meant.</summary>
    public string? Id { get; private init; }

    /// <summary>The object that was given, or null.</summary>
    public Executable? Entity { get; private init; }

    public EntityWords Words => EntityWords.Of(Type);

    /// <summary>A function or workflow in the user's hand.</summary>
    public static RunOwner Of(Executable entity) => new(entity is Workflow ? EntityType.Workflow : EntityType.Function, entity.Name)
    {
        Project = entity.Project,
        Kind = entity.Kind,
        Id = entity.Id,
        Entity = entity,
    };

    /// <summary>What a text stands for.</summary>
    /// <exception cref="InputException"><c>NameInvalid</c>, <c>IdInvalid</c>, <c>KeyInvalid</c></exception>
    public static RunOwner Of(string text, EntityType type)
    {
        // Refuses what is the key of something else, or none.
        var selection = EntitySelector.Given(text, type, isId: false);
        if (EntityKey.TryParse(text, out var key)) return new(type, key.Name!) { Project = key.Project, Kind = key.Kind, Id = key.Id };
        return EntityReference.TryParse(text, out var reference)
            ? new(type, reference.Name) { Project = reference.Project, Kind = reference.Kind, Id = reference.Id }
            : new(type, selection.Name!);
    }

    /// <summary>What a store key stands for; null where it is none of a function or workflow.</summary>
    public static RunOwner? OfKey(string? text) =>
        EntityKey.TryParse(text, out var key) && EntityWords.Of(key.Type) is { HasVersions: true } words ? Of(text!, words.Type) : null;

    /// <summary>How it is called in sentences.</summary>
    public override string ToString() => $"{Words.Word} '{Name}'";
}
