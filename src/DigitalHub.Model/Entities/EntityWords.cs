namespace DigitalHub;

/// <summary>What an entity type is called: in paths, keys, sentences and commands, and in the ids of its errors.</summary>
/// <param name="Type">The type.</param>
/// <param name="Word">The word in keys and sentences: <c>function</c>.</param>
/// <param name="Noun">The noun of its commands: <c>DhFunction</c>.</param>
internal sealed record EntityWords(EntityType Type, string Word, string Noun)
{
    private static readonly EntityWords[] All =
    [
        new(EntityType.Function, "function", "DhFunction")
        {
            NotFound = new("FunctionNotFound", ErrorKind.ObjectNotFound),
            Exists = new("FunctionExists", ErrorKind.ResourceExists),
            Changed = new("FunctionChanged", ErrorKind.WriteError),
            NotEmpty = new("FunctionNotEmpty", ErrorKind.ResourceBusy),
        },
        new(EntityType.Workflow, "workflow", "DhWorkflow")
        {
            NotFound = new("WorkflowNotFound", ErrorKind.ObjectNotFound),
            Exists = new("WorkflowExists", ErrorKind.ResourceExists),
            Changed = new("WorkflowChanged", ErrorKind.WriteError),
            NotEmpty = new("WorkflowNotEmpty", ErrorKind.ResourceBusy),
        },
        new(EntityType.Task, "task", "DhTask")
        {
            NotFound = new("TaskNotFound", ErrorKind.ObjectNotFound),
            Exists = new("TaskExists", ErrorKind.ResourceExists),
            Changed = new("TaskChanged", ErrorKind.WriteError),
            NotEmpty = new("TaskNotEmpty", ErrorKind.ResourceBusy),
        },
    ];

    public required EntityError NotFound { get; init; }

    public required EntityError Exists { get; init; }

    public required EntityError Changed { get; init; }

    public required EntityError NotEmpty { get; init; }

    /// <summary>The word for several: <c>functions</c>, as paths spell it.</summary>
    public string Plural => Word + "s";

    /// <summary>Whether a name has versions (contract 4.4): that of a task is its id.</summary>
    public bool HasVersions => Type != EntityType.Task;

    public static EntityWords Of(EntityType type) => All[(int)type];

    /// <summary>The words of the type that a key or a server calls by this word; null for runs, projects and all else.</summary>
    public static EntityWords? Of(string word) => Array.Find(All, words => words.Word == word);
}

/// <summary>The id of an error and its kind.</summary>
internal readonly record struct EntityError(string Id, ErrorKind Kind);
