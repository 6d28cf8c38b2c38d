using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Sessions;

[Collection(nameof(Alone))]
public sealed class SessionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dh-session-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Connecting_returns_nothing_and_on_demand_the_session()
    {
        using var shell = Shell.Bare();

        Assert.Empty(shell.Run("Connect-DhBackend -Local -InMemory"));
        var session = shell.Run("Connect-DhBackend -Local -InMemory -PassThru").Single();
        Assert.Equal("DigitalHub.Session", session.BaseObject.GetType().FullName);
        Assert.Equal("-InMemory", session.Properties["Source"].Value);
        Assert.Same(session.BaseObject, shell.Run("Get-DhBackend").Single().BaseObject);
    }

    [Theory]
    [InlineData("Test-DhBackend https://core.example.org", "'https://core.example.org'")]
    [InlineData("Disconnect-DhBackend core.example.org", "'core.example.org'")]
    [InlineData("Get-DhRun -Session https://core.example.org", "'https://core.example.org'")]
    [InlineData("Copy-DhRun r1 -DestinationSession ([pscustomobject]@{ Name = 'local' })", "PSCustomObject")]
    public void What_is_no_session_is_named(string call, string named)
    {
        using var shell = Shell.Open();

        var error = shell.Fail(call);

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains(named, error.ErrorDetails.Message);
        Assert.Contains("Connect-DhBackend <address> -NoDefault", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void Connecting_makes_no_file()
    {
        using var shell = Shell.Bare();

        shell.Run($"Connect-DhBackend -Local -Path '{File("new.db")}'");

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        Assert.Equal(true, shell.Run("Test-DhBackend").Single().BaseObject);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_file_can_be_deleted_after_disconnecting()
    {
        using var shell = Shell.Bare();
        shell.Run($"Connect-DhBackend -Local -Path '{File("s.db")}'; Set-DhProject demo; New-DhRun python+run > $null; Disconnect-DhBackend");

        Assert.DoesNotContain(OpenFiles(), file => file.StartsWith(_folder, StringComparison.Ordinal));
        Assert.Equal("BackendNotConfigured", shell.Fail("Get-DhRun").Id());
        shell.Run("Connect-DhBackend -Local -InMemory");
    }

    [Fact]
    public void A_second_connection_leaves_the_first_ones_objects_usable()
    {
        using var shell = Shell.Bare();
        shell.Run($"Connect-DhBackend -Local -Path '{File("one.db")}'; Set-DhProject demo; $r = New-DhRun python+run -Id r1; Connect-DhBackend -Local -Path '{File("two.db")}'; Set-DhProject demo");

        Assert.Equal("r1", shell.Run("($r | Get-DhRun).Id").Single().BaseObject);
        Assert.Equal("RunNotFound", shell.Fail("Get-DhRun r1").Id());
        shell.Run("$r | Remove-DhRun");
    }

    [Fact]
    public void Objects_and_session_of_two_backends_do_not_mix()
    {
        using var shell = Shell.Bare();
        shell.Run($"Connect-DhBackend -Local -Path '{File("one.db")}'; Set-DhProject demo; $r = New-DhRun python+run -Id r1; $other = Connect-DhBackend -Local -Path '{File("two.db")}' -NoDefault; $same = Connect-DhBackend -Local -Path '{File("one.db")}' -NoDefault");

        Assert.Equal("BackendMismatch", shell.Fail("$r | Get-DhRun -Session $other").Id());
        Assert.Equal("r1", shell.Run("($r | Get-DhRun -Session $same).Id").Single().BaseObject);
        Assert.Equal(File("one.db"), shell.Run("(Get-DhBackend).Location").Single().BaseObject);
    }

    [Fact]
    public void A_session_can_be_given_everywhere()
    {
        using var shell = Shell.Bare();
        shell.Run($"Connect-DhBackend -Local -InMemory; $other = Connect-DhBackend -Local -Path '{File("two.db")}' -NoDefault; Set-DhProject demo -Session $other");

        Assert.Equal("demo", shell.Run("(New-DhRun python+run -Session $other).Project").Single().BaseObject);
        Assert.Empty(shell.Run("Get-DhProject"));
        shell.Run("$other | Disconnect-DhBackend");
        Assert.Equal("BackendNotConfigured", shell.Fail("Get-DhProject -Session $other").Id());
        Assert.Equal(true, shell.Run("Test-DhBackend").Single().BaseObject);
        Assert.Equal(false, shell.Run("Test-DhBackend $other").Single().BaseObject);
    }

    [Fact]
    public void Another_runspace_finds_the_owners_session_and_project_and_keeps_its_own()
    {
        using var main = Shell.Open();
        using var child = Shell.Bare();

        Assert.Equal("demo", child.Run("(New-DhRun python+run).Project").Single().BaseObject);
        child.Run("Set-DhProject childs");
        Assert.Equal("childs", child.Run("(Get-DhProject -CurrentOnly).Name").Single().BaseObject);
        Assert.Equal("demo", main.Run("(Get-DhProject -CurrentOnly).Name").Single().BaseObject);
        child.Run("Connect-DhBackend -Local -InMemory; Set-DhProject elsewhere");
        Assert.Equal("demo", main.Run("(Get-DhProject -CurrentOnly).Name").Single().BaseObject);
        Assert.Single(main.Run("Get-DhRun"));
    }

    [Fact]
    public void Disconnecting_in_another_runspace_does_not_close_the_owners_session()
    {
        using var main = Shell.Open();
        using var child = Shell.Bare();

        child.Run("Get-DhProject > $null; Disconnect-DhBackend");

        Assert.Equal("BackendNotConfigured", child.Fail("Get-DhProject").Id());
        Assert.Equal("demo", main.Run("(Get-DhProject).Name").Single().BaseObject);
    }

    [Fact]
    public void A_runspace_whose_inherited_session_was_closed_does_not_drift_to_another_backend()
    {
        using var main = Shell.Open();
        using var child = Shell.Bare();
        child.Run("Get-DhProject > $null");

        main.Run("Disconnect-DhBackend");

        Assert.Equal("BackendNotConfigured", child.Fail("Get-DhProject").Id());
        child.Run("Connect-DhBackend -Local -InMemory; Get-DhProject");
    }

    [Fact]
    public void Importing_the_module_again_keeps_the_session()
    {
        using var shell = Shell.Open();

        shell.Run($"Import-Module '{BuiltModule.Manifest}' -Force; New-DhRun python+run -Id kept > $null; Remove-Module DigitalHub; Import-Module '{BuiltModule.Manifest}'");

        Assert.Equal("kept", shell.Run("(Get-DhRun).Id").Single().BaseObject);
    }

    [Fact]
    public void A_dead_owners_place_goes_to_the_next_connect()
    {
        using (Shell.Open())
        {
        }
        using var next = Shell.Open();
        using var child = Shell.Bare();

        Assert.Equal(next.Run("Get-DhBackend").Single().BaseObject, child.Run("Get-DhBackend").Single().BaseObject);
    }

    [Fact]
    public async Task Sixteen_runspaces_work_on_one_session()
    {
        using var main = Shell.Open();
        using var pool = RunspaceFactory.CreateRunspacePool(Initial());
        pool.SetMaxRunspaces(16);
        pool.Open();
        var work = Enumerable.Range(0, 16).Select(async number =>
        {
            using var shell = System.Management.Automation.PowerShell.Create();
            shell.RunspacePool = pool;
            shell.AddScript($"1..20 | ForEach-Object {{ New-DhRun python+run -Id \"w{number}-$_\" }}");
            await shell.InvokeAsync();
            Assert.Empty(shell.Streams.Error);
        });

        await Task.WhenAll(work);

        Assert.Equal(320, main.Run("Get-DhRun").Count);
    }

    [Theory]
    [InlineData("Connect-DhBackend", "BackendNotConfigured")]
    [InlineData("Connect-DhBackend -InMemory", "BackendNotConfigured")]
    [InlineData("Connect-DhBackend -Local -InMemory -Path x.db", "ValueInvalid")]
    [InlineData("Connect-DhBackend -Local -Path Env:x", "PathInvalid")]
    [InlineData("Connect-DhBackend -Local -Path ([IO.Path]::GetTempPath())", "StoreInvalid")]
    [InlineData("5 | Test-DhBackend", "ValueInvalid")]
    [InlineData("'x' | Disconnect-DhBackend", "ValueInvalid")]
    public void Bad_input_leaves_the_session_as_it_was(string script, string id)
    {
        using var shell = Shell.Open();
        var before = shell.Run("Get-DhBackend").Single().BaseObject;

        Assert.Equal(id, shell.Fail(script).Id());

        Assert.Same(before, shell.Run("Get-DhBackend").Single().BaseObject);
    }

    private static InitialSessionState Initial()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([BuiltModule.Manifest]);
        return state;
    }

    private static IEnumerable<string> OpenFiles() =>
        OperatingSystem.IsLinux()
            ? Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget).OfType<string>()
            : [];
}
