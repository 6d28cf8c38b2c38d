using System.Collections;
using System.Management.Automation;
using DigitalHub.PowerShell.Commands;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Tells what <c>$PSDefaultParameterValues</c> put into a command from what was typed: to the engine both are bound. A value
/// that a script block makes counts as put there.
/// </summary>
internal static class DefaultValues
{
    /// <summary>The bound parameters that have a default's value.</summary>
    public static IReadOnlyList<string> Of(DhCommand command)
    {
        if (ShellValues.Bare(command.GetVariableValue("PSDefaultParameterValues")) is not IDictionary defaults || LanguagePrimitives.IsTrue(defaults["Disabled"])) return [];
        return [.. command.BoundValues.Where(bound => defaults.Keys.OfType<string>().Any(key => IsOf(key, command, bound.Key) && IsSame(defaults[key], bound.Value))).Select(bound => bound.Key)];
    }

    /// <summary>Takes bound parameters back, as if they had not been given.</summary>
    public static void Withdraw(PSCmdlet command, IEnumerable<string> names)
    {
        foreach (var name in names.ToList())
        {
            command.MyInvocation.BoundParameters.Remove(name);
            command.GetType().GetProperty(name)!.SetValue(command, null);
        }
    }

    // The key is command:parameter, with wildcards in both.
    private static bool IsOf(string key, PSCmdlet command, string parameter)
    {
        var parts = key.Split(':', 2);
        return parts.Length == 2
            && WildcardPattern.Get(parts[0].Trim(' ', '\'', '"'), WildcardOptions.IgnoreCase).IsMatch(command.MyInvocation.MyCommand.Name)
            && WildcardPattern.Get(parts[1].Trim(' ', '\'', '"'), WildcardOptions.IgnoreCase).IsMatch(parameter);
    }

    private static bool IsSame(object? given, object? bound) => ShellValues.Bare(given) is var value
        && (value is ScriptBlock || ReferenceEquals(value, ShellValues.Bare(bound)) || (bound is SwitchParameter flag ? LanguagePrimitives.IsTrue(value) == flag : bound is System.Security.SecureString ? value is string : LanguagePrimitives.Equals(bound, value)));
}
