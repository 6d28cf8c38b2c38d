using System.Collections;
using System.Management.Automation.Language;

namespace DigitalHub.Help;

/// <summary>
/// Where the pages are to be read on the web, by <c>PrivateData.PSData.ProjectUri</c> of the module's manifest: in a repository
/// on GitHub they lie in <c>module/help</c> under the tag of the module's version, <c>v1.2.3</c>; at any other address they are
/// taken to lie below it, next to each other. Without an address they are nowhere.
/// </summary>
internal sealed class OnlinePages
{
    private readonly string? _folder;

    private OnlinePages(string? folder) => _folder = folder;

    /// <summary>By the module's manifest.</summary>
    /// <param name="manifest">The manifest's file, which is parsed and not run.</param>
    /// <exception cref="HelpException">The manifest can't be read, or its address is none.</exception>
    public static OnlinePages Of(string manifest)
    {
        var tree = Parser.ParseFile(manifest, out _, out var errors);
        if (errors is [var error, ..]) throw new HelpException(manifest, error.Message);
        try
        {
            return tree.Find(node => node is HashtableAst, searchNestedScriptBlocks: false)?.SafeGetValue() is Hashtable data
                ? Of(Text(Table(data, "PrivateData", "PSData"), "ProjectUri"), Text(data, "ModuleVersion"))
                : throw new FormatException("it is no manifest");
        }
        catch (Exception problem) when (problem is FormatException or InvalidOperationException)
        {
            throw new HelpException(manifest, problem.Message);
        }
    }

    /// <summary>By the address and the version of a manifest.</summary>
    /// <exception cref="FormatException">The address is none.</exception>
    public static OnlinePages Of(string address, string version)
    {
        if (address.Length == 0) return new OnlinePages(null);
        var problem = $"the ProjectUri '{address}' is no address of pages";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            throw new FormatException($"{problem}: it does not begin with https:// or http://");
        }

        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new FormatException($"{problem}: it has a user, a query or a fragment");
        }

        var folder = uri.AbsoluteUri.TrimEnd('/');
        if (uri.Host is not ("github.com" or "www.github.com")) return new OnlinePages(folder);
        if (uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Length != 2)
        {
            throw new FormatException($"{problem}: on GitHub it is that of the repository, https://github.com/owner/name");
        }

        var repository = folder.EndsWith(".git", StringComparison.Ordinal) ? folder[..^".git".Length] : folder;
        return new OnlinePages($"{repository}/blob/v{version}/module/help");
    }

    /// <summary>The page with its address, which is its own where it has one.</summary>
    public HelpPage Place(HelpPage page) =>
        page.OnlineVersion.Length > 0 || _folder is null ? page : page with { OnlineVersion = $"{_folder}/{page.Command}.md" };

    private static Hashtable? Table(Hashtable data, params string[] names) =>
        names.Aggregate<string, Hashtable?>(data, (table, name) => table?[name] as Hashtable);

    private static string Text(Hashtable? table, string name) => table?[name]?.ToString()?.Trim() ?? "";
}
