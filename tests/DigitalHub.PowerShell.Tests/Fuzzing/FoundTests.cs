using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>What was found by arguments by chance and is mended.</summary>
public sealed class FoundTests
{
    // The shell took hundreds of megabytes for the many parts of a text that was no path, and could not be stopped.
    [Fact]
    public void A_path_that_is_too_long_for_every_file_system()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id single > $null; New-DhFunction train python -Handler main > $null");
        shell.Set("x", string.Concat(Enumerable.Repeat("https://core.example.org/a/b/c, ", 2000)));

        foreach (var call in (string[])
        [
            "Import-DhRun -Path $x", "$x | Import-DhRun", "Import-DhRun -LiteralPath $x", "Import-DhFunction -Path $x", "Export-DhRun single -Path $x", "Export-DhRun single -LiteralPath $x", "Export-DhFunction train -Path $x", "Get-DhRun single | Export-DhReport $x",
            "Export-DhReport single -LiteralPath $x", "New-DhFunction fresh python -Handler main -SourcePath $x", "Connect-DhBackend -Local -Path $x -NoDefault", "Remove-DhRun single -Archive $x",
        ])
        {
            var error = shell.Fail(call);
            Assert.Equal("PathInvalid", error.Id());
            Assert.InRange(error.Exception.Message.Length, 1, 500);
        }
        Assert.NotEmpty(shell.Run("Get-DhRun single"));
    }

    [Fact]
    public void A_path_that_is_no_pattern()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id single > $null; New-DhFunction train python -Handler main > $null");
        // Where there is nothing, nothing is compared with it.
        File.WriteAllText(Path.Combine(shell.Folder, "x["), string.Empty);

        foreach (var path in (string[])["[z-a]*", "*["])
        {
            shell.Set("x", path);
            foreach (var call in (string[])["Import-DhRun -Path $x", "Import-DhFunction -Path $x", "Export-DhRun single -Path $x", "Export-DhFunction train -Path $x", "Export-DhReport single -Path $x", "New-DhFunction fresh python -Handler main -SourcePath $x"])
            {
                Assert.Equal("PathInvalid", shell.Fail(call).Id());
            }
        }
    }
}
