using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>What a run by function and action is of: the version of the function or workflow, and what is done with it.</summary>
/// <param name="Session">The backend that it is on.</param>
/// <param name="Type">Function or workflow.</param>
/// <param name="Owner">Its full reference.</param>
/// <param name="Action">The action, for example <c>job</c>.</param>
/// <param name="RunKind">The kind of run on a backend of this generation, for example <c>python+job:run</c>.</param>
internal sealed record RunTarget(Session Session, EntityType Type, EntityReference Owner, string Action, string RunKind)
{
    /// <summary>The kind of the task that the run is of.</summary>
    public string TaskKind => $"{Owner.Kind}+{Action}";

    /// <summary>The fields of the task's spec, for the case that the task has to be made; null for none.</summary>
    public OrderedDictionary? TaskSpec { get; init; }

    public EntityWords Words => EntityWords.Of(Type);

    /// <summary>Puts into the document of a run what follows from this, but for the task.</summary>
    public void PutInto(OrderedDictionary document)
    {
        document["project"] = Owner.Project;
        document["kind"] = RunKind;
        document.Section("spec")[Words.Word] = Owner.ToString();
    }
}
