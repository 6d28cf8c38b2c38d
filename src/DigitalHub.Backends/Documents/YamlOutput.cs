using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DigitalHub.Backends.Documents;

/// <summary>A YAML text that is being written.</summary>
internal sealed class YamlOutput : IDocumentOutput
{
    private static readonly EmitterSettings Settings = EmitterSettings.Default.WithNewLine("\n").WithIndentedSequences();

    private readonly Emitter _emitter;
    private bool _isFirst;

    public YamlOutput(TextWriter target, bool isContinued)
    {
        _isFirst = !isContinued;
        _emitter = new Emitter(target, Settings);
        _emitter.Emit(new StreamStart());
    }

    /// <summary>Goes on behind the documents of a text.</summary>
    /// <exception cref="DocumentException">It is no text in an encoding that can be read.</exception>
    public static YamlOutput Continue(TextWriter target, Stream existing, string? file, CancellationToken cancellationToken)
    {
        using var text = new DecodedText(existing);
        if (text.IsUtf32) throw new SourceText(string.Empty, file).FileError("is UTF-32, which is not supported.", "Save the file as UTF-8.");
        var isBlank = true;
        var endsLine = true;
        for (var pieces = new LinePieces(new StoppableText(text, cancellationToken)); pieces.MoveNext();)
        {
            var piece = pieces.Piece;
            if (TextCheck.Of(new SourceText(piece.ToString(), file, pieces.Line, pieces.Column)) is { } invalid) throw invalid;
            target.Write(piece);
            isBlank = isBlank && piece.IsWhiteSpace();
            endsLine = piece[^1] == '\n';
        }
        if (!endsLine) target.Write('\n');
        return new YamlOutput(target, isContinued: !isBlank);
    }

    public void Write(OrderedDictionary document)
    {
        var entries = WrittenDocument.Entries(document);
        _emitter.Emit(new DocumentStart(null, null, isImplicit: _isFirst));
        _isFirst = false;
        WriteMap(entries, document.Count);
        _emitter.Emit(new DocumentEnd(isImplicit: true));
    }

    public void Complete() => _emitter.Emit(new StreamEnd());

    private void WriteValue(object? value)
    {
        switch (value)
        {
            case null:
                Plain("null");
                break;
            case string text:
                Scalar(text, WrittenText.OfValue(text));
                break;
            case bool flag:
                Plain(flag ? "true" : "false");
                break;
            case long number:
                Plain(number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                Plain(WrittenNumber.Of(number));
                break;
            case BigInteger number:
                Plain(number.ToString(CultureInfo.InvariantCulture));
                break;
            case OrderedDictionary map:
                WriteMap(map.Cast<DictionaryEntry>(), map.Count);
                break;
            case Array list:
                WriteList(list);
                break;
            default:
                throw new ArgumentException($"A value of type {value.GetType()} is no document value.", nameof(value));
        }
    }

    private void WriteMap(IEnumerable<DictionaryEntry> entries, int count)
    {
        _emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, count == 0 ? MappingStyle.Flow : MappingStyle.Block));
        foreach (var entry in entries)
        {
            var name = (string)entry.Key;
            Scalar(name, WrittenText.OfKey(name));
            WriteValue(entry.Value);
        }
        _emitter.Emit(new MappingEnd());
    }

    private void WriteList(Array list)
    {
        _emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.Length == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
        foreach (var item in list) WriteValue(item);
        _emitter.Emit(new SequenceEnd());
    }

    private void Plain(string text) => Scalar(text, ScalarStyle.Plain);

    private void Scalar(string text, ScalarStyle style) =>
        _emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
}
