using System.Xml.Linq;

namespace DigitalHub.Help;

/// <summary>Writes the help of all commands as MAML, the XML that <c>Get-Help</c> reads.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Items = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Write(IEnumerable<HelpPage> pages) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(Items + "helpItems", new XAttribute("schema", "maml"), pages.Select(Page)));

    private static XElement Page(HelpPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", page.Command),
            new XElement(Command + "verb", page.Command.Split('-')[0]),
            new XElement(Command + "noun", page.Command.Split('-')[1]),
            new XElement(Maml + "description", new XElement(Maml + "para", page.Synopsis))),
        Description(page.Description),
        new XElement(Command + "syntax", page.Syntax.Select(set => Syntax(page, set))),
        new XElement(Command + "parameters", page.Parameters.Select(Parameter)),
        new XElement(Command + "inputTypes", page.Inputs.Select(type => Type("inputType", type))),
        new XElement(Command + "returnValues", page.Outputs.Select(type => Type("returnValue", type))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
        new XElement(Command + "examples", page.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", Links(page).Select(Link)));

    private static XElement Syntax(HelpPage page, HelpSyntax set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", page.Command),
        set.Parameters.Select((parameter, index) =>
        {
            var whole = page.Parameters.Single(other => other.Name == parameter.Name);
            var position = parameter.Positional ? $"{set.Parameters.Take(index).Count(other => other.Positional)}" : "named";
            return new XElement(
                Command + "parameter",
                Attributes(parameter.Required, whole, position),
                new XElement(Maml + "name", parameter.Name),
                Description(whole.Description),
                Values(parameter),
                parameter.Type is null ? null : ParameterValue(parameter.Type));
        }));

    private static XElement? Values(SyntaxParameter parameter) => parameter.Values.Count == 0 ? null : new XElement(
        Command + "parameterValueGroup",
        parameter.Values.Select(value => new XElement(
            Command + "parameterValue",
            new XAttribute("required", "false"),
            new XAttribute("variableLength", "false"),
            value)));

    private static XElement Parameter(HelpParameter parameter) => new(
        Command + "parameter",
        Attributes(parameter.Required, parameter, parameter.Position.ToLowerInvariant()),
        new XElement(Maml + "name", parameter.Name),
        Description(AcceptedValues(parameter)),
        ParameterValue(parameter.Type),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.Type), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", parameter.DefaultValue));

    private static IEnumerable<TextBlock> AcceptedValues(HelpParameter parameter) => parameter.AcceptedValues.Length == 0
        ? parameter.Description
        : parameter.Description.Append(new TextBlock(TextKind.Paragraph, $"Accepted values: {parameter.AcceptedValues}."));

    private static XAttribute[] Attributes(bool required, HelpParameter parameter, string position) =>
    [
        new("required", required ? "true" : "false"),
        new("variableLength", "true"),
        new("globbing", parameter.Wildcards ? "true" : "false"),
        new("pipelineInput", parameter.PipelineInput),
        new("position", position),
        new("aliases", parameter.Aliases.Length > 0 ? parameter.Aliases : "none"),
    ];

    private static XElement ParameterValue(string type) => new(
        Command + "parameterValue",
        new XAttribute("required", type == "SwitchParameter" ? "false" : "true"),
        new XAttribute("variableLength", "false"),
        type);

    private static XElement Type(string element, HelpType type) => new(
        Command + element,
        new XElement(Dev + "type", new XElement(Maml + "name", type.Name)),
        Description(type.Description));

    private static XElement Example(HelpExample example) => new(
        Command + "example",
        new XElement(Maml + "title", $"----------- {example.Title} -----------"),
        new XElement(Maml + "introduction", example.Introduction.Count == 0 ? null : ApartFromCode(example.Introduction)),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", Paragraphs(example.Remarks), new XElement(Maml + "para"), new XElement(Maml + "para")));

    // Get-Help writes the code right behind the introduction, which is meant for a prompt.
    private static IEnumerable<XElement> ApartFromCode(IReadOnlyList<TextBlock> introduction) =>
        Paragraphs([.. introduction.SkipLast(1), introduction[^1] with { Text = introduction[^1].Text + "\n\n" }]);

    private static IEnumerable<HelpLink> Links(HelpPage page) =>
        page.OnlineVersion.Length > 0 ? page.Links.Prepend(new HelpLink("Online version:", page.OnlineVersion)) : page.Links;

    private static XElement Link(HelpLink link) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", link.Text),
        new XElement(Maml + "uri", link.Address));

    private static XElement Description(IEnumerable<TextBlock> blocks) => new(Maml + "description", Paragraphs(blocks));

    // A list is one paragraph: Get-Help sets paragraphs apart by empty lines and trims each.
    private static IEnumerable<XElement> Paragraphs(IEnumerable<TextBlock> blocks)
    {
        var list = new List<string>();
        foreach (var block in blocks)
        {
            if (block.Kind == TextKind.ListItem)
            {
                list.Add(Indent(block));
                continue;
            }

            if (list.Count > 0)
            {
                yield return new XElement(Maml + "para", string.Join('\n', list));
                list.Clear();
            }

            yield return new XElement(Maml + "para", Indent(block));
        }

        if (list.Count > 0)
        {
            yield return new XElement(Maml + "para", string.Join('\n', list));
        }
    }

    private static string Indent(TextBlock block)
    {
        var blanks = new string(' ', 2 * block.Depth);
        return string.Join('\n', block.Text.Split('\n').Select(line => blanks + line));
    }
}
