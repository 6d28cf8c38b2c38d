namespace DigitalHub;

/// <summary>Where a version of a function or workflow, or a task, is: its type, its project and its id.</summary>
internal readonly record struct EntityAddress(EntityType Type, string Project, string Id)
{
    public override string ToString() => $"{Project}/{Id}";
}
