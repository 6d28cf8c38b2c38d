using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>What may be piped into New-DhRun and Import-DhRun, and what of it counts.</summary>
public sealed class RowTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("[System.Diagnostics.Process]::GetCurrentProcess() | New-DhRun python+run", "System.Diagnostics.Process")]
    [InlineData("[IO.FileInfo]'/tmp/x.json' | New-DhRun python+run -Id fixed", "System.IO.FileInfo")]
    [InlineData("'text' | New-DhRun python+run", "'text'")]
    [InlineData("Get-Command Get-DhRun | New-DhRun python+run", "CmdletInfo")]
    public void What_is_no_row_is_refused(string script, string named)
    {
        var error = _shell.Fail(script);

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains(named, error.ErrorDetails.Message);
        Assert.Contains("-Id { $_ }", error.ErrorDetails.RecommendedAction);
        Assert.Empty(_shell.Run("Get-DhRun"));
    }

    [Theory]
    [InlineData("1..2 | New-DhRun python+run -Id { \"r$_\" }", "r1 r1,r2 r2")]
    [InlineData("'a', 'b' | New-DhRun python+run -Id { $_ } -Label l", "a a,b b")]
    [InlineData("[IO.FileInfo]'/tmp/x.json' | New-DhRun python+run -Id { $_.BaseName }", "x x")]
    [InlineData("[IO.FileInfo]'/tmp/x.json' | New-DhRun python+run -Id x -Spec { @{ inputs = @{ file = $_.Name } } }", "x x")]
    [InlineData("1 | New-DhRun python+run -Id x", "x x")]
    [InlineData("@{ Id = 'h'; Name = 'n' } | New-DhRun python+run", "h n")]
    [InlineData("[pscustomobject]@{ Id = 'o'; Name = 'n' } | New-DhRun python+run", "o n")]
    public void What_a_script_block_takes_and_rows_are_taken(string script, string expected)
    {
        var result = _shell.Try(script);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(expected, string.Join(",", result.Output.Select(run => $"{run.Properties["Id"].Value} {run.Properties["Name"].Value}")));
    }

    [Fact]
    public void Columns_that_nothing_takes_are_told_once()
    {
        var result = _shell.Try("[pscustomobject]@{ Id = 'a'; Kind = 'x'; Seed = 1 }, [pscustomobject]@{ Id = 'b'; Kind = 'x'; Seed = 1 } | New-DhRun python+run");

        Assert.Empty(result.Errors);
        Assert.Equal(2, result.Output.Count);
        Assert.Contains("Kind, Seed", Assert.Single(result.Warnings));
        Assert.Empty(_shell.Try("[pscustomobject]@{ Id = 'c'; Seed = 1 } | New-DhRun python+run -Spec { @{ parameters = @{ seed = $_.Seed } } }").Warnings);
        Assert.Empty(_shell.Try("@{ Id = 'd'; Labels = 'x' } | New-DhRun python+run").Warnings);
    }

    [Fact]
    public void A_run_is_made_anew_by_Copy_DhRun()
    {
        _shell.Run("New-DhRun python+run -Id old > $null");

        Assert.Contains("Copy-DhRun", _shell.Fail("Get-DhRun old | New-DhRun python+run").ErrorDetails.RecommendedAction);
        Assert.Contains("Copy-DhRun", _shell.Fail("[pscustomobject]@{ Id = 'old'; Key = (Get-DhRun old).Key } | New-DhRun python+run").ErrorDetails.RecommendedAction);
        Assert.Single(_shell.Run("Get-DhRun"));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Kind = 'python+run'; ID = 'k1'; Name = 'n'; Spec = @{ Own = 1 }; METADATA = @{ labels = @('x') } } | Import-DhRun")]
    [InlineData("@{ KIND = 'python+run'; id = 'k1'; Name = 'n'; Spec = @{ Own = 1 }; metadata = @{ labels = @('x') } } | Import-DhRun")]
    public void The_fields_of_an_object_may_be_written_in_any_case(string script)
    {
        var result = _shell.Try(script);

        Assert.Empty(result.Errors);
        Assert.Contains("'Own'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("k1|n|1|x|Own", _shell.Run("$r = Get-DhRun k1; '{0}|{1}|{2}|{3}|{4}' -f $r.Id, $r.Name, $r.Spec.Own, $r.Labels[0], $r.Spec.Keys[0]").Single().BaseObject);
    }

    [Fact]
    public void A_field_that_comes_twice_is_refused() =>
        Assert.Equal("ValueInvalid", _shell.Fail("$d = [System.Collections.Specialized.OrderedDictionary]::new(); $d.kind = 'python+run'; $d.Id = 'a'; $d.id = 'b'; , $d | Import-DhRun").Id());

    [Fact]
    public void A_column_beside_the_fields_is_still_told() =>
        Assert.Contains("'Labels'", Assert.Single(_shell.Try("[pscustomobject]@{ Kind = 'python+run'; Labels = 'x' } | Import-DhRun").Warnings));

    [Fact]
    public void What_a_run_showed_beside_its_document_is_none_of_it()
    {
        _shell.Run("New-DhRun python+run -Id old -Label x -Spec @{ parameters = @{ n = 1 } } > $null");

        // As ConvertTo-Json and ConvertFrom-Json make it: an object of the properties, and of maps in it.
        var result = _shell.Try(
            """
            $r = Get-DhRun old
            $row = [ordered]@{}
            foreach ($property in $r.PSObject.Properties) { $row[$property.Name] = $property.Value }
            [pscustomobject]$row | Import-DhRun -NewId
            """);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal("python+run|x|1", _shell.Run("$n = Get-DhRun | Where-Object Id -NE old; '{0}|{1}|{2}' -f $n.Kind, $n.Labels[0], $n.Spec.parameters.n").Single().BaseObject);
    }
}
