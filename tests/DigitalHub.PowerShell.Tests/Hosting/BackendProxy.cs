using System.Reflection;
using DigitalHub.PowerShell.Tests.Conformance;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>
/// Stands between a session and its backend, so that a test can say what a backend does: of the built module only, whose
/// types are not this assembly's.
/// </summary>
public class BackendProxy : DispatchProxy
{
    private static readonly Assembly Model = AllCommands.Info("Get-DhRun").OutputType.Single().Type.Assembly;

    private object _inner = null!;
    private Func<Call, object?> _around = null!;

    /// <summary>
    /// Makes the variable <c>$core</c> of a shell: a session on the same store as the current one, which says it were a core,
    /// and whose calls go through <paramref name="around"/>.
    /// </summary>
    internal static void Put(Shell shell, Func<Call, object?> around)
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        var own = shell.Run("Get-DhBackend").Single().BaseObject;
        var type = own.GetType();
        var proxy = (BackendProxy)Create(Model.GetType("DigitalHub.IBackend")!, typeof(BackendProxy));
        (proxy._inner, proxy._around) = (type.GetProperty("Client", Hidden)!.GetValue(own)!, around);
        var session = type.GetConstructors(Hidden).Single().Invoke([proxy, Enum.Parse(type.GetProperty("Type")!.PropertyType, "Core"), "core.example.org", "https://core.example.org"]);
        shell.Set("core", session);
        shell.Run("Set-DhProject demo -Session $core");
    }

    /// <summary>Says something as a backend does.</summary>
    internal static void Say(string kind, string text) =>
        Model.GetType("DigitalHub.Notices")!.GetMethod(kind)!.Invoke(null, [text]);

    /// <summary>An answer to a removal that is only promised: the run in DELETING.</summary>
    internal static object Promised(string json)
    {
        var stored = Model.GetType("DigitalHub.StoredDocument")!.GetMethod("Read")!.Invoke(null, [json]);
        var deletion = Activator.CreateInstance(Model.GetType("DigitalHub.RunDeletion")!, stored, false)!;
        return Finished(deletion);
    }

    /// <summary>A finished task of a stored document.</summary>
    internal static object Stored(string json) =>
        Finished(Model.GetType("DigitalHub.StoredDocument")!.GetMethod("Read")!.Invoke(null, [json])!);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _around(new Call(_inner, targetMethod!, args ?? []));

    private static object Finished(object result) =>
        typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(result.GetType()).Invoke(null, [result])!;

    /// <summary>One call of the backend.</summary>
    internal sealed record Call(object Inner, MethodInfo Method, object?[] Arguments)
    {
        public string Name => Method.Name;

        public CancellationToken Token => Arguments.OfType<CancellationToken>().Single();

        /// <summary>What the backend itself does.</summary>
        public object? Go() => Method.Invoke(Inner, Arguments);

        /// <summary>The same after something else.</summary>
        public object GoAfter(Func<Task> before)
        {
            var result = Method.ReturnType.GetGenericArguments().Single();
            return typeof(Call).GetMethod(nameof(After), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(result).Invoke(this, [before])!;
        }

        private async Task<T> After<T>(Func<Task> before)
        {
            await before();
            return await (Task<T>)Go()!;
        }
    }
}
