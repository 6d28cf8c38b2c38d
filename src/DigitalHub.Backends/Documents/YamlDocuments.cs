using System.Collections.Specialized;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DigitalHub.Backends.Documents;

/// <summary>Reads a YAML file: documents apart by <c>---</c>, and lists of documents.</summary>
internal sealed class YamlDocuments(SourceText source)
{
    private const int ListLevel = 1;

    private readonly CopyBudget _budget = new();

    public IEnumerable<DocumentResult> Read() => YamlSplitter.Documents(source.Text).SelectMany(part => Read(part));

    private IEnumerable<DocumentResult> Read(TextPart part, bool isEntry = false)
    {
        if (TextCheck.Of(source, part) is { } invalid) return [Failed(invalid)];
        var events = new YamlEvents(source, part);
        var composer = new YamlComposer(source, events, _budget);
        try
        {
            while (events.MoveNext() is StreamStart or DocumentStart)
            {
            }
        }
        catch (DocumentException exception)
        {
            return [Failed(exception)];
        }
        return events.Current switch
        {
            StreamEnd => [],
            Scalar { Value: "", Style: ScalarStyle.Plain, Tag.IsEmpty: true, Anchor.IsEmpty: true } => Guard(() => End(events)) is { } failed ? [failed] : [],
            SequenceStart list => ReadList(list, part, isEntry, events, composer),
            _ => [ReadDocument(events, composer)],
        };
    }

    private IEnumerable<DocumentResult> ReadList(SequenceStart list, TextPart part, bool isEntry, YamlEvents events, YamlComposer composer)
    {
        var rest = events.Index;
        var column = list.Style == SequenceStyle.Block && !isEntry ? rest - TextLines.Start(source.Text, rest) : -1;
        var failure = Guard(() => composer.OpenList(list));
        while (failure is null && (failure = Guard(() => events.MoveNext())) is null && events.Current is not SequenceEnd)
        {
            var start = events.Index;
            var result = ReadEntry(events, composer);
            if (result.Error is not null) Guard(() => events.SkipTo(ListLevel));
            if (events.IsBroken)
            {
                failure = result;
                break;
            }
            yield return result;
            rest = TextLines.Next(source.Text, start) is var next and >= 0 ? next : part.End;
        }
        if (failure is null) failure = Guard(() => End(events));
        if (events.IsBroken && column >= 0)
        {
            // The parser can't go on, but each entry begins at a line of its own and can be read by itself. The one that
            // broke the parser then comes with its own error.
            foreach (var result in YamlSplitter.Entries(source.Text, new TextPart(rest, part.End), column).SelectMany(entry => Read(entry, isEntry: true)))
            {
                if (result.Error is not null) failure = null;
                yield return result;
            }
        }
        if (failure is not null) yield return failure;
    }

    private DocumentResult ReadDocument(YamlEvents events, YamlComposer composer)
    {
        var result = ReadEntry(events, composer);
        return result.Error is null && Guard(() => End(events)) is { } failed ? failed with { Line = result.Line, Warnings = result.Warnings } : result;
    }

    private DocumentResult ReadEntry(YamlEvents events, YamlComposer composer)
    {
        composer.Begin();
        var start = events.Index;
        var line = source.LineOf(start);
        try
        {
            var value = composer.Compose(0);
            var map = value as OrderedDictionary ?? throw DocumentErrors.NoMap(source, start, value);
            return new DocumentResult(map, null, line, composer.Warnings);
        }
        catch (DocumentException exception)
        {
            return new DocumentResult(null, exception, line, composer.Warnings);
        }
    }

    // A part holds one document; what the parser takes for a second one does not belong to it.
    private void End(YamlEvents events)
    {
        while (events.MoveNext() is DocumentEnd)
        {
        }
        if (events.Current is not StreamEnd) throw source.Error(events.Index, "There is text after the end of the document.", "Put --- on a line before each further document.");
    }

    private static DocumentResult? Guard(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (DocumentException exception)
        {
            return Failed(exception);
        }
    }

    private static DocumentResult Failed(DocumentException exception) => new(null, exception, exception.Line, []);
}
