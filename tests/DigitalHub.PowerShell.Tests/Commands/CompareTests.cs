using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Runs side by side.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    public CompareTests() => _shell.Run(
        """
        $null = New-DhRun python+run -Id a -Label x -Spec @{ parameters = @{ n = 1; f = 1; same = 'x' }; only = 1; list = 1, 2; steps = @{ a = 1 }, @{ a = 2 } }
        $null = New-DhRun python+run -Id b -Label x, y -Spec @{ parameters = @{ n = 2; f = 1.0; same = 'x' }; 'a.b' = $null; list = 1, 3; steps = @{ a = 1 }, @{ a = 3 } } -Metadata @{ description = 'b' }
        $null = New-DhRun python+run -Id c -Label x -Spec @{ parameters = @{ n = 1; f = 1; same = 'x' }; only = 1; list = 1, 2; steps = @{ a = 1 }, @{ a = 2 } }
        Update-DhRun a -Status @{ metrics = @{ acc = 0.5 } }
        Update-DhRun b -State BUILT -Status @{ metrics = @{ acc = 0.75; loss = 0.5, 0.25 } }
        """);

    [Fact]
    public void Value_by_value() =>
        Assert.Equal(
            [
                "metadata.labels <> [\"x\"] [\"x\",\"y\"]",
                "metadata.description => null \"b\"",
                "metrics.acc <> 0.5 0.75",
                "metrics.loss => null [0.5,0.25]",
                "spec.list <> [1,2] [1,3]",
                "spec.only <= 1 null",
                "spec.parameters.f <> 1 1.0",
                "spec.parameters.n <> 1 2",
                "spec.steps[1].a <> 2 3",
                "spec.'a.b' => null null",
                "status.state <> \"CREATED\" \"BUILT\"",
            ],
            Told("Compare-DhRun a b").Order(StringComparer.Ordinal).OrderBy(line => line.Contains("a.b", StringComparison.Ordinal) ? "spec.tz" : line.StartsWith("metadata.l", StringComparison.Ordinal) ? "a" : line.Split(' ')[0], StringComparer.Ordinal));

    [Fact]
    public void Equal_runs_give_nothing() => Assert.Empty(Told("Compare-DhRun a c -Property spec, kind"));

    [Fact]
    public void Equal_values_come_when_asked_for()
    {
        var told = Told("Compare-DhRun a b -IncludeEqual");

        Assert.Contains("kind == \"python+run\" \"python+run\"", told);
        Assert.Contains("spec.parameters.same == \"x\" \"x\"", told);
        Assert.Contains(told, line => line.StartsWith("metadata.created ", StringComparison.Ordinal));
        Assert.Contains("name <> \"a\" \"b\"", told);
        Assert.Contains(told, line => line.StartsWith("status.transitions[0].time => ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("metadata.name", new[] { "metadata.name <> \"a\" \"b\"" })]
    [InlineData("spec.parameters", new[] { "spec.parameters.f <> 1 1.0", "spec.parameters.n <> 1 2" })]
    [InlineData("*.n", new[] { "spec.parameters.n <> 1 2" })]
    [InlineData("SPEC.STEPS", new[] { "spec.steps[1].a <> 2 3" })]
    [InlineData("none", new string[0])]
    public void Only_what_is_asked_for(string path, string[] expected) =>
        Assert.Equal(expected, Told($"Compare-DhRun a b -Property '{path}'").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Compare-DhRun a, b, c")]
    [InlineData("Compare-DhRun a b, c")]
    [InlineData("'a', 'b', 'c' | Compare-DhRun")]
    [InlineData("'b', 'c' | Compare-DhRun -ReferenceRun a")]
    [InlineData("(Get-DhRun b), (Get-DhRun c) | Compare-DhRun -ReferenceRun (Get-DhRun a)")]
    public void More_than_two(string call) =>
        Assert.Equal(
            ["a b <>", "a c =="],
            _shell.Run($"{call} -Property spec.parameters.n -IncludeEqual | ForEach-Object {{ \"$($_.ReferenceId) $($_.DifferenceId) $($_.SideIndicator)\" }}").Select(line => line.BaseObject));

    [Theory]
    [InlineData("Compare-DhRun -ReferenceRun a -DifferenceRun b, c")]
    [InlineData("Get-DhRun b, c | Compare-DhRun a")]
    [InlineData("(Get-DhRun b), (Get-DhRun c) | Compare-DhRun (Get-DhRun a)")]
    public void The_reference_as_it_is_typed_first(string call) => More_than_two(call);

    [Fact]
    public void Two_references_are_one_error() =>
        Assert.Equal("ValueInvalid", _shell.Fail("Get-DhRun b, c | Compare-DhRun a -ReferenceRun c").Id());

    [Fact]
    public void A_map_that_is_filled_differs_by_what_fills_it()
    {
        _shell.Run("$null = New-DhRun python+run -Id empty -Spec @{ parameters = @{} }; $null = New-DhRun python+run -Id filled -Spec @{ parameters = @{ n = 1 } }; $null = New-DhRun python+run -Id without");

        Assert.Equal(["spec.parameters.n => null 1"], Told("Compare-DhRun empty filled -Property spec"));
        Assert.Equal(["spec.parameters.n <= 1 null"], Told("Compare-DhRun filled empty -Property spec"));
        Assert.Equal(["spec.parameters <= {} null"], Told("Compare-DhRun empty without -Property spec.parameters"));
    }

    [Fact]
    public void A_property_that_no_run_can_have_is_told()
    {
        Assert.Contains("'parameters.n'", Assert.Single(_shell.Try("Compare-DhRun a b -Property parameters.n, spec.only, status.none").Warnings));
        Assert.Empty(_shell.Try("Compare-DhRun a b -Property SPEC, kind, *.n, sp*.x, 'spec.steps`[0]', metrics").Warnings);
    }

    [Fact]
    public void An_object_is_compared_as_it_is_in_the_hand() =>
        Assert.Equal(["spec.parameters.n <> 1 9"], Told("$r = Get-DhRun c; $r.Spec.parameters.n = 9; Compare-DhRun a $r -Property spec"));

    [Fact]
    public void A_run_that_is_gone_is_its_own_error_unless_it_is_the_reference()
    {
        var result = _shell.Try("Compare-DhRun a gone, b -Property spec.only");
        Assert.Equal("RunNotFound", Assert.Single(result.Errors).Id());
        Assert.Single(result.Output);

        Assert.Equal("RunNotFound", _shell.Fail("Compare-DhRun gone, a, b").Id());
        Assert.Equal("IdInvalid", _shell.Fail("'not an id', 'a', 'b' | Compare-DhRun").Id());
        Assert.Equal("RunNotFound", _shell.Fail("'a', 'b' | Compare-DhRun -ReferenceRun gone").Id());
    }

    [Theory]
    [InlineData("Compare-DhRun a")]
    [InlineData("Get-DhRun a | Compare-DhRun")]
    [InlineData("Compare-DhRun")]
    [InlineData("Get-DhRun | Compare-DhRun -ReferenceRun a, b")]
    public void There_must_be_something_to_compare_with(string call) => Assert.Equal("ValueInvalid", _shell.Fail(call).Id());

    [Fact]
    public void Nothing_piped_is_silence() => Assert.Empty(_shell.Run("Get-DhRun -Name none | Compare-DhRun; Get-DhRun -Name none | Compare-DhRun -ReferenceRun a"));

    public void Dispose() => _shell.Dispose();

    private List<string> Told(string script) => [.. _shell.Run(script).Select(item => item.BaseObject.ToString()!)];
}
