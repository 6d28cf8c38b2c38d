using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Sessions;

/// <summary>What environment and files say when nobody connected.</summary>
[Collection(nameof(Alone))]
public sealed class SurroundingsTests : IDisposable
{
    private static readonly string[] Names = ["DH_LOCAL_STORE", "DH_NAME", "DH_CONFIG", "DHCORE_ENDPOINT", "DHCORE_USER", "HOME", "XDG_DATA_HOME"];

    private readonly Dictionary<string, string?> _before = Names.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    private readonly string _folder = Directory.CreateTempSubdirectory("dh-home-").FullName;

    public SurroundingsTests()
    {
        foreach (var name in Names) Environment.SetEnvironmentVariable(name, null);
        Environment.SetEnvironmentVariable("HOME", _folder);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_named_store_is_used_in_silence()
    {
        var file = Path.Combine(_folder, "named.db");
        Environment.SetEnvironmentVariable("DH_LOCAL_STORE", file);
        using var shell = Shell.Bare();

        Assert.Empty(shell.Try("Set-DhProject demo").Warnings);
        Assert.True(System.IO.File.Exists(file));
        Assert.Equal("DH_LOCAL_STORE", shell.Run("(Get-DhBackend).Source").Single().BaseObject);
    }

    [Fact]
    public void The_default_store_lies_in_the_users_data_folder()
    {
        if (!OperatingSystem.IsLinux()) return;
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", Path.Combine(_folder, "data"));
        using var shell = Shell.Bare();

        shell.Run("Set-DhProject demo");

        Assert.Equal(Path.Combine(_folder, "data", "digitalhub", "store.db"), shell.Run("(Get-DhBackend).Location").Single().BaseObject);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(Path.Combine(_folder, "data", "digitalhub", "store.db")));
    }

    [Fact]
    public void A_relative_store_is_refused()
    {
        Environment.SetEnvironmentVariable("DH_LOCAL_STORE", "store.db");
        using var shell = Shell.Bare();

        Assert.Equal("BackendNotConfigured", shell.Fail("Get-DhProject").Id());
    }

    [Theory]
    [InlineData("DHCORE_USER", "admin")]
    [InlineData("DH_NAME", "lab")]
    [InlineData("DH_CONFIG", "/nowhere/dhcore.ini")]
    [InlineData("DHCORE_ENDPOINT", "no address")]
    public void A_named_core_is_never_replaced_by_the_local_store(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        using var shell = Shell.Bare();

        var error = shell.Fail("Get-DhRun");

        Assert.Equal("BackendNotConfigured", error.Id());
        Assert.Contains(name, error.ErrorDetails.Message);
        Assert.Contains("-Local", error.ErrorDetails.RecommendedAction);
        shell.Run("Connect-DhBackend -Local -InMemory; Get-DhProject");
    }

    [Fact]
    public void An_ini_file_that_names_a_core_is_never_replaced_by_the_local_store()
    {
        var ini = Path.Combine(_folder, ".dhcore.ini");
        System.IO.File.WriteAllText(ini, "[DEFAULT]\ncurrent_environment = lab\n\n[other]\ndhcore_endpoint = http://localhost:8100\n");
        using var shell = Shell.Bare();

        var error = shell.Fail("Get-DhRun");

        Assert.Equal("BackendNotConfigured", error.Id());
        Assert.Contains(ini, error.ErrorDetails.Message);
    }

    [Fact]
    public void A_worker_that_falls_back_first_does_not_choose_for_the_main_runspace()
    {
        Environment.SetEnvironmentVariable("DH_LOCAL_STORE", Path.Combine(_folder, "shared.db"));
        using var main = Shell.Bare();
        using var worker = Shell.Bare();

        worker.Run("Set-DhProject workers; New-DhRun python+run > $null");

        Assert.Equal("NoCurrentProject", main.Fail("Get-DhRun").Id());
        Assert.Empty(main.Run("Get-DhProject -CurrentOnly"));
        main.Run("Set-DhProject mains");
        Assert.Equal("workers", worker.Run("(Get-DhProject -CurrentOnly).Name").Single().BaseObject);
    }

    [Fact]
    public void Looking_makes_nothing_current()
    {
        Environment.SetEnvironmentVariable("DH_LOCAL_STORE", Path.Combine(_folder, "looked.db"));
        using var first = Shell.Bare();
        using var second = Shell.Bare();

        second.Run("Get-DhBackend > $null; Test-DhBackend > $null");
        first.Run("Set-DhProject firsts");

        Assert.Equal("firsts", second.Run("(Get-DhProject -CurrentOnly).Name").Single().BaseObject);
    }

    [Fact]
    public void Without_anything_the_project_is_asked_for()
    {
        Environment.SetEnvironmentVariable("DH_LOCAL_STORE", Path.Combine(_folder, "none.db"));
        using var shell = Shell.Bare();

        Assert.Equal("NoCurrentProject", shell.Fail("Get-DhRun").Id());
        Assert.Contains("Set-DhProject", shell.Fail("New-DhRun python+run").ErrorDetails.RecommendedAction);
        Assert.False(System.IO.File.Exists(Path.Combine(_folder, "none.db")));
    }
}
