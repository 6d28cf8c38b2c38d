using System.Collections;
using System.Collections.Specialized;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DigitalHub.Backends.Documents;

/// <summary>Makes document values of a parser's events, by the core schema of YAML 1.2.</summary>
/// <param name="source">The text.</param>
/// <param name="events">Its events.</param>
/// <param name="anchors">What is anchored in the document so far.</param>
/// <param name="budget">What the file may hold.</param>
internal sealed class YamlComposer(SourceText source, YamlEvents events, Dictionary<string, Anchored?> anchors, CopyBudget budget)
{
    // The scanner looks ahead over the first line of a block scalar no further than this, and garbles what is longer.
    private const int MaxLookAhead = 1000;

    /// <summary>What the Python SDK reads otherwise, since the last <see cref="Begin"/>.</summary>
    public List<DocumentWarning> Warnings { get; private set; } = [];

    /// <summary>The next document begins.</summary>
    public void Begin()
    {
        budget.Reset();
        Warnings = [];
    }

    /// <summary>Notes a list at the top whose entries are documents of their own.</summary>
    public void OpenList(SequenceStart list)
    {
        YamlTags.CheckCollection(list, "seq", source, events.Index);
        if (!list.Anchor.IsEmpty) anchors[list.Anchor.Value] = null;
    }

    /// <summary>The value that the current event begins; moves to its last event, and no further: what follows may be broken.</summary>
    /// <exception cref="DocumentException">It can't be read.</exception>
    public object? Compose(int depth)
    {
        var index = events.Index;
        if (depth > ValueRules.MaxDepth) throw DocumentErrors.TooDeep(source, index);
        if (events.Current is AnchorAlias alias) return Copy(Find(alias, index).Value, index, depth);
        if (!budget.TryAdd()) throw DocumentErrors.TooLarge(source, index);
        var node = events.Current as NodeEvent ?? throw events.NoValue();
        var anchor = node.Anchor.IsEmpty ? null : node.Anchor.Value;
        if (anchor is not null) anchors[anchor] = null;
        var value = node switch
        {
            Scalar scalar => Value(scalar, index),
            MappingStart map => Map(map, index, depth),
            SequenceStart list => List(list, index, depth),
            _ => throw events.NoValue(),
        };
        if (anchor is not null) anchors[anchor] = new Anchored(value, (node as Scalar)?.Value);
        return value;
    }

    private object? Value(Scalar scalar, int index)
    {
        if (scalar.Style == ScalarStyle.Literal) CheckLookAhead(index);
        CheckPlain(scalar, index);
        if (events.HasOldBreak) Warnings.Add(source.Warning(index, "This text has U+0085, U+2028 or U+2029, a character here; the Python SDK reads a break of the line."));
        var value = YamlTags.Value(scalar, source, index);
        if (scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true } && ReadingDifference.OfValue(scalar.Value, value) is { } difference)
        {
            Warnings.Add(source.Warning(index, difference));
        }
        return value;
    }

    private OrderedDictionary Map(MappingStart start, int index, int depth)
    {
        YamlTags.CheckCollection(start, "map", source, index);
        var map = new MapBuilder();
        while (events.MoveNext() is not MappingEnd)
        {
            var place = events.Index;
            var isBlank = events.Current is Scalar { Style: ScalarStyle.Plain, Value.Length: 0 };
            var name = Key(place);
            if (!map.IsNew(name)) throw DocumentErrors.KeyTwice(source, place, name);
            events.MoveNext();
            if (isBlank) CheckEmptyKey(place);
            map.Add(name, Compose(depth + 1));
        }
        return map.ToMap();
    }

    private object?[] List(SequenceStart start, int index, int depth)
    {
        YamlTags.CheckCollection(start, "seq", source, index);
        var items = new List<object?>();
        while (events.MoveNext() is not SequenceEnd) items.Add(Compose(depth + 1));
        return [.. items];
    }

    private string Key(int index)
    {
        string name;
        switch (events.Current)
        {
            case Scalar scalar:
                CheckPlain(scalar, index);
                name = YamlTags.Key(scalar, source, index);
                if (scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true })
                {
                    if (name == "<<") throw source.Error(index, "The merge key '<<' is no part of YAML 1.2.", "Write the merged keys out, or quote it ('<<') if it is a key of that name.");
                    if (ReadingDifference.OfKey(name) is { } difference) Warnings.Add(source.Warning(index, difference));
                }
                if (!scalar.Anchor.IsEmpty) anchors[scalar.Anchor.Value] = new Anchored(YamlTags.Value(scalar, source, index), name);
                break;
            case AnchorAlias alias:
                name = Find(alias, index).Text ?? throw NoKey(index);
                break;
            default:
                throw events.Current is NodeEvent ? NoKey(index) : events.NoValue();
        }
        return name;
    }

    private DocumentException NoKey(int index) =>
        source.Error(index, "A list or a dictionary can't be a key.", "Give each key as text.");

    private Anchored Find(AnchorAlias alias, int index)
    {
        var name = alias.Value.Value;
        if (!anchors.TryGetValue(name, out var anchored)) throw source.Error(index, $"There is no anchor &{Errors.Shorten(name)} before the alias *{Errors.Shorten(name)}.", "Define the anchor first, or write the value out.");
        return anchored ?? throw source.Error(index, $"The alias *{Errors.Shorten(name)} refers to what it stands in.", "Write the value out.");
    }

    // An own copy, because the values of a document can be changed one by one.
    private object? Copy(object? value, int index, int depth)
    {
        if (depth > ValueRules.MaxDepth) throw DocumentErrors.TooDeep(source, index);
        if (!budget.TryCopy((value as string)?.Length ?? 0)) throw Bomb(index);
        switch (value)
        {
            case OrderedDictionary map:
                var pairs = new List<KeyValuePair<string, object?>>(map.Count);
                foreach (DictionaryEntry entry in map) pairs.Add(new((string)entry.Key, Copy(entry.Value, index, depth + 1)));
                return ValueMap.From(pairs);
            case object?[] list:
                var items = new object?[list.Length];
                for (var i = 0; i < items.Length; i++) items[i] = Copy(list[i], index, depth + 1);
                return items;
            default:
                return value;
        }
    }

    private DocumentException Bomb(int index) =>
        source.Error(index, "The aliases of this file stand for too much: with this one, the document would be many times its size (an alias bomb).", "Write the values out, or use fewer aliases of aliases.");

    // Behind ' *' the scanner overlooks the colon that ends a key, and in brackets one before a closing bracket. No plain
    // text has such a colon, so that one that has is misread.
    private void CheckPlain(Scalar scalar, int index)
    {
        if (scalar.Style != ScalarStyle.Plain) return;
        var text = scalar.Value.AsSpan();
        for (var colon = text.IndexOf(':'); colon >= 0; colon = text.IndexOf(':'))
        {
            text = text[(colon + 1)..];
            if (text is [] or [' ' or '\t' or '\n', ..]) throw source.Error(index, "A text without quotes can't have a colon at the end of a word.", "Put the text in quotes; if it is a key, put the key in quotes.");
        }
    }

    // In brackets, behind a tag or an anchor, the scanner takes the colon that a word begins with for the one after a key.
    private void CheckEmptyKey(int index)
    {
        var place = events.Index;
        if (events.Current is Scalar { Style: ScalarStyle.Plain, Value.Length: > 0 } && place > index && source.Text[place - 1] == ':') throw source.Error(place - 1, "It is not clear whether this colon begins a text or ends an empty key.", "Put the text in quotes, or write a blank behind the colon.");
    }

    private void CheckLookAhead(int index)
    {
        var text = source.Text;
        var end = TextLines.End(text, index);
        var line = TextLines.Next(text, index);
        if (line < 0 || text.AsSpan(index, Math.Min(3, end - index)).IndexOfAnyInRange('1', '9') < 0) return;
        var blanks = text.AsSpan(line).IndexOfAnyExcept(' ');
        if (blanks > MaxLookAhead) throw source.Error(line, "The first line of this block of text begins with too many blanks.", "Write the text in double quotes.");
    }
}

/// <summary>What an anchor stands for; in its table null while it is still being read, so that an alias into itself is noticed.</summary>
/// <param name="Value">The value.</param>
/// <param name="Text">A scalar as it is written, for keys; null for others.</param>
internal sealed record Anchored(object? Value, string? Text);
