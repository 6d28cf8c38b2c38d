using System.Collections;

namespace DigitalHub.PowerShell.Input;

/// <summary>The values of a new run that may come from a row of the pipeline; null where there is none.</summary>
internal sealed record RunRow
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string[]? Label { get; init; }

    public IDictionary? Parameters { get; init; }

    public IDictionary? Inputs { get; init; }

    public IDictionary? Spec { get; init; }

    /// <summary>The values in a dictionary; what it holds under other names is not ours.</summary>
    public static RunRow Of(IDictionary map)
    {
        object? Cell(string name) => map.Keys.OfType<string>().FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) is { } key ? map[key] : null;
        return new RunRow
        {
            Id = TextArgumentAttribute.Plain(Cell(nameof(Id))),
            Name = TextArgumentAttribute.Plain(Cell(nameof(Name))),
            Label = Texts(Cell(nameof(Label)) ?? Cell("Labels")),
            Parameters = MapArgumentAttribute.ToMap(Cell(nameof(Parameters))),
            Inputs = MapArgumentAttribute.ToMap(Cell(nameof(Inputs))),
            Spec = MapArgumentAttribute.ToMap(Cell(nameof(Spec))),
        };
    }

    /// <summary>This row with what stands on the command line in its place.</summary>
    public RunRow Under(RunRow typed, HashSet<string> names) => new()
    {
        Id = names.Contains(nameof(Id)) ? typed.Id : Id,
        Name = names.Contains(nameof(Name)) ? typed.Name : Name,
        Label = names.Contains(nameof(Label)) ? typed.Label : Label,
        Parameters = names.Contains(nameof(Parameters)) ? typed.Parameters : Parameters,
        Inputs = names.Contains(nameof(Inputs)) ? typed.Inputs : Inputs,
        Spec = names.Contains(nameof(Spec)) ? typed.Spec : Spec,
    };

    /// <summary>The row without its empty cells, which say nothing.</summary>
    /// <param name="typed">The names of the parameters that stand on the command line.</param>
    /// <exception cref="InputException"><c>ValueInvalid</c>: a cell holds something else than it should.</exception>
    public RunRow Checked(HashSet<string> typed)
    {
        var row = this with
        {
            Id = typed.Contains(nameof(Id)) || Id is not "" ? Id : null,
            Name = typed.Contains(nameof(Name)) || Name is not "" ? Name : null,
            Label = typed.Contains(nameof(Label)) ? Label : Label?.Where(label => !string.IsNullOrEmpty(label)).ToArray(),
        };
        Check(nameof(Id), row.Id);
        Check(nameof(Name), row.Name);
        Check(nameof(Label), row.Label);
        Check(nameof(Parameters), row.Parameters);
        Check(nameof(Inputs), row.Inputs);
        Check(nameof(Spec), row.Spec);
        return row;

        // A script block on the command line that makes nothing meant something: most often a name is misspelt in it.
        void Check(string name, object? value)
        {
            if (typed.Contains(name) || value is not (null or string[] { Length: 0 })) ParameterCheck.Value(name, value);
        }
    }

    private static string[]? Texts(object? value) => ShellValues.Bare(value) switch
    {
        null => null,
        IList list => [.. list.Cast<object?>().Select(item => TextArgumentAttribute.Plain(item) ?? string.Empty)],
        _ => [TextArgumentAttribute.Plain(value)!],
    };
}
