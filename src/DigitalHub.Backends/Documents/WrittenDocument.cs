using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;

namespace DigitalHub.Backends.Documents;

/// <summary>A document on its way into a text: what no text can hold is refused before the first character of it is written.</summary>
internal sealed class WrittenDocument
{
    // Keys in the order in which a person expects them; what else there is follows as it came.
    private static readonly string[] Leading = ["kind", "project", "id", "name", "metadata", "spec", "status"];

    private readonly Stack<object> _path = new();

    private WrittenDocument()
    {
    }

    /// <summary>The document's entries in the order in which they are written.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: nested too deep, an integer too long to be read, or half of a surrogate pair.</exception>
    public static IEnumerable<DictionaryEntry> Entries(OrderedDictionary document)
    {
        new WrittenDocument().Check(document);
        return document.Cast<DictionaryEntry>().OrderBy(Rank);
    }

    private static int Rank(DictionaryEntry entry)
    {
        var rank = Array.IndexOf(Leading, (string)entry.Key);
        return rank < 0 ? Leading.Length : rank;
    }

    private void Check(object? value)
    {
        switch (value)
        {
            case string text:
                CheckText(text);
                break;
            case BigInteger number when number.ToString(CultureInfo.InvariantCulture).Length > PyYaml.MaxDigits:
                throw Errors.Value(
                    string.Create(CultureInfo.InvariantCulture, $"{Path} is an integer of more than {PyYaml.MaxDigits} digits, which no document can hold."),
                    Path,
                    "Give it as text.");
            case OrderedDictionary map:
                foreach (DictionaryEntry entry in map)
                {
                    Enter(entry.Key);
                    CheckText((string)entry.Key);
                    Check(entry.Value);
                    _path.Pop();
                }
                break;
            case Array list:
                for (var i = 0; i < list.Length; i++)
                {
                    Enter(i);
                    Check(list.GetValue(i));
                    _path.Pop();
                }
                break;
        }
    }

    private void CheckText(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0) ValueRules.Text(text, Path);
    }

    private void Enter(object step)
    {
        _path.Push(step);
        if (_path.Count <= ValueRules.MaxDepth) return;
        throw Errors.Value(
            string.Create(CultureInfo.InvariantCulture, $"{Errors.Shorten(Path)} is nested more than {ValueRules.MaxDepth} levels deep, which no document can hold."),
            Errors.Shorten(Path),
            "Give flatter values.");
    }

    private string Path =>
        string.Concat(_path.Reverse().Select((step, i) => step switch
        {
            int index => string.Create(CultureInfo.InvariantCulture, $"[{index}]"),
            _ => i == 0 ? $"{step}" : $".{step}",
        }));
}
