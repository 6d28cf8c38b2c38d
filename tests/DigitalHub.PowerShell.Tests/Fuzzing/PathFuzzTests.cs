using DigitalHub.PowerShell.Tests.Hosting;
using Xunit.Abstractions;

namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>Whatever paths and names of files are given: what is written stays in the folder that it is meant for.</summary>
[Collection(nameof(Alone))]
public sealed class PathFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Templates = ["{id}.yaml", "{name}-{state}.json", "runs-{id}", "{kind}", "{project}", "x.html", "con", "a.", "{ID}{id}", "{no}", "{", "}}"];

    private static readonly string[] Calls =
    [
        "Export-DhRun single -Path $p", "Export-DhRun single -LiteralPath $p", "Export-DhRun single, other -Path $p -Append", "Export-DhRun single -LiteralPath $p -Append -NoClobber", "Export-DhRun single -Path $p -Force -PassThru", "Export-DhRun single -LiteralPath $p -NoClobber -Format Json", "Get-DhRun single | Export-DhRun $p -PassThru", "Export-DhRun single -LiteralPath $p -WhatIf",
        "Export-DhRun single, other -Path $p -NameTemplate $t", "Export-DhRun single, other -LiteralPath $p -NameTemplate $t -Append", "Export-DhRun single, other -Path out/ -NameTemplate $t", "Export-DhFunction train -Path $p", "Export-DhFunction train -LiteralPath $p -Force", "Export-DhFunction train -Path out/ -NameTemplate $t", "Export-DhWorkflow nightly -Path $p", "Export-DhWorkflow nightly -LiteralPath $p -PassThru",
        "Get-DhRun single | Export-DhReport -Path $p", "Get-DhRun single | Export-DhReport -LiteralPath $p -Title $t", "Get-DhRun single | Export-DhReport $p -Force -PassThru", "Get-DhRun single | Export-DhReport -LiteralPath $p -NoClobber", "Export-DhReport single -Path out.html -Title $p -MetricName $t",
        "Import-DhRun -Path $p", "Import-DhRun -LiteralPath $p", "Import-DhRun -Path $p, $q -WhatIf", "$p, $q | Import-DhRun -WhatIf", "Import-DhRun -LiteralPath $p -DestinationProject $t -WhatIf", "Import-DhRun -LiteralPath two.json -DestinationProject $p -WhatIf", "Import-DhFunction -Path $p -WhatIf", "Import-DhFunction -LiteralPath $p", "Import-DhWorkflow -LiteralPath $p -WhatIf", "Import-DhWorkflow -Path $p",
        "New-DhFunction fresh python -Handler main -SourcePath $p -WhatIf", "New-DhWorkflow fresh hera -Handler main -SourcePath $p -WhatIf", "Copy-DhRun single -DestinationId $p -DestinationProject $t -WhatIf", "Copy-DhRun single -DestinationId $p -WhatIf",
        "Connect-DhBackend -Local -Path $p -NoDefault | Disconnect-DhBackend", "Connect-DhBackend -Local -Path $p -NoDefault | ForEach-Object { Get-DhRun -Project demo -Session $_; Set-DhProject demo -Session $_; Disconnect-DhBackend $_ }", "New-DhRun python+run -Id gone > $null; Remove-DhRun gone -Archive $p", "Remove-DhRun single -Archive $p -WhatIf", "TabExpansion2 \"Import-DhRun $l\" > $null", "TabExpansion2 \"Export-DhRun single -NameTemplate $k\" > $null",
    ];

    [Fact]
    public void Paths_and_names_of_files()
    {
        using var shell = Shell.Open();
        shell.Run("'single', 'other' | New-DhRun python+run -Id { $_ } > $null; New-DhFunction train python -Handler main > $null; New-DhWorkflow nightly hera -Handler main > $null");
        var box = new Box(shell);
        string[] good = ["x.yaml", "out/", "out/x.json", "there.yaml", "[1].yaml", "`[1`].yaml", "*.yaml", "t*", "deep/er/x.html", "./x.yaml", "../box/x.yaml", "Box:/x.yaml", "Box:out/", $"{box.Folder}/x.html", $"Microsoft.PowerShell.Core\\FileSystem::{box.Folder}/y.json", "folder", "folder/", "folder/*", "[a]/x.yaml", "link.yaml", "nowhere.yaml", "readonly.yaml", "there.yaml/y", ".hidden", "a b#c.yaml", "con", "é😀.yaml", "x.db", "page.html"];
        Calling.Run(shell, output, 1, random =>
        {
            box.Count();
            return new(random.One(Calls), new Dictionary<string, object> { ["p"] = Inside(random), ["q"] = Inside(random), ["t"] = random.Text(Templates), ["k"] = random.Typed(Templates), ["l"] = random.Typed(good) });
        });
        box.AssertTight();

        string Inside(Random random)
        {
            while (true)
            {
                var path = random.Text(good);
                if (box.Holds(path)) return path;
            }
        }
    }

    [Fact]
    public void Nothing_leads_out_of_the_box()
    {
        using var shell = Shell.Open();
        var box = new Box(shell);

        foreach (var path in (string[])["/tmp/x.yaml", "../x.yaml", "folder/../../x.yaml", "folder\\..\\..\\x.yaml", "FileSystem::/tmp/x.yaml", "~/x.yaml", "..", "../*"])
        {
            Assert.False(box.Holds(path), path);
            // So long that the shell is not asked.
            Assert.False(box.Holds(path + string.Concat(Enumerable.Repeat("/.", 3000))), path);
        }
        foreach (var path in (string[])["../box/x.yaml", "Box:/x.yaml", "[1].yaml", "*.yaml", "Env:PATH", "Box:/../../x.yaml", "`.`./x.yaml"]) Assert.True(box.Holds(path), path);
    }
}
