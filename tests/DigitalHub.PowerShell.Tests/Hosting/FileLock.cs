using System.Reflection;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>What a command that appends to a file takes, for who stands for another one.</summary>
internal static class FileLock
{
    private static readonly MethodInfo TakeMethod = AppDomain.CurrentDomain.GetAssemblies().Single(assembly => assembly.GetName().Name == "DigitalHub.PowerShell")
        .GetType("DigitalHub.PowerShell.Output.AppendLock")!.GetMethod("Take")!;

    /// <summary>Waits for the lock; the module has to be loaded.</summary>
    public static IDisposable Take(string file, TimeSpan patience) =>
        (IDisposable)TakeMethod.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [file, patience, CancellationToken.None], null)!;
}
