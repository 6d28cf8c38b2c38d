using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Source code as a spec holds it (contract 7 and 8.1): a file or a text is embedded in base64, as the other clients do, with
/// the file's name as its source; an address stands as it is.
/// </summary>
internal static class SourceParameters
{
    // The names that core has for what it knows (contract 7).
    private static readonly Dictionary<string, string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        [".py"] = "python",
        [".java"] = "java",
        [".js"] = "javascript",
        [".ts"] = "typescript",
        [".md"] = "markdown",
        [".html"] = "html",
        [".json"] = "json",
        [".sql"] = "sql",
        [".css"] = "css",
        [".yaml"] = "yaml",
        [".yml"] = "yaml",
        [".txt"] = "text",
    };

    /// <summary>Puts a file into a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="languages">The languages that the kind takes; empty where that is not known.</param>
    public static void File(OrderedDictionary spec, string path, byte[] content, IReadOnlyCollection<string> languages)
    {
        var source = spec.Section("source");
        source["source"] = Path.GetFileName(path);
        source["base64"] = Convert.ToBase64String(content);
        if (LanguageOf(path) is { } language && (languages.Count == 0 || languages.Contains(language))) source["lang"] = language;
    }

    /// <summary>Puts an address into a spec.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: it is none.</exception>
    public static void Address(OrderedDictionary spec, string address)
    {
        if (!address.Contains("://", StringComparison.Ordinal))
        {
            throw Errors.Value($"'{Errors.Shorten(address)}' is no address of source code.", address, "Give an address such as git+https://host/repository or s3://bucket/code.zip; give a file with -SourcePath.");
        }
        spec.Section("source")["source"] = address;
    }

    private static string? LanguageOf(string path) =>
        Path.GetFileName(path).Equals("Dockerfile", StringComparison.OrdinalIgnoreCase) ? "dockerfile" : Languages.GetValueOrDefault(Path.GetExtension(path));
}
