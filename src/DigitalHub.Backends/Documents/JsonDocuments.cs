using System.Collections.Specialized;
using System.Text;
using System.Text.Json;

namespace DigitalHub.Backends.Documents;

/// <summary>
/// Reads a text that is JSON throughout: one document, or a list of them. The results are those of the YAML reader, which
/// can't read all of JSON: keys over 1024 characters, tabs before them.
/// </summary>
internal sealed class JsonDocuments(SourceText source, ReadOnlyMemory<byte> utf8)
{
    // Depth is refused at its place when the values are made, not while the syntax is checked.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    private readonly JsonPlaces _places = new(utf8);
    private readonly CopyBudget _budget = new();
    private List<DocumentWarning> _warnings = [];

    /// <summary>The error of the syntax, or null if the text is JSON.</summary>
    public DocumentException? SyntaxError()
    {
        var reader = new Utf8JsonReader(utf8.Span, Options);
        try
        {
            while (reader.Read())
            {
            }
            return null;
        }
        catch (JsonException exception)
        {
            var index = _places.IndexOf(ByteOf(exception));
            return source.Error(index, $"The text is no valid JSON: {Reason(exception)}", "Check brackets, commas and quotes around this place.", exception);
        }
    }

    /// <summary>The one document, once the syntax is known to be right.</summary>
    public DocumentResult ReadOne() => ReadDocument(SkipTo(0), out _);

    /// <summary>The documents, once the syntax is known to be right.</summary>
    public IEnumerable<DocumentResult> Read()
    {
        var position = SkipTo(0);
        if (utf8.Span[position] != (byte)'[')
        {
            yield return ReadDocument(position, out _);
            yield break;
        }
        for (position = SkipTo(position + 1); utf8.Span[position] != (byte)']'; position = SkipTo(position))
        {
            yield return ReadDocument(position, out var length);
            position = SkipTo(position + length);
            if (utf8.Span[position] == (byte)',') position++;
        }
    }

    private DocumentResult ReadDocument(int position, out int length)
    {
        _budget.Reset();
        _warnings = [];
        var start = _places.IndexOf(position);
        var line = source.LineOf(start);
        try
        {
            var reader = new Utf8JsonReader(utf8.Span[position..], Options);
            reader.Read();
            var value = ReadValue(ref reader, position, 0);
            length = (int)reader.BytesConsumed;
            var map = value as OrderedDictionary ?? throw DocumentErrors.NoMap(source, start, value);
            return new DocumentResult(map, null, line, _warnings);
        }
        catch (DocumentException exception)
        {
            var reader = new Utf8JsonReader(utf8.Span[position..], Options);
            reader.Read();
            reader.Skip();
            length = (int)reader.BytesConsumed;
            return new DocumentResult(null, exception, line, _warnings);
        }
    }

    private object? ReadValue(ref Utf8JsonReader reader, int from, int depth)
    {
        if (depth > ValueRules.MaxDepth) throw DocumentErrors.TooDeep(source, Place(ref reader, from));
        if (!_budget.TryAdd()) throw DocumentErrors.TooLarge(source, Place(ref reader, from));
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadMap(ref reader, from, depth);
            case JsonTokenType.StartArray:
                var items = new List<object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue(ref reader, from, depth + 1));
                return items.ToArray();
            case JsonTokenType.String:
                return ReadText(ref reader, from);
            case JsonTokenType.Number:
                return ReadNumber(ref reader, from);
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            default:
                return null;
        }
    }

    private OrderedDictionary ReadMap(ref Utf8JsonReader reader, int from, int depth)
    {
        var map = new MapBuilder();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = ReadText(ref reader, from);
            if (!map.IsNew(name)) throw DocumentErrors.KeyTwice(source, Place(ref reader, from), name);
            reader.Read();
            map.Add(name, ReadValue(ref reader, from, depth + 1));
        }
        return map.ToMap();
    }

    private string ReadText(ref Utf8JsonReader reader, int from)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw source.Error(
                Place(ref reader, from),
                "This text has half of a surrogate pair; it is no valid Unicode.",
                "Write both halves, for example \\ud83d\\ude00.",
                exception);
        }
    }

    private object ReadNumber(ref Utf8JsonReader reader, int from)
    {
        var text = Encoding.ASCII.GetString(reader.ValueSpan);
        try
        {
            var number = CoreSchema.Resolve(text)!;
            if (ReadingDifference.OfValue(text, number) is { } difference) _warnings.Add(source.Warning(Place(ref reader, from), difference));
            return number;
        }
        catch (FormatException exception)
        {
            throw DocumentErrors.Number(source, Place(ref reader, from), exception);
        }
    }

    private int Place(ref Utf8JsonReader reader, int from) => _places.IndexOf(from + reader.TokenStartIndex);

    private int SkipTo(int position)
    {
        while (position < utf8.Length && utf8.Span[position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') position++;
        return position;
    }

    private long ByteOf(JsonException exception)
    {
        var start = 0;
        for (var line = 0L; line < exception.LineNumber; line++)
        {
            var length = utf8.Span[start..].IndexOf((byte)'\n');
            if (length < 0) break;
            start += length + 1;
        }
        return start + (exception.BytePositionInLine ?? 0);
    }

    private static string Reason(JsonException exception)
    {
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }
}
