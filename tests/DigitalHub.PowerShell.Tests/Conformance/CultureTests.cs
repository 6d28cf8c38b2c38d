using System.Globalization;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

[Collection(nameof(Alone))]
public sealed class CultureTests
{
    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void Works_in_any_culture_under_strict_mode(string culture)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture, CultureInfo.DefaultThreadCurrentCulture);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(culture);
        try
        {
            using var shell = Shell.Open();
            var output = shell.Run(
                """
                Set-StrictMode -Version Latest
                $ErrorActionPreference = 'Stop'
                $r = New-DhRun -Kind PYTHON+JOB:run -Id ITEM-i -Spec @{ parameters = @{ x = 0.1; n = 1234567 } }
                (Get-DhRun -State created -Query item-I).Spec.parameters.x
                (Get-DhRun -Name item-*).Spec.parameters.n
                $r.Metadata.created
                Get-DhRun | Remove-DhRun
                """);

            Assert.Equal(0.1, output[0].BaseObject);
            Assert.Equal(1234567L, output[1].BaseObject);
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", (string)output[2].BaseObject);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture, CultureInfo.DefaultThreadCurrentCulture) = before;
        }
    }
}
