@{
    RootModule           = 'DigitalHub.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f0d6a3e-3b1f-4e0c-9f57-2a4c1d8e7b90'
    Author               = 'The DigitalHub for PowerShell authors'
    CompanyName          = 'Community'
    Copyright            = '(c) The DigitalHub for PowerShell authors. All rights reserved.'
    Description          = 'Run and administer DigitalHub from PowerShell: projects and runs as typed objects, on a DigitalHub core or on an embedded local store that needs no server.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('DigitalHub.format.ps1xml')
    TypesToProcess       = @('DigitalHub.types.ps1xml')
    CmdletsToExport      = @(
        'Add-DhRunMetric'
        'Compare-DhRun'
        'Connect-DhBackend'
        'Copy-DhRun'
        'Disconnect-DhBackend'
        'Export-DhFunction'
        'Export-DhReport'
        'Export-DhRun'
        'Export-DhWorkflow'
        'Get-DhBackend'
        'Get-DhFunction'
        'Get-DhKind'
        'Get-DhProject'
        'Get-DhRun'
        'Get-DhRunLog'
        'Get-DhRunMetric'
        'Get-DhTask'
        'Get-DhWorkflow'
        'Import-DhFunction'
        'Import-DhRun'
        'Import-DhWorkflow'
        'New-DhFunction'
        'New-DhProject'
        'New-DhRun'
        'New-DhTask'
        'New-DhWorkflow'
        'Remove-DhFunction'
        'Remove-DhProject'
        'Remove-DhRun'
        'Remove-DhTask'
        'Remove-DhWorkflow'
        'Resume-DhRun'
        'Set-DhProject'
        'Show-DhRun'
        'Stop-DhRun'
        'Test-DhBackend'
        'Test-DhRun'
        'Update-DhFunction'
        'Update-DhProject'
        'Update-DhRun'
        'Update-DhTask'
        'Update-DhWorkflow'
        'Wait-DhRun'
        'Watch-DhRun'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            # A ProjectUri gives Get-Help -Online its pages as well: see tools/DigitalHub.Help/OnlinePages.cs.
            Tags = @('DigitalHub', 'MLOps', 'Runs', 'Kubernetes', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
        }
    }
}
