using System.Management.Automation;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Says what was given for a function, workflow or task: objects, store keys, references as specs use them, names or ids.
/// From the pipeline, numbers and foreign objects are refused.
/// </summary>
internal static class EntitySelector
{
    /// <summary>What came through the pipeline.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>, <c>NameInvalid</c>, <c>IdInvalid</c>, <c>KeyInvalid</c></exception>
    public static EntitySelection Piped(object? value, EntityType type)
    {
        var inner = ShellValues.Bare(value);
        switch (inner)
        {
            case null:
                throw Errors.Value("The pipeline brought null.", action: "Check the command before the pipe.");
            case Entity entity when IsOf(entity, type):
                return new EntitySelection { Id = entity.Id, Project = entity.Project, Entity = entity };
            case Executable owner when type == EntityType.Task:
                return new EntitySelection { Project = owner.Project, Owner = owner };
            case Project project:
                return new EntitySelection { Project = project.Id, Of = project };
            case EntityKey key:
                return OfKey(key, key.ToString(), type);
            case string text:
                return Given(text, type, isId: type == EntityType.Task);
        }
        if (value is PSObject { BaseObject: PSCustomObject } foreign && foreign.Properties["Key"]?.Value is string own && EntityKey.TryParse(own, out var found))
        {
            return OfKey(found, own, type);
        }
        var words = EntityWords.Of(type);
        throw Errors.Value(
            inner is Entity other ? $"{other.Key} is no {words.Word}." : $"An object of type {inner.GetType()} is no {words.Word}.",
            inner,
            $"Pipe what Get-{words.Noun} gives out, or store keys.");
    }

    /// <summary>What stands on the command line.</summary>
    /// <param name="text">A name or an id, a store key, or a reference.</param>
    /// <param name="type">What it is to be.</param>
    /// <param name="isId">Whether a plain text is an id and not a name.</param>
    /// <exception cref="InputException"><c>NameInvalid</c>, <c>IdInvalid</c>, <c>KeyInvalid</c></exception>
    public static EntitySelection Given(string text, EntityType type, bool isId)
    {
        var words = EntityWords.Of(type);
        if (text.StartsWith("store:", StringComparison.Ordinal))
        {
            return EntityKey.TryParse(text, out var key) ? OfKey(key, text, type) : throw Errors.KeyInvalid(text, "it has another form", words.Word);
        }
        if (text.Contains("://", StringComparison.Ordinal)) return OfReference(text, type);
        return isId ? new EntitySelection { Id = RunRules.Id(text, words.Word) } : new EntitySelection { Name = RunRules.Name(text) };
    }

    private static bool IsOf(Entity entity, EntityType type) => type switch
    {
        EntityType.Function => entity is Function,
        EntityType.Workflow => entity is Workflow,
        _ => entity is RunTask,
    };

    private static EntitySelection OfKey(EntityKey key, string text, EntityType type)
    {
        var words = EntityWords.Of(type);
        var word = words.Word;
        if (key.Type == word && words.HasVersions && text.IndexOf(':', "store:".Length) < 0) throw Errors.KeyInvalid(text, "it has no id", word);
        return key.Type == word
            ? new EntitySelection { Id = RunRules.Id(key.Id, word), Project = key.Project }
            : throw Errors.KeyInvalid(text, $"it is the key of a {key.Type}", word);
    }

    // A reference to a task has its id where one to a function has its name.
    private static EntitySelection OfReference(string text, EntityType type)
    {
        var words = EntityWords.Of(type);
        if (!EntityReference.TryParse(text, out var reference)) throw Errors.KeyInvalid(text, "it has another form", words.Word);
        if (!words.HasVersions) return new EntitySelection { Id = RunRules.Id(reference.Name, words.Word), Project = reference.Project };
        return reference.Id is null
            ? new EntitySelection { Name = RunRules.Name(reference.Name), Project = reference.Project }
            : new EntitySelection { Id = RunRules.Id(reference.Id, words.Word), Project = reference.Project };
    }
}

/// <summary>One thing that was given for a function, workflow or task.</summary>
internal sealed record EntitySelection
{
    /// <summary>The name, whose newest version is meant; null where an id says which one.</summary>
    public string? Name { get; init; }

    /// <summary>The id; null for a name.</summary>
    public string? Id { get; init; }

    /// <summary>The project that a key, a reference or an object names; null for a bare name or id.</summary>
    public string? Project { get; init; }

    /// <summary>The object itself, or null.</summary>
    public Entity? Entity { get; init; }

    /// <summary>The project all of whose functions, workflows or tasks are meant, or null.</summary>
    public Project? Of { get; init; }

    /// <summary>The function or workflow whose tasks are meant, or null.</summary>
    public Executable? Owner { get; init; }
}
