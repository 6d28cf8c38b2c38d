using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>What parameters say of the spec of a task: those that the commands for tasks have of their own, and those of its kind.</summary>
internal sealed record TaskSpec
{
    /// <summary>The spec, or further fields of it.</summary>
    public IDictionary? Spec { get; init; }

    /// <summary>The parameters of the kind; null where there are none.</summary>
    public RunFieldParameters? Fields { get; init; }

    public IDictionary? Resources { get; init; }

    public IDictionary[]? Envs { get; init; }

    public string[]? Secrets { get; init; }

    public IDictionary[]? Volumes { get; init; }

    public string? ResourceProfile { get; init; }

    /// <summary>Whether anything was given.</summary>
    public bool Any =>
        Spec is not null || Resources is not null || Envs is not null || Secrets is not null || Volumes is not null || ResourceProfile is not null || Fields?.Any == true;

    /// <summary>The spec that they make together.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>, <c>SpecFieldInvalid</c></exception>
    public OrderedDictionary Make()
    {
        var spec = Spec is null ? ValueMap.New() : ShellValues.Map(Spec, "spec");
        Fields?.PutInto(spec);
        if (Resources is not null) spec["resources"] = ShellValues.Map(Resources, "spec.resources");
        if (Envs is not null) spec["envs"] = RunEnvironment.Of(Envs, null);
        if (Secrets is not null) spec["secrets"] = ShellValues.Value(Secrets, "spec.secrets");
        if (Volumes is not null) spec["volumes"] = ShellValues.Value(Volumes, "spec.volumes");
        if (ResourceProfile is not null) spec["profile"] = ResourceProfile;
        return spec;
    }
}
