using System.Globalization;
using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Conformance;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>A duration is a time span or a number of seconds, also as text (design section 3).</summary>
public sealed class DurationTests
{
    public static TheoryData<object, double> Durations => new()
    {
        { 300, 300 },
        { 0, 0 },
        { 0.25, 0.25 },
        { 1.5m, 1.5 },
        { 300L, 300 },
        { "300", 300 },
        { "0.5", 0.5 },
        { " 5 ", 5 },
        { "00:05:00", 300 },
        { "1.00:00:00", 1 },
        { "1:00:00.5", 3600.5 },
        { new TimeSpan(0, 5, 0), 300 },
        { PSObject.AsPSObject(7), 7 },
    };

    [Theory]
    [MemberData(nameof(Durations))]
    public void Is_read(object given, double seconds) => Assert.Equal(TimeSpan.FromSeconds(given is "1.00:00:00" ? 86400 : seconds), Read(given));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Is_read_alike_everywhere(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            Assert.Equal(TimeSpan.FromSeconds(0.5), Read("0.5"));
            Assert.Equal(TimeSpan.FromSeconds(0.5), Read(0.5));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Belongs_to_waiting()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id kept > $null");

        Assert.Equal("ValueInvalid", shell.Fail("Remove-DhRun kept -Timeout 5").Id());
        Assert.Equal("kept", shell.Run("(Get-DhRun).Id").Single().BaseObject);
        shell.Run("Remove-DhRun kept -Wait -Timeout 5");
        Assert.Empty(shell.Run("Get-DhRun"));
    }

    private static object? Read(object given) =>
        AllCommands.Info("Remove-DhRun").Parameters["Timeout"].Attributes.OfType<ArgumentTransformationAttribute>().Single().Transform(null!, given);
}
