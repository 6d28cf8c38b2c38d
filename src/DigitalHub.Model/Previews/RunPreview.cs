using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>What a backend would make of a run that is to be created.</summary>
public sealed class RunPreview
{
    internal RunPreview(Session session, OrderedDictionary document, SpecBuild build)
    {
        Backend = session.Name;
        Project = document.Text("project")!;
        Kind = document.Text("kind")!;
        Spec = build.Spec;
        Fields = [.. build.Fields];
        Warnings = [.. build.Warnings];
    }

    /// <summary>The id that was chosen; null where one is to be made.</summary>
    public string? Id { get; internal init; }

    /// <summary>The name that was chosen; null where one is to be made.</summary>
    public string? Name { get; internal init; }

    /// <summary>The project.</summary>
    public string Project { get; }

    /// <summary>The kind, as the backend calls it.</summary>
    public string Kind { get; }

    /// <summary>The task's reference, or null.</summary>
    public string? Task => Spec.Text("task");

    /// <summary>The function's reference, or null.</summary>
    public string? Function => Spec.Text("function");

    /// <summary>The workflow's reference, or null.</summary>
    public string? Workflow => Spec.Text("workflow");

    /// <summary>Whether the backend would start the run.</summary>
    public bool Starts { get; internal init; }

    /// <summary>Whether the run is there already, as -Ensure has it.</summary>
    public bool Exists { get; internal init; }

    /// <summary>Whether the run's task would be made, since the function or workflow has none for the action.</summary>
    public bool MakesTask { get; internal init; }

    /// <summary>The spec that the run would have.</summary>
    public OrderedDictionary Spec { get; }

    /// <summary>The fields of the spec one by one, with where each comes from, and behind them what would be dropped.</summary>
    public RunPreviewField[] Fields { get; }

    /// <summary>What would be lost of what was given, or go wrong; empty where there is nothing.</summary>
    public string[] Warnings { get; }

    /// <summary>What holds for the whole spec, for example that the backend keeps it as it is; null where there is nothing to say.</summary>
    public string? Note { get; internal init; }

    /// <summary>The name of the backend.</summary>
    public string Backend { get; }

    /// <summary>Kind and project.</summary>
    public override string ToString() => $"{Kind} in {Project}";
}
