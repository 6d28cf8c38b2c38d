using System.Reflection;

namespace DigitalHub.Benchmarks;

internal static class Places
{
    public static readonly string Module = Of("ModuleFolder");

    public static readonly string EmptyModule = Of("EmptyModule");

    public static readonly string Repository = Of("RepositoryFolder");

    public static string Scratch => Directory.CreateDirectory(Path.Combine(Repository, "artifacts", "bench")).FullName;

    private static string Of(string key) =>
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}
