using System.Management.Automation;
using System.Runtime.CompilerServices;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes a session. What is none, such as an address or a session that came from another process, is let through marked, so
/// that the command refuses it with an error id of its own and says how to get one.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SessionArgumentAttribute : ArgumentTransformationAttribute
{
    private static readonly ConditionalWeakTable<Session, object> Unusable = [];

    /// <summary>The value that stands behind a marked session; null for an honest one.</summary>
    public static object? Refused(Session session) => Unusable.TryGetValue(session, out var value) ? value : null;

    /// <summary>The error for what is no session.</summary>
    public static InputException NoSession(string name, object value) => Errors.Value(
        value is string text ? $"-{name} was given '{Errors.Shorten(text)}', which is no session." : $"-{name} was given an object of type {value.GetType()}, which is no session.",
        value,
        "Give what Connect-DhBackend -PassThru or Get-DhBackend returned in this process, for example of $session = Connect-DhBackend <address> -NoDefault.");

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = ShellValues.Bare(inputData);
        if (value is null or Session) return value;
        // Nothing but the check ever sees it; its backend opens nothing before it is used, and so has nothing to close.
        var marked = new Session(Bridge.Factory.OpenLocalStore(new LocalStoreOptions(string.Empty)), BackendType.Local, string.Empty, string.Empty);
        Unusable.Add(marked, value);
        return marked;
    }
}
