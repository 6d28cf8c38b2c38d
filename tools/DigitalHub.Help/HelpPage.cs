namespace DigitalHub.Help;

/// <summary>The help of one command, as its page tells it.</summary>
public sealed record HelpPage(
    string Command,
    string OnlineVersion,
    string Synopsis,
    IReadOnlyList<HelpSyntax> Syntax,
    IReadOnlyList<TextBlock> Description,
    IReadOnlyList<HelpExample> Examples,
    IReadOnlyList<HelpParameter> Parameters,
    IReadOnlyList<HelpType> Inputs,
    IReadOnlyList<HelpType> Outputs,
    IReadOnlyList<TextBlock> Notes,
    IReadOnlyList<HelpLink> Links);

/// <summary>One parameter set, as <c>Get-Command -Syntax</c> shows it.</summary>
public sealed record HelpSyntax(IReadOnlyList<SyntaxParameter> Parameters);

/// <summary>A parameter within a parameter set. A switch has no <paramref name="Type"/>.</summary>
public sealed record SyntaxParameter(string Name, bool Required, bool Positional, string? Type, IReadOnlyList<string> Values);

/// <summary>An example: a title, what comes before its code, the code as it stands, what comes after.</summary>
public sealed record HelpExample(string Title, IReadOnlyList<TextBlock> Introduction, string Code, IReadOnlyList<TextBlock> Remarks);

/// <summary>A parameter over all sets.</summary>
public sealed record HelpParameter(
    string Name,
    IReadOnlyList<TextBlock> Description,
    string Type,
    string Aliases,
    string AcceptedValues,
    bool Required,
    string Position,
    string DefaultValue,
    string PipelineInput,
    bool Wildcards);

/// <summary>A type that goes into a command or comes out of it.</summary>
public sealed record HelpType(string Name, IReadOnlyList<TextBlock> Description);

/// <summary>A link to related help. The address may be empty.</summary>
public sealed record HelpLink(string Text, string Address);
