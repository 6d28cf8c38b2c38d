using System.Reflection;
using System.Runtime.Loader;

namespace DigitalHub.PowerShell.Sessions;

/// <summary>
/// Opens the module's own load context, in which the backends and every third-party assembly live, so that none meets
/// another module's version of it. Assemblies are opened by path: asking by name for one that is missing would come back
/// to the asker and end the process.
/// </summary>
internal static class Bridge
{
    private const string FactoryType = "DigitalHub.Backends.BackendFactory";

    private static readonly object Gate = new();

    private static IBackendFactory? _factory;

    /// <summary>The backends' factory; loaded at first use.</summary>
    /// <exception cref="DigitalHubException"><c>ModuleIncomplete</c>: a file of the module is missing or damaged.</exception>
    public static IBackendFactory Factory
    {
        get
        {
            if (_factory is { } ready) return ready;
            lock (Gate) return _factory ??= Load(Path.Combine(Path.GetDirectoryName(typeof(Bridge).Assembly.Location)!, "Dependencies"));
        }
    }

    private static IBackendFactory Load(string folder)
    {
        var path = Path.Combine(folder, "DigitalHub.Backends.dll");
        if (!File.Exists(path)) throw Incomplete(new FileNotFoundException(null, path));
        try
        {
            return (IBackendFactory)Activator.CreateInstance(new Context(path).LoadFromAssemblyPath(path).GetType(FactoryType, throwOnError: true)!)!;
        }
        catch (Exception exception) when (IsLoadFailure(exception) || exception is InvalidOperationException)
        {
            throw Incomplete(exception);
        }
    }

    /// <summary>Whether an exception means that a file of the module can't be loaded.</summary>
    public static bool IsLoadFailure(Exception exception) => exception switch
    {
        FileNotFoundException or FileLoadException or BadImageFormatException or DllNotFoundException or TypeLoadException => true,
        TypeInitializationException or TargetInvocationException => exception.InnerException is { } inner && IsLoadFailure(inner),
        _ => false,
    };

    public static DigitalHubException Incomplete(Exception exception)
    {
        while (exception is TypeInitializationException or TargetInvocationException && exception.InnerException is { } inner) exception = inner;
        var file = (exception as FileNotFoundException)?.FileName ?? (exception as FileLoadException)?.FileName ?? (exception as BadImageFormatException)?.FileName;
        return new DigitalHubException(
            "ModuleIncomplete",
            ErrorKind.NotInstalled,
            file is null ? $"A part of the module can't be loaded: {exception.Message.Split('\n')[0].TrimEnd()}" : $"A part of the module is missing or damaged: {file}.",
            exception)
        {
            Target = file,
            RecommendedAction = "Install the module again. If the file is there, check whether a virus scanner holds it.",
        };
    }

    private sealed class Context(string path) : AssemblyLoadContext("DigitalHub")
    {
        // Throws InvalidOperationException when the assembly is missing or its .deps.json can't be read.
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            // The model is what both sides share.
            if (assemblyName.Name == typeof(IBackend).Assembly.GetName().Name) return typeof(IBackend).Assembly;
            return _resolver.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFromAssemblyPath(file) : null;
        }

        protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : IntPtr.Zero;
    }
}
