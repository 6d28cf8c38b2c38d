using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>Makes a run of another backend one to be kept under its own id: nothing in it changes but what the user says of its place.</summary>
internal static class RecordedRun
{
    // What makes another run of it.
    private static readonly string[] Changing = ["DestinationId", "Name", "Label", "AddLabel", "Spec", "Metadata", "Replace", "LocalExecution"];

    /// <summary>Refuses parameters that would change the run.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static void CheckParameters(IEnumerable<string> bound)
    {
        if (Changing.FirstOrDefault(name => bound.Contains(name, StringComparer.OrdinalIgnoreCase)) is not { } name) return;
        throw Errors.Value($"-AsRecord and -{name} exclude each other: a record is the run as it was.", action: "Leave one of them out. Update-DhRun changes the record afterwards, Copy-DhRun without -AsRecord makes a new run.");
    }

    /// <summary>The run as it is to be kept.</summary>
    /// <param name="run">The run as its backend has it.</param>
    /// <param name="project">The project to keep it in, or null for its own.</param>
    /// <param name="references">References in the place of its own: task, function and workflow.</param>
    /// <param name="from">The backend that it comes from.</param>
    /// <param name="to">The backend that it goes to.</param>
    /// <param name="mover">Finds what it refers to in another project.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DigitalHubException"><c>ReferenceNotFound</c>, <c>ValueInvalid</c>, <c>ProjectMismatch</c></exception>
    public static async Task<WholeRun> OfAsync(
        WholeRun run,
        string? project,
        IReadOnlyDictionary<string, string> references,
        Session from,
        Session to,
        ReferenceMover mover,
        CancellationToken cancellationToken)
    {
        project ??= run.Project;
        var moves = project != run.Project;
        if (!moves && references.Count == 0) return run;
        var document = ValueMap.Clone(run.Document.Map);
        var spec = document.Section("spec");
        foreach (var (field, reference) in references) spec[field] = reference;
        if (moves)
        {
            Place(document, project);
            await mover.MoveAsync(spec, project, to, from, [.. references.Keys], cancellationToken).ConfigureAwait(false);
        }
        RunReferences.Check(spec, project);
        return run with { Document = StoredDocument.Of(document) };
    }

    private static void Place(OrderedDictionary document, string project)
    {
        document["project"] = project;
        document["key"] = EntityKey.ForRun(project, document.Text("kind")!, document.Text("id")!);
        if (document.Map("metadata") is { } metadata) metadata["project"] = project;
    }
}
