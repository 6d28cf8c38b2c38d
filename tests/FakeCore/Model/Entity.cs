namespace DigitalHub.FakeCore.Model;

/// <summary>
/// One stored entity. Instances never change, so that they can be read without a lock: an update puts a new one in the place of the old.
/// Metadata, spec and status are kept as UTF-8 JSON, which makes 100,000 runs cheap.
/// </summary>
internal sealed record Entity
{
    private Rendering? _rendered;

    public required EntityType Type { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string Project { get; init; }

    public required string User { get; init; }

    public required string UpdatedBy { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }

    /// <summary>Set by the store: orders entities of the same time.</summary>
    public long Sequence { get; init; }

    public byte[] Metadata { get; init; } = Json.EmptyObject;

    public byte[] Spec { get; init; } = Json.EmptyObject;

    public byte[] Status { get; init; } = Json.EmptyObject;

    /// <summary>Null stands for none.</summary>
    public byte[]? Extensions { get; init; }

    public string State { get; init; } = "CREATED";

    /// <summary>The references that core extracts from the spec into columns on each save.</summary>
    public string? Task { get; init; }

    public string? Function { get; init; }

    public string? Workflow { get; init; }

    /// <summary>Whether the run is executed by the client (contract, section 2.1).</summary>
    public bool Local { get; init; }

    public string Key => Type switch
    {
        EntityType.Project => $"store://{Id}",
        EntityType.Task => $"store://{Project}/task/{Kind}/{Id}",
        EntityType.Run => $"store://{Project}/run/{Kind}/{Id}:{Id}",
        _ => $"store://{Project}/{Type.Word()}/{Kind}/{Name}:{Id}",
    };

    /// <summary>The JSON that core answers, made once. A copy with changes makes its own.</summary>
    public byte[] Document(EntityRenderer renderer)
    {
        if (_rendered is not { } rendered || !ReferenceEquals(rendered.Of, this))
        {
            _rendered = rendered = new Rendering(this, renderer.Render(this));
        }
        return rendered.Json;
    }

    private sealed record Rendering(Entity Of, byte[] Json);
}
