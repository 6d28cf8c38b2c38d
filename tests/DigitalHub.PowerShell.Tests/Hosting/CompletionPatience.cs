using System.Reflection;
using DigitalHub.PowerShell.Tests.Conformance;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>How long a key press waits for a backend, until it is disposed: on a busy machine as long as it takes, where what is offered counts and not when.</summary>
internal sealed class CompletionPatience : IDisposable
{
    private static readonly PropertyInfo Property = AllCommands.Infos[0].ImplementingType.Assembly.GetType("DigitalHub.PowerShell.Completion.Asked")!.GetProperty("Patience")!;

    private readonly object _before = Property.GetValue(null)!;

    public CompletionPatience(TimeSpan patience) => Property.SetValue(null, patience);

    public void Dispose() => Property.SetValue(null, _before);
}
