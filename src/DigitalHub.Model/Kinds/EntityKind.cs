namespace DigitalHub;

/// <summary>
/// A kind of run, task, function or workflow (contract 7): what a backend of one generation knows of it. From the schemas
/// that the server gives, else from the tables that come with the module.
/// </summary>
public sealed class EntityKind
{
    internal EntityKind(string entity, string name, IEnumerable<string> actions, int apiLevel, IEnumerable<KindField> fields)
    {
        Entity = entity;
        Name = name;
        Runtime = name.Split('+', ':')[0];
        Action = [.. actions];
        ApiLevel = apiLevel;
        Fields = [.. fields];
    }

    /// <summary>What it is a kind of: <c>run</c>, <c>task</c>, <c>function</c> or <c>workflow</c>.</summary>
    public string Entity { get; }

    /// <summary>The name, for example <c>python+job:run</c>.</summary>
    public string Name { get; }

    /// <summary>The kind of the function or workflow behind it, for example <c>python</c>.</summary>
    public string Runtime { get; }

    /// <summary>What is done: one action for a task and its runs, all that there are for a function, a workflow and the run kinds of core 0.13.</summary>
    public string[] Action { get; }

    /// <summary>The API level of the server that the facts are from: 13 for core 0.13, 15 for core 0.15.</summary>
    public int ApiLevel { get; }

    /// <summary>The fields of the spec. Those of a run are its own, its task's and its function's together, since a run takes them all.</summary>
    public KindField[] Fields { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The action that people mostly want, to show in a sentence; null where there is none.</summary>
    internal string? UsualAction => Array.Find(Action, action => action is "job" or "pipeline") ?? Action.FirstOrDefault();

    internal KindField? Field(string name) => Array.Find(Fields, field => field.Name == name);
}
