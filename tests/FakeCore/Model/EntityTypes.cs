namespace DigitalHub.FakeCore.Model;

internal static class EntityTypes
{
    public const int Count = 5;

    /// <summary>The word that core uses in paths, keys and messages.</summary>
    public static string Word(this EntityType type) => type switch
    {
        EntityType.Project => "project",
        EntityType.Function => "function",
        EntityType.Workflow => "workflow",
        EntityType.Task => "task",
        _ => "run",
    };

    /// <summary>The name of the class that core keeps in its database.</summary>
    public static string EntityClass(this EntityType type) => type + "Entity";
}
