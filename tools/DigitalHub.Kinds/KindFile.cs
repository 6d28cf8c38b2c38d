using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Text;

namespace DigitalHub.Kinds;

/// <summary>
/// Makes the file of facts that comes with the module from the schemas that cores served, from what the contract says
/// beyond them, and from a sentence for each field. One line a kind, so that a change is a readable difference.
/// </summary>
internal static class KindFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="schemas">A folder with a folder for each API level, in it one for each entity, in it a schema for each kind.</param>
    /// <param name="own">The folder with <c>texts.json</c> and <c>additions.json</c>.</param>
    public static string Write(string schemas, string own)
    {
        var additions = Read(Path.Combine(own, "additions.json"));
        var text = new StringBuilder("{\n");
        foreach (var folder in Directory.GetDirectories(schemas).Order(StringComparer.Ordinal))
        {
            var level = Path.GetFileName(folder);
            var facts = Facts(folder);
            if (additions.Map(level) is { } more) Merge(facts, more, level);
            Section(text, level, facts);
        }
        Lines(text, "texts", Read(Path.Combine(own, "texts.json")), " ", last: true);
        return text.Append("}\n").ToString();
    }

    private static OrderedDictionary Facts(string folder)
    {
        var schema = new KindSchema();
        foreach (var entity in KindFacts.Entities)
        {
            var kinds = Path.Combine(folder, entity);
            if (!Directory.Exists(kinds)) throw new InvalidDataException($"{folder} has no schemas of {entity}.");
            // In names of files a colon is written as a point.
            foreach (var (kind, file) in Directory.GetFiles(kinds, "*.json").Select(file => (Kind(file), file)).OrderBy(one => one.Item1, StringComparer.Ordinal))
            {
                schema.Add(entity, kind, Read(file));
            }
        }
        return schema.Facts;
    }

    private static string Kind(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return name.EndsWith(".run", StringComparison.Ordinal) ? $"{name[..^".run".Length]}:run" : name;
    }

    // What is added must have a place: a misspelt kind would add nothing that anybody sees.
    private static void Merge(OrderedDictionary facts, OrderedDictionary more, string path)
    {
        foreach (DictionaryEntry entry in more)
        {
            var (name, place) = ((string)entry.Key, $"{path}.{entry.Key}");
            if (entry.Value is OrderedDictionary map && facts[name] is OrderedDictionary there) Merge(there, map, place);
            else if (path.Count(letter => letter == '.') < 2 && !path.EndsWith(".types", StringComparison.Ordinal) && !facts.Contains(name)) throw new InvalidDataException($"{place} is added, and there is no such kind.");
            else facts[name] = entry.Value;
        }
    }

    private static void Section(StringBuilder text, string level, OrderedDictionary facts)
    {
        text.Append(CultureInfo.InvariantCulture, $" \"{level}\": {{\n");
        var names = facts.Keys.Cast<string>().ToList();
        foreach (var name in names) Lines(text, name, facts.Map(name)!, "  ", last: name == names[^1]);
        text.Append(" },\n");
    }

    private static void Lines(StringBuilder text, string name, OrderedDictionary map, string indent, bool last)
    {
        text.Append(CultureInfo.InvariantCulture, $"{indent}\"{name}\": {{\n");
        var entries = map.Cast<DictionaryEntry>().ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent} {JsonText.Write(entries[i].Key)}: {JsonText.Write(entries[i].Value)}{(i < entries.Count - 1 ? "," : string.Empty)}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"{indent}}}{(last ? string.Empty : ",")}\n");
    }

    private static OrderedDictionary Read(string file) =>
        JsonText.Parse(File.ReadAllText(file)) as OrderedDictionary ?? throw new InvalidDataException($"{file} holds no object.");
}
