namespace DigitalHub.Help.Tests;

/// <summary>A page that has everything, for tests to spoil.</summary>
internal static class SamplePage
{
    public const string Command = "Get-DhThing";

    public const string Markdown = """
        ---
        external help file: DigitalHub.PowerShell.dll-Help.xml
        Module Name: DigitalHub
        online version: https://example.org/Get-DhThing.md
        schema: 2.0.0
        ---

        # Get-DhThing

        ## SYNOPSIS

        Gets `things` & more.

        ## SYNTAX

        ### Name (Default)

        ```powershell
        Get-DhThing [[-Name] <string[]>] [-Shape <Shape>] [-All]
         [<CommonParameters>]
        ```

        ### Id

        ```powershell
        Get-DhThing [-Id] <string> [-All] [<CommonParameters>]
        ```

        ## DESCRIPTION

        Gets **things** of <any> kind.

        - one
        - two
          - within

        ## EXAMPLES

        ### Example 1: All of them

        Say this first.

        ```powershell
        Get-DhThing |
            Where-Object { $_.Size -lt 5 -and $_.Name -like '<a>&b' }
        ## no heading
        ```

        ```text
        Name
        ----
        a
        ```

        They come.

        ### Example 2: One

        ```powershell
        Get-DhThing a
        ```

        ## PARAMETERS

        ### -All

        Also the hidden ones.

        ```yaml
        Type: SwitchParameter
        Parameter Sets: (All)
        Aliases:

        Required: False
        Position: Named
        Default value: False
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### -Id

        The id.

        ```yaml
        Type: String
        Parameter Sets: Id
        Aliases:

        Required: True
        Position: 0
        Default value: None
        Accept pipeline input: True (ByValue)
        Accept wildcard characters: False
        ```

        ### -Name

        The names.

        ```yaml
        Type: String[]
        Parameter Sets: Name
        Aliases: N, Nm

        Required: False
        Position: 0
        Default value: None
        Accept pipeline input: False
        Accept wildcard characters: True
        ```

        ### -Shape

        The shape.

        ```yaml
        Type: Shape
        Parameter Sets: Name
        Aliases:
        Accepted values: Round, Square

        Required: False
        Position: Named
        Default value: None
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### CommonParameters

        The usual ones.

        ## INPUTS

        ### System.String

        An id.

        ## OUTPUTS

        ### DigitalHub.Thing

        The things.

        ## NOTES

        None.

        ## RELATED LINKS

        [New-DhThing](New-DhThing.md)

        [Things](https://example.org/things)
        """;
}
