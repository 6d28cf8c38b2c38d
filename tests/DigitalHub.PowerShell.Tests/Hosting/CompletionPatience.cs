using System.Reflection;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>
/// How long a key press waits for a backend. In tests as long as it takes, since what is offered counts and not when; until
/// this is disposed, as long as for a user.
/// </summary>
internal sealed class CompletionPatience : IDisposable
{
    private static readonly PropertyInfo Property = AppDomain.CurrentDomain.GetAssemblies().Single(assembly => assembly.GetName().Name == "DigitalHub.PowerShell")
        .GetType("DigitalHub.PowerShell.Completion.Asked")!.GetProperty("Patience")!;

    private static readonly object OfUsers = Begin();

    public CompletionPatience() => Property.SetValue(null, OfUsers);

    public void Dispose() => Property.SetValue(null, Patience.Long);

    /// <summary>Makes it long, once the module is loaded.</summary>
    public static void BeLong() => _ = OfUsers;

    private static object Begin()
    {
        var before = Property.GetValue(null)!;
        Property.SetValue(null, Patience.Long);
        return before;
    }
}
