using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>What was found by arguments by chance and is mended.</summary>
public sealed class FoundTests
{
    // The shell took hundreds of megabytes for the many parts of a text that was no path, and could not be stopped.
    [Theory]
    [InlineData("Import-DhRun -Path $x")]
    [InlineData("$x | Import-DhRun")]
    [InlineData("Import-DhRun -LiteralPath $x")]
    [InlineData("Import-DhFunction -Path $x")]
    [InlineData("Export-DhRun single -Path $x")]
    [InlineData("Export-DhRun single -LiteralPath $x")]
    [InlineData("Export-DhFunction train -Path $x")]
    [InlineData("Get-DhRun single | Export-DhReport $x")]
    [InlineData("Export-DhReport single -LiteralPath $x")]
    [InlineData("New-DhFunction fresh python -Handler main -SourcePath $x")]
    [InlineData("Connect-DhBackend -Local -Path $x -NoDefault")]
    [InlineData("Remove-DhRun single -Archive $x")]
    public void A_path_that_is_too_long_for_every_file_system(string call)
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id single > $null; New-DhFunction train python -Handler main > $null");
        shell.Set("x", string.Concat(Enumerable.Repeat("https://core.example.org/a/b/c, ", 2000)));

        var error = shell.Fail(call);

        Assert.Equal("PathInvalid", error.Id());
        Assert.InRange(error.Exception.Message.Length, 1, 500);
        Assert.NotEmpty(shell.Run("Get-DhRun single"));
    }

    [Theory]
    [InlineData("[z-a]*")]
    [InlineData("*[")]
    public void A_path_that_is_no_pattern(string path)
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id single > $null; New-DhFunction train python -Handler main > $null");
        // Where there is nothing, nothing is compared with it.
        File.WriteAllText(Path.Combine(shell.Folder, "x["), string.Empty);
        shell.Set("x", path);

        foreach (var call in (string[])["Import-DhRun -Path $x", "Import-DhFunction -Path $x", "Export-DhRun single -Path $x", "Export-DhFunction train -Path $x", "Export-DhReport single -Path $x", "New-DhFunction fresh python -Handler main -SourcePath $x"])
        {
            Assert.Equal("PathInvalid", shell.Fail(call).Id());
        }
    }
}
