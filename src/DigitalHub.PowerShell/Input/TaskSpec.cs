using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>The parameters for the spec that the commands for tasks have of their own.</summary>
internal interface ITaskParameters
{
    IDictionary? Spec { get; }

    IDictionary? Resources { get; }

    IDictionary[]? Envs { get; }

    string[]? Secrets { get; }

    IDictionary[]? Volumes { get; }

    string? ResourceProfile { get; }
}

/// <summary>What parameters say of the spec of a task.</summary>
/// <param name="own">Those of the command.</param>
/// <param name="fields">Those of the task's kind; null where there are none.</param>
internal sealed class TaskSpec(ITaskParameters own, RunFieldParameters? fields)
{
    /// <summary>Whether anything was given.</summary>
    public bool Any =>
        own.Spec is not null || own.Resources is not null || own.Envs is not null || own.Secrets is not null || own.Volumes is not null || own.ResourceProfile is not null || fields?.Any == true;

    /// <summary>The spec that they make together.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>, <c>SpecFieldInvalid</c></exception>
    public OrderedDictionary Make()
    {
        var spec = own.Spec is null ? ValueMap.New() : ShellValues.Map(own.Spec, "spec");
        fields?.PutInto(spec);
        if (own.Resources is not null) spec["resources"] = ShellValues.Map(own.Resources, "spec.resources");
        if (own.Envs is not null) spec["envs"] = RunEnvironment.Of(own.Envs, null);
        if (own.Secrets is not null) spec["secrets"] = ShellValues.Value(own.Secrets, "spec.secrets");
        if (own.Volumes is not null) spec["volumes"] = ShellValues.Value(own.Volumes, "spec.volumes");
        if (own.ResourceProfile is not null) spec["profile"] = own.ResourceProfile;
        return spec;
    }
}
