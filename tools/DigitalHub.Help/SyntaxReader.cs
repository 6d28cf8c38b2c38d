using System.Text.RegularExpressions;

namespace DigitalHub.Help;

/// <summary>Reads a line of <c>Get-Command -Syntax</c>.</summary>
internal static partial class SyntaxReader
{
    public static HelpSyntax Read(string command, string text)
    {
        var line = Blanks().Replace(text, " ").Trim();
        if (line != command && !line.StartsWith(command + " ", StringComparison.Ordinal))
        {
            throw new FormatException($"SYNTAX: '{line}' does not begin with {command}");
        }

        var rest = line[command.Length..].Trim();
        var parameters = new List<SyntaxParameter>();
        while (rest.Length > 0)
        {
            var match = Parameter().Match(rest);
            if (!match.Success)
            {
                throw new FormatException($"SYNTAX: not understood from here: '{rest}'");
            }

            rest = rest[match.Length..].TrimStart();
            if (!match.Groups["common"].Success)
            {
                parameters.Add(Describe(match));
            }
        }

        return new HelpSyntax(parameters);
    }

    private static SyntaxParameter Describe(Match match)
    {
        var type = match.Groups["type"];
        return new SyntaxParameter(
            match.Groups["name"].Value,
            Required: !match.Groups["optional"].Success,
            Positional: match.Groups["positional"].Success,
            Type: type.Success ? type.Value : null,
            Values: match.Groups["values"].Success ? match.Groups["values"].Value.Split('|', StringSplitOptions.TrimEntries) : []);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    // [[-Name] <type>]   [-Name] <type>   [-Name <type>]   -Name <type>   [-Switch]   -Switch, with {A | B} after a type that has few values
    [GeneratedRegex(
        """
        ^(?:
          (?<common>\[<CommonParameters>\])
        | (?<optional>\[)(?<positional>\[)-(?<name>\w+)\]\ <(?<type>[^>]+)>(?:\ \{(?<values>[^}]+)\})?\]
        | (?<positional>\[)-(?<name>\w+)\]\ <(?<type>[^>]+)>(?:\ \{(?<values>[^}]+)\})?
        | (?<optional>\[)-(?<name>\w+)(?:\ <(?<type>[^>]+)>(?:\ \{(?<values>[^}]+)\})?)?\]
        | -(?<name>\w+)(?:\ <(?<type>[^>]+)>(?:\ \{(?<values>[^}]+)\})?)?
        )(?=\s|$)
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Parameter();
}
