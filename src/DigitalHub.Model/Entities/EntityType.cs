namespace DigitalHub;

/// <summary>The entities that runs are made from. What holds for all of them is written once, for each of these.</summary>
internal enum EntityType
{
    Function,
    Workflow,
    Task,
}
