using System.Collections.Specialized;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DigitalHub.Backends.Documents;

/// <summary>Reads a YAML text: documents apart by <c>---</c>, and lists of documents.</summary>
internal sealed class YamlDocuments(TextReader text, string? file, CancellationToken stop)
{
    private const int ListLevel = 1;

    private readonly CopyBudget _budget = new();
    private Dictionary<string, Anchored?> _anchors = [];
    private SourceText _source = new(string.Empty, file);

    public IEnumerable<DocumentResult> Read()
    {
        foreach (var part in new YamlParts(text, file).Read())
        {
            stop.ThrowIfCancellationRequested();
            if (part.StartsDocument) _anchors = new(StringComparer.Ordinal);
            _source = part.Source;
            var size = _source.Text.Length;
            foreach (var result in part.IsTooLarge ? [Failed(DocumentErrors.TooLong(_source))] : ReadPart())
            {
                yield return result with { Size = size };
                size = 0;
            }
        }
    }

    private IEnumerable<DocumentResult> ReadPart()
    {
        if ((TextCheck.Of(_source) ?? OldBreaks.Check(_source)) is { } invalid) return [Failed(invalid)];
        var events = new YamlEvents(_source, stop);
        var composer = new YamlComposer(_source, events, _anchors, _budget);
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
            SequenceStart list => ReadList(list, events, composer),
            _ => [ReadDocument(events, composer)],
        };
    }

    private IEnumerable<DocumentResult> ReadList(SequenceStart list, YamlEvents events, YamlComposer composer)
    {
        var failure = Guard(() => composer.OpenList(list));
        while (failure is null && (failure = Guard(() => events.MoveNext())) is null && events.Current is not SequenceEnd)
        {
            var result = ReadEntry(events, composer);
            if (result.Error is not null) Guard(() => events.SkipTo(ListLevel));
            // What follows in this text can't be read any more.
            if (events.IsBroken) failure = result;
            else yield return result;
        }
        failure ??= Guard(() => End(events));
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
        var line = _source.LineOf(start);
        try
        {
            var value = composer.Compose(0);
            var map = value as OrderedDictionary ?? throw DocumentErrors.NoMap(_source, start, value);
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
        if (events.Current is not StreamEnd) throw _source.Error(events.Index, "There is text after the end of the document.", "Put --- on a line before each further document.");
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
