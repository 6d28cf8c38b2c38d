using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>Makes the document of a new run from that of another: what belongs to the old run's life is left behind.</summary>
internal sealed record CopiedRun
{
    private static readonly string[] Left = ["id", "name", "key", "user", "status"];

    private static readonly string[] LeftMetadata = ["project", "name", "version", "created", "updated", "created_by", "updated_by", SentHash.Field];

    /// <summary>The new id, or null for one that is made.</summary>
    public string? Id { get; init; }

    /// <summary>The new name, or null for the id that was given or one that is made.</summary>
    public string? Name { get; init; }

    /// <summary>The project to copy into, or null for the old run's.</summary>
    public string? Project { get; init; }

    /// <summary>The labels in the place of the old run's, or null.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Labels to add.</summary>
    public IReadOnlyList<string> AddLabels { get; init; } = [];

    /// <summary>Values to merge into the metadata.</summary>
    public OrderedDictionary? Metadata { get; init; }

    /// <summary>Values to merge into the spec.</summary>
    public OrderedDictionary? Spec { get; init; }

    /// <summary>The values of <see cref="Spec"/> that are put in; null there takes one away.</summary>
    public OrderedDictionary? TypedSpec
    {
        get
        {
            if (Spec is null) return null;
            var values = ValueMap.New();
            DocumentMerge.Overlay(values, Spec);
            return values;
        }
    }

    /// <summary>References in the place of the old run's: task, function and workflow.</summary>
    public IReadOnlyDictionary<string, string> References { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the new run is a record only; null leaves it as it was.</summary>
    public bool? LocalExecution { get; init; }

    /// <summary>Metadata and spec replace what is there instead of being merged into it.</summary>
    public bool Replace { get; init; }

    /// <summary>The document of the new run.</summary>
    /// <param name="source">The old run's document; it is changed.</param>
    /// <param name="from">The backend of the old run.</param>
    /// <param name="to">The backend of the new one.</param>
    /// <param name="references">Finds what it refers to in another place.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DigitalHubException"><c>ReferenceNotFound</c>, and what the rules say of its values.</exception>
    public async Task<OrderedDictionary> OfAsync(OrderedDictionary source, Session from, Session to, ReferenceMover references, CancellationToken cancellationToken)
    {
        var home = source.Text("project")!;
        var project = Project ?? home;
        foreach (var name in Left) source.Remove(name);
        foreach (var name in LeftMetadata) source.Section("metadata").Remove(name);
        var document = new EntityChange { Metadata = Metadata, Spec = Spec, Replace = Replace }.ApplyTo(source, "RunChanged");
        document["project"] = project;
        document["id"] = Id ?? NameGenerator.Id();
        document["name"] = Name ?? Id ?? NameGenerator.Name();
        var metadata = document.Section("metadata");
        if (Labels is not null) metadata["labels"] = RunRules.Labels(Labels);
        if (AddLabels.Count > 0) metadata["labels"] = (metadata["labels"] as Array ?? Array.Empty<object>()).Cast<object?>().Union(AddLabels).ToArray();
        var spec = document.Section("spec");
        foreach (var (field, reference) in References) spec[field] = reference;
        if (LocalExecution == true) spec["local_execution"] = true;
        else if (LocalExecution == false) spec.Remove("local_execution");
        if (project != home || from.Type != to.Type || from.Location != to.Location)
        {
            List<string> given = [.. References.Keys, .. Spec?.Keys.Cast<string>() ?? []];
            await references.MoveAsync(spec, project, to, from, given, cancellationToken).ConfigureAwait(false);
        }
        RunRules.Check(document);
        RunReferences.Check(spec, project);
        return document;
    }
}
