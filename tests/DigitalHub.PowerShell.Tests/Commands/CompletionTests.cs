using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Conformance;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

[Collection(nameof(Alone))]
public sealed class CompletionTests
{
    private static readonly string[] StrangeWords = [string.Empty, "'", "\"", "`", "$", "a b", "[", "*", "-", "\u00e4", "\ud83d\ude00", new('x', 5000)];

    public static TheoryData<string, string> Completed
    {
        get
        {
            var parameters = new TheoryData<string, string>();
            foreach (var command in AllCommands.Infos)
            {
                foreach (var parameter in AllCommands.OwnParameters(command).Where(parameter => parameter.Attributes.Any(attribute => attribute is ArgumentCompleterAttribute)))
                {
                    parameters.Add(command.Name, parameter.Name);
                }
            }
            return parameters;
        }
    }

    [Theory]
    [InlineData("Get-DhRun -State RUN", "RUNNING")]
    [InlineData("Get-DhRun -State run", "RUNNING")]
    [InlineData("New-DhRun -Kind python+j", "python+job:run")]
    [InlineData("New-DhRun python+r", "python+run")]
    [InlineData("Get-DhRun -Sort upd", "Updated")]
    [InlineData("Export-DhRun -NameTemplate '{na", "'{name}.yaml'")]
    [InlineData("Compare-DhRun -Property spec.pa", "spec.parameters")]
    [InlineData("Get-DhRun -Project de", "demo")]
    [InlineData("Set-DhProject de", "demo")]
    [InlineData("Remove-DhProject de", "demo")]
    [InlineData("Get-DhRun fi", "first-run")]
    [InlineData("Remove-DhRun -Run fi", "first-run")]
    [InlineData("Get-DhRun -Name fi", "first-run")]
    [InlineData("Get-DhRun -Label nig", "nightly")]
    [InlineData("Get-DhRun -Label 'tw", "'two words'")]
    [InlineData("Get-DhRun -Label tw", "'two words'")]
    [InlineData("Get-DhRun -Function py", "python://demo/train:1")]
    [InlineData("Get-DhRun -Task py", "python+job://demo/t1")]
    [InlineData("Get-DhRun -Action se", "serve")]
    public void Offers_what_there_is(string input, string expected)
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+job:run -Id first-run -Label nightly, 'two words' -Function python://demo/train:1 -Task python+job://demo/t1 > $null");

        Assert.Contains(expected, shell.Complete(input));
    }

    [Fact]
    public void Offers_runs_of_a_store_that_nothing_was_asked_of_yet()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id there > $null");
        using var other = Shell.Bare();

        Assert.Contains("there", other.Complete("Get-DhRun th"));
    }

    [Theory]
    [MemberData(nameof(Completed))]
    public void Never_throws(string command, string parameter)
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run > $null");
        var type = AllCommands.Info(command).Parameters[parameter].Attributes.OfType<ArgumentCompleterAttribute>().Single().Type;
        var completer = (IArgumentCompleter)Activator.CreateInstance(type, nonPublic: true)!;

        foreach (var word in StrangeWords)
        {
            foreach (var bound in new System.Collections.Hashtable[] { [], new() { ["Project"] = word, ["Session"] = 5 } })
            {
                Assert.NotNull(completer.CompleteArgument(command, parameter, word, null!, bound).ToList());
            }
        }
    }

    [Fact]
    public void Makes_no_store()
    {
        var folder = Directory.CreateTempSubdirectory("dh-tab-");
        using var shell = Shell.Bare();
        shell.Run($"Connect-DhBackend -Local -Path '{Path.Combine(folder.FullName, "s.db")}'");

        shell.Complete("Get-DhRun -Project ");
        shell.Complete("Get-DhRun ");

        Assert.Empty(folder.GetFileSystemInfos());
        folder.Delete();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Offers_the_newest_runs_first(bool isSilent)
    {
        using var shell = Shell.Open();
        var session = Session(shell, isSilent);
        shell.Run("1..400 | New-DhRun python+run -Session $session -Id { 'r{0:d3}' -f $_ } > $null; Get-DhRun -Session $session > $null");

        var offered = Complete("RunCompleter", "r", session);

        Assert.Equal(Enumerable.Range(301, 100).Reverse().Select(number => $"r{number}"), offered);
    }

    [Fact]
    public void Finds_runs_by_the_start_of_their_id_however_old_they_are()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id old_1 > $null; New-DhRun python+run -Id oldX1 > $null; 1..400 | New-DhRun python+run -Id { \"new-$_\" } -Name old_1 > $null");

        Assert.Equal(["old_1"], shell.Complete("Get-DhRun old_"));
        Assert.Equal(["old_1"], shell.Complete("Get-DhRun -Project * -Run OLD_"));
    }

    [Theory]
    [InlineData("Get-DhRun -Name ra", "rare")]
    [InlineData("Get-DhRun -Label ra", "'rare*label'")]
    [InlineData("Get-DhRun -Label 'rare*", "'rare*label'")]
    [InlineData("Get-DhRun -Function python://demo/ra", "python://demo/rare:1")]
    public void Finds_values_of_old_runs_by_their_start(string input, string expected)
    {
        using var shell = Shell.Open();
        shell.Run(
            """
            New-DhRun python+run -Name rare -Label 'rare*label' -Function python://demo/rare:1 > $null
            1..1100 | New-DhRun python+run -Name other -Label common -Function python://demo/other:1 > $null
            """);

        Assert.Equal([expected], shell.Complete(input));
    }

    [Fact]
    public void Finds_projects_by_their_start_among_many()
    {
        using var shell = Shell.Open();
        shell.Run("0..249 | ForEach-Object { New-DhProject \"p$_\" } > $null");

        Assert.Equal(["p249"], shell.Complete("Set-DhProject p249"));
        Assert.Equal(["p24", "p240", "p241", "p242", "p243", "p244", "p245", "p246", "p247", "p248", "p249"], shell.Complete("Get-DhProject P24"));
        Assert.Equal(100, shell.Complete("Get-DhRun -Project p").Count);
    }

    [Fact]
    public void What_was_removed_is_offered_no_more()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhProject gone > $null; New-DhRun python+run -Id first > $null; New-DhRun python+run -Id second > $null; Get-DhProject > $null; Get-DhRun > $null");
        shell.Run("Remove-DhRun first; Remove-DhProject gone -Confirm:$false");

        Assert.Equal(["second"], shell.Complete("Get-DhRun "));
        Assert.Equal(["demo"], shell.Complete("Get-DhRun -Project "));
    }

    [Fact]
    public void Forgets_runs_and_projects_of_a_backend_that_does_not_answer()
    {
        using var shell = Shell.Open();
        var session = Session(shell, isSilent: true);
        shell.Run(
            """
            foreach ($project in 'one', 'two') {
                New-DhProject $project -Session $session > $null
                1..2 | New-DhRun python+run -Session $session -Project $project -Id { "$project$_" } > $null
            }
            """);
        Assert.Equal(["two2", "two1", "one2", "one1"], Complete("RunCompleter", string.Empty, session, "*"));

        Seen("Forget", session, "two1");
        Assert.Equal(["two2", "one2", "one1"], Complete("RunCompleter", string.Empty, session, "*"));

        Seen("ForgetProject", session, "one");
        Assert.Equal(["two2"], Complete("RunCompleter", string.Empty, session, "*"));
        Assert.DoesNotContain("one", Complete("ProjectCompleter", string.Empty, session));
        Assert.Contains("two", Complete("ProjectCompleter", string.Empty, session));

        Seen("Forget", session, "never-seen");
        Seen("ForgetProject", session, "never-seen");
    }

    [Fact]
    public void Changes_no_current_session()
    {
        var folder = Directory.CreateTempSubdirectory("dh-tab-");
        var before = Environment.GetEnvironmentVariable("DH_LOCAL_STORE");
        Environment.SetEnvironmentVariable("DH_LOCAL_STORE", Path.Combine(folder.FullName, "implicit.db"));
        try
        {
            using var first = Shell.Bare();
            using var second = Shell.Bare();
            first.Complete("Get-DhRun ");
            first.Complete("Get-DhRun -Project ");
            // Whoever connects first gives the process its default, and pressing Tab is no connecting.
            second.Run("Connect-DhBackend -Local -InMemory");
            first.Complete("Get-DhRun ");

            Assert.Equal("-InMemory", first.Run("(Get-DhBackend).Source").Single().BaseObject);

            second.Run("Disconnect-DhBackend");
            second.Complete("Get-DhRun ");
            Assert.Equal("BackendNotConfigured", second.Fail("Get-DhBackend").Id());
        }
        finally
        {
            Environment.SetEnvironmentVariable("DH_LOCAL_STORE", before);
            folder.Delete(recursive: true);
        }
    }

    // A session of the shell, as its variable $session: its own, or one on the same store that says it were a core and
    // answers no completion.
    private static object Session(Shell shell, bool isSilent)
    {
        if (isSilent)
        {
            var asker = AllCommands.Infos[0].ImplementingType.Assembly.GetType("DigitalHub.PowerShell.Completion.Asked")!.FullName!;
            BackendProxy.Put(shell, call => call.Name.StartsWith("List", StringComparison.Ordinal) && Environment.StackTrace.Contains(asker, StringComparison.Ordinal)
                ? throw new InvalidOperationException("The backend does not answer.")
                : call.Go());
            shell.Run("$session = $core; Get-DhProject -Session $core > $null");
        }
        else
        {
            shell.Run("$session = Get-DhBackend");
        }
        return shell.Run("$session").Single().BaseObject;
    }

    private static List<string> Complete(string completer, string word, object session, string project = "demo")
    {
        var type = AllCommands.Infos[0].ImplementingType.Assembly.GetType($"DigitalHub.PowerShell.Completion.{completer}")!;
        var bound = new System.Collections.Hashtable { ["Session"] = session, ["Project"] = project };
        return [.. ((IArgumentCompleter)Activator.CreateInstance(type, nonPublic: true)!).CompleteArgument("Get-DhRun", "Run", word, null!, bound).Select(result => result.CompletionText)];
    }

    private static void Seen(string method, object session, string name) =>
        AllCommands.Infos[0].ImplementingType.Assembly.GetType("DigitalHub.PowerShell.Completion.Seen")!.GetMethod(method)!.Invoke(null, [session, name]);
}
