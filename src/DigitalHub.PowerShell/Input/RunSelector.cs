using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Says what was given to <c>-Run</c>: runs, keys or ids (design section 3, "Binding"). From the pipeline, numbers and
/// foreign objects are refused, so that neither a total count nor a process is taken for an id.
/// </summary>
internal static class RunSelector
{
    /// <summary>The things in a bound value; a list on the command line holds several.</summary>
    public static IEnumerable<object?> Items(object? value) =>
        ShellValues.Bare(value) is IList { Count: > 0 } list ? list.Cast<object?>() : [value];

    /// <summary>What one thing selects.</summary>
    /// <param name="value">One of <see cref="Items"/>.</param>
    /// <param name="piped">Whether it came through the pipeline.</param>
    /// <exception cref="InputException"><c>ValueInvalid</c>, <c>IdInvalid</c>, <c>KeyInvalid</c></exception>
    public static RunSelection Of(object? value, bool piped)
    {
        var inner = ShellValues.Bare(value);
        switch (inner)
        {
            case null or IList { Count: 0 }:
                throw Errors.NullSelector("Run");
            case Run run:
                return new RunSelection(run.Id, run.Project, run, null);
            case RunPart part:
                return new RunSelection(part.Id, part.Project, null, null) { Session = part.Session };
            case Project project when piped:
                return new RunSelection(project.Id, project.Id, null, project);
            case Executable or RunTask when piped:
                var owner = (Entity)inner;
                return new RunSelection(owner.Id, owner.Project, null, null) { Owner = owner };
            case EntityKey key:
                return OfKey(key, key.ToString());
            case string text:
                return OfText(text);
            case sbyte or byte or short or ushort or int or uint or long or ulong or double or float or decimal or BigInteger when !piped:
                return OfText(value is PSObject typed ? typed.ToString() : Convert.ToString(inner, CultureInfo.InvariantCulture)!);
        }
        if (value is PSObject { BaseObject: PSCustomObject } foreign
            && foreign.Properties["Key"]?.Value is string text2
            && EntityKey.TryParse(text2, out var found)
            && found.Type == "run")
        {
            return OfKey(found, text2);
        }
        throw Errors.Value(
            inner is Entity entity ? $"{entity.Key} is no run." : $"An object of type {inner.GetType()} is no run.",
            inner,
            piped ? "Pipe runs, keys or ids; of rows with ids, the ids themselves: | ForEach-Object Id." : "Give a run, its key or its id.");
    }

    private static RunSelection OfText(string text)
    {
        if (text.Length == 0) throw Errors.NullSelector("Run");
        if (!text.StartsWith("store:", StringComparison.Ordinal)) return new RunSelection(RunRules.Id(text), null, null, null);
        return EntityKey.TryParse(text, out var key) ? OfKey(key, text) : throw Errors.KeyInvalid(text, "it has another form");
    }

    private static RunSelection OfKey(EntityKey key, string text)
    {
        if (key.Type != "run") throw Errors.KeyInvalid(text, $"it is the key of a {key.Type}");
        if (!string.Equals(key.Name, key.Id, StringComparison.Ordinal)) throw Errors.KeyInvalid(text, $"it names two ids, '{key.Name}' and '{key.Id}'");
        return new RunSelection(RunRules.Id(key.Id), key.Project, null, null);
    }
}

/// <summary>One thing given to <c>-Run</c>.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Project">The project that a key or an object names; null for a bare id.</param>
/// <param name="Run">The run itself, or null.</param>
/// <param name="Of">The project whose runs are meant, or null.</param>
internal sealed record RunSelection(string Id, string? Project, Run? Run, Project? Of)
{
    /// <summary>The function, workflow or task whose runs are meant, or null.</summary>
    public Entity? Owner { get; init; }

    /// <summary>The session that what stands for the run came from; null for the run itself, which has its own, and for ids and keys.</summary>
    public Session? Session { get; init; }
}
