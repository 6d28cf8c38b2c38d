using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>
/// A folder that a shell is in and that nothing leaves: a path that leads elsewhere, however it is written, is none for a
/// command of these tests. What stands in it is put back now and then.
/// </summary>
internal sealed class Box
{
    private const int MostCalls = 40;

    // What is longer is no path for a command, and takes the shell long.
    private const int MostLetters = 4096;

    private readonly Shell _shell;
    private readonly string _above;
    private readonly string[] _beside;
    private int _calls;

    public Box(Shell shell)
    {
        _shell = shell;
        // Whatever left it by a step or two would be seen.
        _above = Path.Combine(shell.Folder, "above");
        Folder = Path.Combine(_above, "middle", "box");
        _beside = Beside();
        Fill();
        shell.MoveTo(Folder);
        var provider = shell.Runspace.SessionStateProxy.Provider.GetOne("FileSystem");
        shell.Runspace.SessionStateProxy.Drive.New(new PSDriveInfo("Box", provider, Folder, string.Empty, null), "global");
    }

    public string Folder { get; }

    /// <summary>Whether whatever a command makes of a path lies in the box.</summary>
    public bool Holds(string path) => path.Length > MostLetters ? path.AsSpan().IndexOfAny("~:") < 0 && IsIn(Path.Combine(Folder, path.Replace('\\', '/').Replace("`", string.Empty, StringComparison.Ordinal))) : Places(path).All(IsIn);

    /// <summary>Counts a call; after several the box is as it was.</summary>
    public void Count()
    {
        if (++_calls % MostCalls == 0) Fill();
    }

    /// <summary>Nothing was written above the box, nor into the folders that relative paths of the process or the home folder start at.</summary>
    public void AssertTight()
    {
        Assert.Equal(["middle"], Names(_above));
        Assert.Equal(["box"], Names(Path.Combine(_above, "middle")));
        Assert.Equal(["above"], Names(_shell.Folder));
        Assert.Equal(_beside, Beside());
    }

    private bool IsIn(string place) => Path.GetFullPath(place.Replace("\0", string.Empty, StringComparison.Ordinal)) is var full && (full == Folder || full.StartsWith(Folder + "/", StringComparison.Ordinal));

    private static string[] Beside() => [.. Names(Environment.CurrentDirectory), .. Names(TestProcess.Home)];

    private static IEnumerable<string> Names(string folder) => Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);

    private void Fill()
    {
        if (Directory.Exists(Folder))
        {
            foreach (var entry in new DirectoryInfo(Folder).EnumerateFileSystemInfos())
            {
                if (entry is DirectoryInfo { LinkTarget: null } folder) folder.Delete(recursive: true);
                else entry.Delete();
            }
        }
        foreach (var name in (string[])["folder", "folder/in", "[a]"]) Directory.CreateDirectory(Path.Combine(Folder, name));
        foreach (var name in (string[])["there.yaml", "[1].yaml", "two.json", "readonly.yaml", "folder/x.yaml", "[a]/x.yaml", "page.html"])
        {
            File.WriteAllText(Path.Combine(Folder, name), name == "two.json" ? "[{\"kind\":\"python+run\",\"id\":\"one\"},{\"kind\":\"python+run\",\"id\":\"two\"}]" : "kind: python+run\nid: single\n");
        }
        File.CreateSymbolicLink(Path.Combine(Folder, "link.yaml"), "there.yaml");
        File.CreateSymbolicLink(Path.Combine(Folder, "nowhere.yaml"), "gone/x.yaml");
        new FileInfo(Path.Combine(Folder, "readonly.yaml")).IsReadOnly = true;
    }

    // All that commands make of it: as it is written, without its escapes, and as a pattern. What fails here fails there.
    private IEnumerable<string> Places(string path) => [.. Unresolved(path), .. Unescaped(path), .. Resolved(path)];

    private IEnumerable<string> Unescaped(string path)
    {
        try
        {
            return Unresolved(WildcardPattern.Unescape(path));
        }
        catch (WildcardPatternException)
        {
            return [];
        }
    }

    private IEnumerable<string> Unresolved(string path) => Try(() =>
    {
        var place = _shell.Runspace.SessionStateProxy.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return provider.Name == "FileSystem" ? [place] : [];
    });

    private IEnumerable<string> Resolved(string path) => Try(() =>
    {
        var places = _shell.Runspace.SessionStateProxy.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
        return provider.Name == "FileSystem" ? places : [];
    });

    private static IEnumerable<string> Try(Func<IEnumerable<string>> places)
    {
        try
        {
            return places();
        }
        catch (Exception exception) when (exception is RuntimeException or ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return [];
        }
    }
}
