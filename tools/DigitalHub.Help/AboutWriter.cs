using System.Text;

namespace DigitalHub.Help;

/// <summary>Turns an about page into the plain text that <c>Get-Help about_…</c> shows.</summary>
internal static class AboutWriter
{
    private const int Width = 80;

    public static string Write(string file)
    {
        try
        {
            return Write(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file));
        }
        catch (Exception problem) when (problem is FormatException or NotSupportedException)
        {
            throw new HelpException(file, problem.Message);
        }
    }

    public static string Write(string topic, string markdown)
    {
        var page = PageSection.Read(markdown, out _);
        if (page.Heading != topic)
        {
            throw new FormatException($"the title is '{page.Heading}', the file name says '{topic}'");
        }

        if (page.Sections.Select(section => section.Heading).Take(2).SequenceEqual(["SHORT DESCRIPTION", "LONG DESCRIPTION"]) is false)
        {
            throw new FormatException("the first sections are not '## SHORT DESCRIPTION' and '## LONG DESCRIPTION'");
        }

        var text = new StringBuilder();
        Line(text, 0, "TOPIC");
        Line(text, 4, topic);
        foreach (var section in page.Sections)
        {
            Section(text, section, indent: 0);
        }

        return text.ToString();
    }

    private static void Section(StringBuilder text, PageSection section, int indent)
    {
        Line(text, 0, "");
        Line(text, indent, section.Heading);
        var previous = TextKind.Verbatim;
        foreach (var (index, block) in PlainText.Blocks(section.Blocks).Index())
        {
            if (index > 0 && !(previous == TextKind.ListItem && block.Kind == TextKind.ListItem))
            {
                Line(text, 0, "");
            }

            Block(text, block, 4 + (2 * block.Depth));
            previous = block.Kind;
        }

        foreach (var inner in section.Sections)
        {
            Section(text, inner, indent: 2);
        }
    }

    private static void Block(StringBuilder text, TextBlock block, int indent)
    {
        if (block.Kind == TextKind.Verbatim)
        {
            foreach (var line in block.Text.Split('\n'))
            {
                Line(text, indent + 4, line.TrimEnd('\r'));
            }

            return;
        }

        var hanging = block.Kind == TextKind.ListItem ? block.Text.IndexOf(' ', StringComparison.Ordinal) + 1 : 0;
        foreach (var (index, line) in Wrap(block.Text, Width - indent - hanging).Index())
        {
            Line(text, index == 0 ? indent : indent + hanging, line);
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private static void Line(StringBuilder text, int indent, string line) =>
        text.Append(line.Length > 0 ? new string(' ', indent) : "").Append(line).Append('\n');
}
