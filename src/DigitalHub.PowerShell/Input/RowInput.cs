using System.Collections;
using System.Management.Automation;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// What may be a row for a command that takes new values by property: objects made of columns. The properties of anything
/// else, such as the id and the name of a process, mean something else there. Numbers only count: <c>1..5</c> makes five.
/// </summary>
/// <param name="invocation">The command's invocation, when it begins.</param>
internal sealed class RowInput(InvocationInfo invocation)
{
    private readonly HashSet<string> _taken = Taken(invocation.MyCommand);

    // Until there is an object to call it for, the engine keeps a script block as something that is no value of the parameter.
    private readonly bool _hasBlocks = invocation.BoundParameters.Any(bound =>
        bound.Value is not null && invocation.MyCommand.Parameters.TryGetValue(bound.Key, out var parameter) && !parameter.ParameterType.IsInstanceOfType(ShellValues.Bare(bound.Value)));

    private bool _told;

    /// <summary>Whether an object of the pipeline is a row.</summary>
    public static bool IsRow(object? value) =>
        ShellValues.Bare(value) is PSCustomObject or IDictionary || ShellValues.Bare(value)?.GetType().FullName is "System.Data.DataRow" or "System.Data.DataRowView";

    /// <summary>Refuses what is no row and no number, unless a script block says what to take of each object.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public void Check(object value)
    {
        if (IsRow(value))
        {
            if (WasRun(value)) throw OfRun(value);
            return;
        }
        if (_hasBlocks || ShellValues.Bare(value) is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal or System.Numerics.BigInteger) return;
        throw Errors.Value(
            $"{(ShellValues.Bare(value) is string text ? $"The text '{Errors.Shorten(text)}'" : $"An object of type {ShellValues.Bare(value)!.GetType()}")} is no row to make a run of.",
            ShellValues.Bare(value),
            "Pipe rows with Id, Name, Label, Parameters, Inputs or Spec, or a project; or say with a script block what to take of each object, for example -Id { $_ }.");

        static InputException OfRun(object value) => NoRun(((PSObject)value).Properties["Key"].Value);
    }

    /// <summary>The error for a run that is piped in.</summary>
    public static InputException NoRun(object value) =>
        Errors.Value($"{value} can't be made a new run of.", value, "Pipe rows with Id, Name, Label, Parameters, Inputs or Spec, or a project. To make a new run of an old one use Copy-DhRun.");

    /// <summary>The columns of a row that no parameter takes; told once a command, and only where no script block may use them.</summary>
    public IReadOnlyList<string> Unused(object value)
    {
        if (_told || _hasBlocks) return [];
        var names = ShellValues.Bare(value) is IDictionary map ? map.Keys.OfType<string>() : ((PSObject)value).Properties.Select(property => property.Name);
        List<string> unused = [.. names.Where(name => !_taken.Contains(name))];
        _told = unused.Count > 0;
        return unused;
    }

    private static bool WasRun(object value) =>
        value is PSObject { BaseObject: PSCustomObject } row && row.Properties["Key"]?.Value is string text && EntityKey.TryParse(text, out var key) && key.Type == "run";

    private static HashSet<string> Taken(CommandInfo command) => new(
        command.Parameters.Values
            .Where(parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipelineByPropertyName))
            .SelectMany(parameter => parameter.Aliases.Prepend(parameter.Name)),
        StringComparer.OrdinalIgnoreCase);
}
