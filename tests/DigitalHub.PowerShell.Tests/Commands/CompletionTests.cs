using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Conformance;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

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

    private static List<string> Complete(Shell shell, string input)
    {
        using var engine = System.Management.Automation.PowerShell.Create(shell.Runspace);
        return [.. CommandCompletion.CompleteInput(input, input.Length, null, engine).CompletionMatches.Select(match => match.CompletionText)];
    }

    [Theory]
    [InlineData("Get-DhRun -State RUN", "RUNNING")]
    [InlineData("Get-DhRun -State run", "RUNNING")]
    [InlineData("New-DhRun -Kind python+j", "python+job:run")]
    [InlineData("New-DhRun python+r", "python+run")]
    [InlineData("Get-DhRun -Sort upd", "Updated")]
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

        Assert.Contains(expected, Complete(shell, input));
    }

    [Fact]
    public void Offers_runs_of_a_store_that_nothing_was_asked_of_yet()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id there > $null");
        using var other = Shell.Bare();

        Assert.Contains("there", Complete(other, "Get-DhRun th"));
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

        Complete(shell, "Get-DhRun -Project ");
        Complete(shell, "Get-DhRun ");

        Assert.Empty(folder.GetFileSystemInfos());
        folder.Delete();
    }
}
