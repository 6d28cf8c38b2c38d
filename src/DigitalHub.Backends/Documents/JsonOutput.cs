using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;

namespace DigitalHub.Backends.Documents;

/// <summary>
/// A JSON text that is being written: one document by itself, several as a list. The Python SDK reads JSON as YAML 1.1, so
/// that numbers, and characters that are line breaks or nothing to it, are written as it understands them.
/// </summary>
internal sealed class JsonOutput(TextWriter target) : IDocumentOutput
{
    private OrderedDictionary? _first;
    private bool _isList;

    /// <summary>Goes on behind the documents of a text; it becomes a list.</summary>
    /// <exception cref="DocumentException">It is no JSON text of documents.</exception>
    public static JsonOutput Continue(TextWriter target, Stream existing, string? file, CancellationToken cancellationToken)
    {
        var output = new JsonOutput(target);
        foreach (var result in new DocumentReader().Read(existing, file, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Write(result.Document ?? throw result.Error!);
        }
        return output;
    }

    public void Write(OrderedDictionary document)
    {
        var entries = WrittenDocument.Entries(document);
        // Only with the second one it is known that it is a list.
        if (!_isList && _first is null)
        {
            _first = document;
            return;
        }
        if (!_isList)
        {
            _isList = true;
            target.Write("[\n  ");
            WriteDocument(_first!, 1);
            _first = null;
        }
        target.Write(",\n  ");
        WriteMap(entries, document.Count, 1);
    }

    public void Complete()
    {
        if (_isList) target.Write("\n]");
        else if (_first is not null) WriteDocument(_first, 0);
        else target.Write("[]");
        target.Write('\n');
    }

    private void WriteDocument(OrderedDictionary document, int indent) => WriteMap(WrittenDocument.Entries(document), document.Count, indent);

    private void WriteValue(object? value, int indent)
    {
        switch (value)
        {
            case null:
                target.Write("null");
                break;
            case string text:
                WriteText(text);
                break;
            case bool flag:
                target.Write(flag ? "true" : "false");
                break;
            case long number:
                target.Write(number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                target.Write(WrittenNumber.Of(number));
                break;
            case BigInteger number:
                target.Write(number.ToString(CultureInfo.InvariantCulture));
                break;
            case OrderedDictionary map:
                WriteMap(map.Cast<DictionaryEntry>(), map.Count, indent);
                break;
            case Array list:
                WriteList(list, indent);
                break;
            default:
                throw new ArgumentException($"A value of type {value.GetType()} is no document value.", nameof(value));
        }
    }

    private void WriteMap(IEnumerable<DictionaryEntry> entries, int count, int indent)
    {
        if (count == 0)
        {
            target.Write("{}");
            return;
        }
        target.Write('{');
        var separator = string.Empty;
        foreach (var entry in entries)
        {
            target.Write(separator);
            Break(indent + 1);
            WriteText((string)entry.Key);
            target.Write(": ");
            WriteValue(entry.Value, indent + 1);
            separator = ",";
        }
        Break(indent);
        target.Write('}');
    }

    private void WriteList(Array list, int indent)
    {
        if (list.Length == 0)
        {
            target.Write("[]");
            return;
        }
        target.Write('[');
        for (var i = 0; i < list.Length; i++)
        {
            if (i > 0) target.Write(',');
            Break(indent + 1);
            WriteValue(list.GetValue(i), indent + 1);
        }
        Break(indent);
        target.Write(']');
    }

    private void Break(int indent)
    {
        target.Write('\n');
        for (var i = 0; i < indent; i++) target.Write("  ");
    }

    private void WriteText(string text)
    {
        target.Write('"');
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (WrittenText.IsPrintable(text[i]) && text[i] is not ('"' or '\\')) continue;
            target.Write(text.AsSpan(start, i - start));
            target.Write(Escape(text[i]));
            start = i + 1;
        }
        target.Write(text.AsSpan(start));
        target.Write('"');
    }

    private static string Escape(char letter) => letter switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
    };
}
