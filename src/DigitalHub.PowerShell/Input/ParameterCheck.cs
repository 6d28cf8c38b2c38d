using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using DigitalHub.PowerShell.Commands;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Refuses values that the parameter binder lets through: null and empty selectors (an undefined variable must never act
/// like a filter that was left out) and what is no text in a text parameter.
/// </summary>
internal static class ParameterCheck
{
    private static readonly ConcurrentDictionary<(Type Command, string Name), OwnParameter?> Own = new();

    /// <summary>Checks what stands on the command line.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static void Bound(DhCommand command)
    {
        foreach (var (name, value) in command.BoundValues)
        {
            if (Own.GetOrAdd((command.GetType(), name), Find) is { } own) Value(name, value, own.MayBeEmpty);
        }
    }

    /// <summary>Checks one value.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static void Value(string name, object? value, bool mayBeEmpty = false)
    {
        value = ShellValues.Bare(value);
        switch (value)
        {
            case null:
                throw Errors.NullSelector(name);
            case string text:
                if (text.Length == 0 && !mayBeEmpty) throw Errors.NullSelector(name);
                if (TextArgumentAttribute.Refused(text) is { } refused)
                {
                    if (refused is ScriptBlock) throw Errors.Value($"-{name} takes no script block.", refused, $"Call the command for each object: ... | ForEach-Object {{ <command> $_ -{name} <value> }}.");
                    throw Errors.Value($"-{name} was given an object of type {refused.GetType()}, not text.", refused, $"Give -{name} as text.");
                }
                break;
            case SecureString secret:
                if (SecretArgumentAttribute.Refused(secret) is { } type)
                {
                    throw Errors.Value($"-{name} was given an object of type {type}, not a secret.", action: $"Give -{name} as a SecureString, for example from Get-Secret or Read-Host -AsSecureString, or as text.");
                }
                if (secret.Length == 0) throw Errors.NullSelector(name);
                break;
            case PSCredential credential:
                if (ReferenceEquals(credential, PSCredential.Empty))
                {
                    throw Errors.Value($"-{name} was given something that is no credential.", action: $"Give -{name} what Get-Credential returns, or the name of a user to be asked for the password.");
                }
                break;
            case Session session:
                if (SessionArgumentAttribute.Refused(session) is { } other) throw SessionArgumentAttribute.NoSession(name, other);
                break;
            case DateTime date when DateArgumentAttribute.IsRefused(date):
                throw Errors.Value($"-{name} was given {DateArgumentAttribute.Refused(date)}, which is no date.", action: $"Give -{name} a date, for example -{name} (Get-Date).AddDays(-30).");
            case TimeSpan duration when DurationArgumentAttribute.IsRefused(duration):
                throw Errors.Value($"-{name} was given {DurationArgumentAttribute.Refused(duration)}, which is no duration.", action: $"Give -{name} as a TimeSpan or a number of seconds, for example -{name} 300.");
            case TimeSpan duration when duration < TimeSpan.Zero:
                throw Errors.Value($"-{name} is negative.", duration, $"Give -{name} as a TimeSpan or a number of seconds, for example -{name} 300.");
            case UnusableMap map:
                throw Errors.Value($"-{name} was given an object of type {map.Value.GetType()}, not a dictionary.", map.Value, ValueRules.MapAdvice($"-{name}"));
            case IDictionary:
                break;
            case IList list:
                if (list.Count == 0 && !mayBeEmpty) throw Errors.NullSelector(name);
                foreach (var item in list) Value(name, item, mayBeEmpty);
                break;
        }
    }

    // Null for the engine's own parameters.
    private static OwnParameter? Find((Type Command, string Name) parameter) =>
        parameter.Command.GetProperty(parameter.Name, BindingFlags.Instance | BindingFlags.Public) is { } property
            ? new OwnParameter(property.IsDefined(typeof(MayBeEmptyAttribute)))
            : null;

    private sealed record OwnParameter(bool MayBeEmpty);
}

/// <summary>Marks a parameter for which empty text means something: it takes a value away.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MayBeEmptyAttribute : Attribute;
