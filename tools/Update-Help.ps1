<#
.SYNOPSIS
    Keeps the mechanical parts of the help pages in step with the commands.

.DESCRIPTION
    Run it after 'build.ps1 Build'. For every command of the built module it refreshes, in module/help/<command>.md, the
    SYNTAX section and the list of parameters with their yaml blocks. A command without a page gets one with {{ ... }}
    where a person must write; the build refuses pages that still have such places. What a person wrote is left alone:
    the texts, and the line 'Default value' of each parameter, which nothing but the code's author knows. Hidden
    parameters (DontShow) are left out.

.PARAMETER Check
    Changes nothing; tells which pages are missing, superfluous or out of step, and ends with exit code 1 if any is.

.EXAMPLE
    dotnet pwsh -NoProfile tools/Update-Help.ps1

    Brings all pages up to date and writes those that are missing.

.EXAMPLE
    dotnet pwsh -NoProfile tools/Update-Help.ps1 -Check

    Tells whether the pages fit the commands.
#>
[CmdletBinding()]
param(
    [switch] $Check,
    [string] $ModulePath = (Join-Path $PSScriptRoot '..' 'artifacts' 'DigitalHub'),
    [string] $HelpPath = (Join-Path $PSScriptRoot '..' 'module' 'help')
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$commonParameters = [System.Management.Automation.Cmdlet]::CommonParameters
$standardTexts = @{
    Confirm           = 'Prompts you for confirmation before running the cmdlet.'
    WhatIf            = 'Shows what would happen if the cmdlet runs. The cmdlet is not run.'
    First             = 'Gets only the first so many objects.'
    Skip              = 'Leaves out the first so many objects and gets the others.'
    IncludeTotalCount = 'Reports the total number of objects, followed by the objects. The number is an estimate or unknown where the backend cannot count.'
}
$commonText = 'This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable, -InformationAction, ' +
    '-InformationVariable, -OutVariable, -OutBuffer, -PipelineVariable, -ProgressAction, -Verbose, -WarningAction, and ' +
    '-WarningVariable. For more information, see [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).'

# A Markdown text cut at its headings of one level, code fences respected: an ordered table of heading and text.
# What stands before the first heading has the empty heading.
function Split-Page {
    param([string] $Text, [int] $Level)

    $mark = '#' * $Level + ' '
    $sections = [ordered]@{}
    $heading = ''
    $lines = [System.Collections.Generic.List[string]]::new()
    $fenced = $false
    foreach ($line in $Text -split '\r?\n') {
        if ($line -match '^\s*(```|~~~)') {
            $fenced = -not $fenced
        }
        if (-not $fenced -and $line.StartsWith($mark, 'Ordinal')) {
            $sections[$heading] = ($lines -join "`n").Trim()
            $heading = $line.Substring($mark.Length).Trim()
            $lines.Clear()
        }
        else {
            $lines.Add($line)
        }
    }
    $sections[$heading] = ($lines -join "`n").Trim()
    $sections
}

function Get-TypeName {
    param([type] $Type)

    $type = [Nullable]::GetUnderlyingType($Type) ?? $Type
    if ($type.IsGenericType) {
        $arguments = $type.GetGenericArguments() | ForEach-Object { Get-TypeName $_ }
        return '{0}[{1}]' -f ($type.Name -replace '`.*'), ($arguments -join ',')
    }
    $type.Name
}

function Test-Hidden {
    param([System.Management.Automation.ParameterMetadata] $Parameter)

    $attributes = @($Parameter.Attributes | Where-Object { $_ -is [Parameter] })
    @($attributes | Where-Object { -not $_.DontShow }).Count -eq 0
}

# The parameters that help tells of: those it adds by itself and hidden ones left out.
function Get-HelpParameter {
    param([System.Management.Automation.CmdletInfo] $Command)

    $Command.Parameters.Values |
        Where-Object { $_.Name -notin $commonParameters -and -not (Test-Hidden $_) } |
        Sort-Object { $_.Name -in $standardTexts.Keys }, Name
}

# The line of Get-Command -Syntax for a parameter set, broken as Markdown wants it.
function Format-Syntax {
    param([System.Management.Automation.CmdletInfo] $Command, [System.Management.Automation.CommandParameterSetInfo] $Set)

    $text = "$($Command.Name) $Set"
    foreach ($parameter in $Command.Parameters.Values | Where-Object { Test-Hidden $_ }) {
        $text = $text -replace " \[-$($parameter.Name)( <[^>]+>)?\]"
    }
    $line = ''
    # A break may come before a parameter only.
    $words = $text -split ' (?=\[?\[?-|\[<)'
    $lines = foreach ($word in $words) {
        if ($line -and $line.Length + 1 + $word.Length -gt 100) {
            $line
            $line = ' '
        }
        $line += if ($line.Trim()) { " $word" } else { $word }
    }
    @($lines) + $line -join "`n"
}

function Format-SyntaxSection {
    param([System.Management.Automation.CmdletInfo] $Command)

    $blocks = foreach ($set in $Command.ParameterSets | Sort-Object { -not $_.IsDefault }) {
        $heading = if ($Command.ParameterSets.Count -gt 1) {
            "### $($set.Name)$(if ($set.IsDefault) { ' (Default)' })`n`n"
        }
        "$heading``````powershell`n$(Format-Syntax $Command $set)`n``````"
    }
    $blocks -join "`n`n"
}

# The yaml blocks of a parameter: one for all sets in which it is the same.
function Format-Yaml {
    param([System.Management.Automation.CmdletInfo] $Command, [System.Management.Automation.ParameterMetadata] $Parameter, [string] $DefaultValue)

    $sets = @($Command.ParameterSets | Where-Object { $_.Parameters.Name -contains $Parameter.Name })
    $values = if ($Parameter.ParameterType.IsEnum) { [enum]::GetNames($Parameter.ParameterType) }
    else { $Parameter.Attributes | Where-Object { $_ -is [ValidateSet] } | ForEach-Object ValidValues }
    $wildcards = [bool]($Parameter.Attributes | Where-Object { $_ -is [SupportsWildcards] })

    $uses = foreach ($set in $sets) {
        $use = $set.Parameters | Where-Object Name -EQ $Parameter.Name
        $pipeline = @(if ($use.ValueFromPipeline) { 'ByValue' }; if ($use.ValueFromPipelineByPropertyName) { 'ByPropertyName' })
        $lines = @(
            "Required: $($use.IsMandatory)"
            "Position: $(if ($use.Position -lt 0) { 'Named' } else { $use.Position })"
            "Default value: $DefaultValue"
            "Accept pipeline input: $(if ($pipeline) { "True ($($pipeline -join ', '))" } else { 'False' })"
            "Accept wildcard characters: $wildcards"
        )
        [pscustomobject]@{ Set = $set.Name; Lines = $lines -join "`n" }
    }

    $blocks = foreach ($group in $uses | Group-Object Lines) {
        $names = if ($sets.Count -eq $Command.ParameterSets.Count -and $group.Count -eq $sets.Count) { '(All)' } else { $group.Group.Set -join ', ' }
        $head = @(
            "Type: $(Get-TypeName $Parameter.ParameterType)"
            "Parameter Sets: $names"
            "Aliases: $($Parameter.Aliases -join ', ')".TrimEnd()
            if ($values) { "Accepted values: $($values -join ', ')" }
        )
        "``````yaml`n$($head -join "`n")`n`n$($group.Name)`n``````"
    }
    $blocks -join "`n`n"
}

function Format-ParameterSection {
    param([System.Management.Automation.CmdletInfo] $Command, [string] $Present)

    $texts = Split-Page $Present 3
    $sections = foreach ($parameter in Get-HelpParameter $Command) {
        $heading = "-$($parameter.Name)"
        $text = $texts.Contains($heading) ? $texts[$heading] : ''
        $default = if ($text -match '(?m)^Default value: (.*?)\r?$') { $Matches[1].Trim() }
        elseif ($parameter.ParameterType -eq [switch]) { 'False' }
        else { 'None' }
        $prose = ($text -replace '(?s)```yaml.*?```').Trim()
        if (-not $prose) {
            $prose = $standardTexts[$parameter.Name] ?? "{{ What $heading does }}"
        }
        "### $heading`n`n$prose`n`n$(Format-Yaml $Command $parameter $default)"
    }
    (@($sections) + "### CommonParameters`n`n$commonText") -join "`n`n"
}

function New-Page {
    param([System.Management.Automation.CmdletInfo] $Command)

    $outputs = foreach ($type in $Command.OutputType) {
        "### $($type.Name)`n`n{{ What comes out }}"
    }
    @"
---
external help file: DigitalHub.PowerShell.dll-Help.xml
Module Name: DigitalHub
online version:
schema: 2.0.0
---

# $($Command.Name)

## SYNOPSIS

{{ One sentence }}

## SYNTAX

## DESCRIPTION

{{ What it does }}

## EXAMPLES

### Example 1: {{ Title }}

``````powershell
{{ Code }}
``````

{{ What comes of it }}

## PARAMETERS

## INPUTS

### System.Object

{{ What the pipeline takes }}

## OUTPUTS

$($outputs -join "`n`n")

## NOTES

## RELATED LINKS
"@
}

function Update-Page {
    param([System.Management.Automation.CmdletInfo] $Command, [string] $Text)

    $sections = Split-Page $Text 2
    foreach ($name in 'SYNTAX', 'PARAMETERS') {
        if (-not $sections.Contains($name)) {
            throw "$($Command.Name).md has no section '## $name'."
        }
    }
    $sections['SYNTAX'] = Format-SyntaxSection $Command
    $sections['PARAMETERS'] = Format-ParameterSection $Command $sections['PARAMETERS']
    $parts = foreach ($heading in $sections.Keys) {
        $(if ($heading) { "## $heading" }; if ($sections[$heading]) { $sections[$heading] }) -join "`n`n"
    }
    ($parts -join "`n`n") + "`n"
}

$module = Import-Module $ModulePath -Force -PassThru
$commands = @($module.ExportedCmdlets.Values | Sort-Object Name)
$null = New-Item $HelpPath -ItemType Directory -Force

$differences = @(
    foreach ($command in $commands) {
        $file = Join-Path $HelpPath "$($command.Name).md"
        $present = if (Test-Path $file) { (Get-Content $file -Raw) -replace '\r\n', "`n" }
        $wanted = Update-Page $command ($present ? $present : (New-Page $command))
        if ($present -cne $wanted) {
            "$($command.Name).md $($present ? 'is out of step with the command' : 'is missing')"
            if (-not $Check) {
                [IO.File]::WriteAllText((Convert-Path $HelpPath | Join-Path -ChildPath "$($command.Name).md"), $wanted)
            }
        }
    }
    Get-ChildItem $HelpPath -Filter *-Dh*.md | Where-Object BaseName -NotIn $commands.Name | ForEach-Object {
        "$($_.Name) describes a command that does not exist"
    }
)

if ($Check) {
    $differences | ForEach-Object { [Console]::Error.WriteLine("Help: $_") }
    exit [int]($differences.Count -gt 0)
}
$differences | ForEach-Object { Write-Host ($_ -replace 'is (out of step.*|missing)$', 'written') }
