using System.Text;
using System.Xml;
using DigitalHub.Help;

// Makes the module's help: DigitalHub.Help <folder with the Markdown pages> <folder for the help files> <manifest of the module>
if (args is not [var pages, var output, var manifest])
{
    Console.Error.WriteLine("Usage: DigitalHub.Help <folder with the Markdown pages> <folder for the help files> <manifest of the module>");
    return 2;
}

var problems = new List<HelpException>();
OnlinePages? online = null;
try
{
    online = OnlinePages.Of(manifest);
}
catch (HelpException problem)
{
    problems.Add(problem);
}

var commands = Collect("*-Dh*.md", PageReader.Read);
var topics = Collect("about_*.md", file => (Name: Path.GetFileNameWithoutExtension(file), Text: AboutWriter.Write(file)));
if (problems.Count > 0)
{
    problems.ForEach(problem => Console.Error.WriteLine(problem.Message));
    return 1;
}

if (Directory.Exists(output))
{
    Directory.Delete(output, recursive: true);
}

Directory.CreateDirectory(output);
if (commands.Count > 0)
{
    var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.None, Encoding = new UTF8Encoding(false) };
    using var writer = XmlWriter.Create(Path.Combine(output, "DigitalHub.PowerShell.dll-Help.xml"), settings);
    MamlWriter.Write(commands.Select(online!.Place)).Save(writer);
}

foreach (var (name, text) in topics)
{
    File.WriteAllText(Path.Combine(output, name + ".help.txt"), text);
}

Console.WriteLine($"Help: {commands.Count} commands, {topics.Count} topics");
return 0;

List<T> Collect<T>(string pattern, Func<string, T> read)
{
    var results = new List<T>();
    if (!Directory.Exists(pages))
    {
        return results;
    }

    foreach (var file in Directory.EnumerateFiles(pages, pattern).Order(StringComparer.Ordinal))
    {
        try
        {
            results.Add(read(file));
        }
        catch (HelpException problem)
        {
            problems.Add(problem);
        }
    }

    return results;
}
