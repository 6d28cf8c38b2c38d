namespace DigitalHub.FakeCore.Model;

/// <summary>What differs between API levels (contract, section 13; <c>core-0.13.json</c> and <c>core-0.14.json</c>).</summary>
internal sealed class LevelRules
{
    public LevelRules(int level, string? version = null)
    {
        if (level is < 13 or > 16)
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "The server knows the levels 13, 14 and 15, and says 16 without being otherwise.");
        }
        Level = level;
        Version = version ?? level switch { 13 => "0.13.0-SNAPSHOT", 14 => "0.14.0-SNAPSHOT", 16 => "0.16.0-SNAPSHOT", _ => "0.15.1-SNAPSHOT" };
    }

    public int Level { get; }

    public string Version { get; }

    public bool Extensions => Level >= 15;

    /// <summary>Whether a PUT moves the state along the state machine; older cores store what was sent.</summary>
    public bool StateByMachine => Level >= 15;

    /// <summary>Whether <c>local_execution</c> keeps core from executing; older cores and 0.15.0 read it as false.</summary>
    public bool LocalSkipsLogic => Level >= 15 && Version != "0.15.0";

    /// <summary>Whether DELETE answers DELETING whatever became of the run.</summary>
    public bool FakedDeleting => Level >= 15;

    public bool TaskMetadata => Level < 15;

    public bool CreatedFilterBroken => Level >= 15;

    public bool LogsCanBePosted => Level < 15;

    /// <summary>Whether core gives versions of two words to entities of the type.</summary>
    public bool VersionOfTwoWords(EntityType type) => Level switch
    {
        13 => false,
        14 => type is EntityType.Project or EntityType.Function or EntityType.Workflow,
        _ => type != EntityType.Task,
    };

    public string NoSuch(EntityType type) => $"No such {Label(type)}.";

    public string Duplicated(EntityType type, string id) =>
        $"Duplicated entity {Label(type)}:{(Level < 15 && type == EntityType.Project ? "null" : id)}.";

    private string Label(EntityType type) =>
        Level >= 15 ? type.Word() : $"EntityName.{type.Word().ToUpperInvariant()}(value={type.Word()})";
}
