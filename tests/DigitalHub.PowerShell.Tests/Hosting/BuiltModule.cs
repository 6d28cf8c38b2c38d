using System.Reflection;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>Where the built module and the repository are.</summary>
internal static class BuiltModule
{
    public static readonly string Folder = Metadata("ModuleFolder");

    public static readonly string Repository = Metadata("RepositoryFolder");

    /// <summary>The helper program that stands for another process at a store.</summary>
    public static readonly string StoreWriter = Metadata("StoreWriter");

    public static readonly string Manifest = Path.Combine(Folder, "DigitalHub.psd1");

    private static string Metadata(string key) =>
        typeof(BuiltModule).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}
