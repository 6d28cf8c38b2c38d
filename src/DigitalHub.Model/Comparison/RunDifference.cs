namespace DigitalHub;

/// <summary>One value in which a run differs from the run that it is compared with, or in which both are equal.</summary>
public sealed class RunDifference
{
    internal RunDifference(string path, string side, (string Id, object? Value) reference, (string Id, object? Value) difference)
    {
        Path = path;
        SideIndicator = side;
        ReferenceId = reference.Id;
        ReferenceValue = reference.Value;
        DifferenceId = difference.Id;
        DifferenceValue = difference.Value;
    }

    /// <summary>Where the value stands, for example <c>spec.parameters.n</c> or <c>metrics.loss</c>.</summary>
    public string Path { get; }

    /// <summary>
    /// <c>&lt;&gt;</c> for another value, <c>&lt;=</c> for one that only the reference has, <c>=&gt;</c> for one that it lacks,
    /// <c>==</c> for the same value.
    /// </summary>
    public string SideIndicator { get; }

    /// <summary>The value of the run that the others are compared with; null where it has none.</summary>
    public object? ReferenceValue { get; }

    /// <summary>The value of the other run; null where it has none.</summary>
    public object? DifferenceValue { get; }

    /// <summary>The id of the run that the others are compared with.</summary>
    public string ReferenceId { get; }

    /// <summary>The id of the other run.</summary>
    public string DifferenceId { get; }

    /// <summary>The path and both values.</summary>
    public override string ToString() => $"{Path} {SideIndicator} {JsonText.Write(ReferenceValue)} {JsonText.Write(DifferenceValue)}";
}
