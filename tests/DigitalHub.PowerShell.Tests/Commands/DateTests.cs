using DigitalHub.PowerShell.Tests.Conformance;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Parameters that take a date.</summary>
public sealed class DateTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    public DateTests() => _shell.Run("New-DhRun python+run -Id r1 > $null");

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("30", "30")]
    [InlineData("'30'", "'30'")]
    [InlineData("1.5", "1.5")]
    [InlineData("'soon'", "'soon'")]
    [InlineData("([timespan]::FromDays(30))", "30.00:00:00")]
    [InlineData("@{}", "Hashtable")]
    [InlineData("$true", "True")]
    public void What_is_no_date_is_refused(string value, string named)
    {
        foreach (var parameter in AllCommands.Info("Get-DhRun").Parameters.Values.Where(parameter => parameter.ParameterType == typeof(DateTime?)))
        {
            var error = _shell.Fail($"Get-DhRun -{parameter.Name} {value} | Remove-DhRun");

            Assert.Equal("ValueInvalid", error.Id());
            Assert.Contains(named, error.ErrorDetails.Message);
            Assert.Contains("(Get-Date).AddDays(-30)", error.ErrorDetails.RecommendedAction);
        }
        Assert.Single(_shell.Run("Get-DhRun"));
    }

    [Theory]
    [InlineData("[datetime]::Now.AddDays(-1)", 1)]
    [InlineData("[datetime]::Now.AddDays(1)", 0)]
    [InlineData("[datetimeoffset]::UtcNow.AddDays(-1)", 1)]
    [InlineData("[datetimeoffset]::UtcNow.AddDays(1)", 0)]
    [InlineData("[datetime]::MinValue", 1)]
    [InlineData("[datetime]::MaxValue", 0)]
    [InlineData("'2001-02-03'", 1)]
    [InlineData("'2901-02-03T04:05:06Z'", 0)]
    public void What_is_a_date_is_taken(string value, int expected) =>
        Assert.Equal(expected, _shell.Run($"Get-DhRun -CreatedAfter ({value})").Count);

    [Fact]
    public void Every_date_of_every_command_is_read_the_same_way() =>
        Assert.All(
            AllCommands.Infos.SelectMany(command => command.Parameters.Values.Select(parameter => (command.Name, Parameter: parameter)))
                .Where(item => (Nullable.GetUnderlyingType(item.Parameter.ParameterType) ?? item.Parameter.ParameterType) == typeof(DateTime)),
            item => Assert.True(item.Parameter.Attributes.Any(attribute => attribute.GetType().Name == "DateArgumentAttribute"), $"{item.Name} -{item.Parameter.Name}"));

    [Fact]
    public void What_is_no_duration_is_named() =>
        Assert.Contains("'abc'", _shell.Fail("Remove-DhRun r1 -Wait -Timeout abc").ErrorDetails.Message);
}
