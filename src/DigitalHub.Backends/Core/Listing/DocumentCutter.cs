using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>
/// Cuts the list of a page into its documents by their quotation marks, brackets and colons alone, 64 bytes at a time: a
/// fraction of what reading them takes, which would be most of the time of a listing. What stands between those is not
/// checked here but when somebody reads a document.
/// </summary>
internal ref struct DocumentCutter
{
    private const int Block = 64;

    // Few documents are smaller.
    private const int SmallDocument = 256;

    // The list is at the first depth, its documents at the second.
    private const int DocumentDepth = 2;

    private readonly ReadOnlySpan<byte> _json;
    private readonly List<PageItem> _items;
    private ulong _inText;
    private bool _isEscaped;
    private int _depth;
    private int _start;
    private int _end;
    private Part _part;
    private int _id = -1;
    private int _created = -1;
    private int _state = -1;

    private DocumentCutter(ReadOnlySpan<byte> json)
    {
        _json = json;
        _items = new List<PageItem>(Math.Min(json.Length / SmallDocument, PageSource.MaxSize));
    }

    private enum Part
    {
        Other,
        Metadata,
        Status,
    }

    /// <summary>The documents of the list that a text begins with.</summary>
    /// <param name="json">The text in UTF-8, from the list on.</param>
    /// <param name="length">How long the list is in it.</param>
    /// <exception cref="JsonException">It begins with no list of objects, or that does not end.</exception>
    public static List<PageItem> Cut(ReadOnlySpan<byte> json, out int length)
    {
        var cutter = new DocumentCutter(json);
        length = cutter.Run();
        return cutter._items;
    }

    // At once as quick as it gets: most shells list no more than a few pages.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Run()
    {
        if (_json.TrimStart(" \n\r\t"u8) is not [(byte)'[', ..]) throw Broken();
        Span<byte> last = stackalloc byte[Block];
        for (var at = 0; at < _json.Length; at += Block)
        {
            scoped var rest = _json[at..];
            if (rest.Length < Block)
            {
                last.Clear();
                rest.CopyTo(last);
                rest = last;
            }
            var (quotes, escapes, marks) = Masks(ref MemoryMarshal.GetReference(rest));
            if (escapes != 0 || _isEscaped) quotes &= ~Escaped(escapes);
            // All bits from each opening quotation mark to the closing one.
            var inText = quotes;
            for (var shift = 1; shift < Block; shift *= 2) inText ^= inText << shift;
            inText ^= _inText;
            _inText = (ulong)((long)inText >> (Block - 1));
            for (marks &= ~inText; marks != 0; marks &= marks - 1)
            {
                var place = at + BitOperations.TrailingZeroCount(marks);
                if (IsEnd(place)) return place + 1;
            }
        }
        throw Broken();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Quotes, ulong Escapes, ulong Marks) Masks(ref byte block)
    {
        ulong quotes = 0, escapes = 0, marks = 0;
        for (var i = 0; i < Block; i += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref block, (nuint)i);
            // Square brackets are braces but for this bit, and so is the backslash a vertical bar.
            var folded = bytes | Vector128.Create((byte)0x20);
            var isMark = Vector128.Equals(folded, Vector128.Create((byte)'{')) | Vector128.Equals(folded, Vector128.Create((byte)'}')) | Vector128.Equals(bytes, Vector128.Create((byte)':'));
            quotes |= (ulong)Vector128.Equals(bytes, Vector128.Create((byte)'"')).ExtractMostSignificantBits() << i;
            escapes |= (ulong)Vector128.Equals(bytes, Vector128.Create((byte)'\\')).ExtractMostSignificantBits() << i;
            marks |= (ulong)isMark.ExtractMostSignificantBits() << i;
        }
        return (quotes, escapes, marks);
    }

    // The bytes that a backslash stands before.
    private ulong Escaped(ulong escapes)
    {
        ulong escaped = _isEscaped ? 1UL : 0;
        _isEscaped = false;
        for (escapes &= ~escaped; escapes != 0;)
        {
            var at = BitOperations.TrailingZeroCount(escapes);
            if (at == Block - 1) _isEscaped = true;
            else escaped |= 1UL << (at + 1);
            escapes &= ~(3UL << at);
        }
        return escaped;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsEnd(int at)
    {
        switch (_json[at])
        {
            case (byte)':':
                if (_depth <= DocumentDepth + 1) Name(at);
                return false;
            case (byte)'{':
                if (++_depth == DocumentDepth) Begin(at, isEnd: false);
                return false;
            case (byte)'[':
                if (++_depth == DocumentDepth) throw Broken();
                if (_depth == 1) _end = at + 1;
                return false;
            default:
                if (_depth == DocumentDepth) Add(at + 1);
                else if (_depth == DocumentDepth + 1) _part = Part.Other;
                else if (_depth == 1) Begin(at, isEnd: true);
                return --_depth == 0;
        }
    }

    // Between documents stands a comma, and nothing else.
    private void Begin(int at, bool isEnd)
    {
        var between = _json[_end..at].Trim(" \n\r\t"u8);
        if (isEnd || _items.Count == 0 ? between.Length > 0 : between is not [(byte)',']) throw Broken();
        _start = at;
    }

    private void Name(int colon)
    {
        if (_depth > DocumentDepth && _part == Part.Other) return;
        var end = colon;
        while (_json[end - 1] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') end--;
        var name = _json[..end];
        // Its last letter tells most names from those that are looked for.
        var letter = name.Length < 3 ? default : name[^2];
        if (_depth == DocumentDepth)
        {
            _part = Part.Other;
            if (letter == 'd' && Ends(name, "\"id\""u8)) _id = colon + 1;
            else if (letter == 'a' && Ends(name, "\"metadata\""u8)) _part = Part.Metadata;
            else if (letter == 's' && Ends(name, "\"status\""u8)) _part = Part.Status;
        }
        else if (_part == Part.Metadata)
        {
            if (letter == 'd' && Ends(name, "\"created\""u8)) _created = colon + 1;
        }
        else if (letter == 'e' && Ends(name, "\"state\""u8))
        {
            _state = colon + 1;
        }
    }

    // A quotation mark that is escaped does not begin a name.
    private static bool Ends(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        text.EndsWith(name) && text[text.Length - name.Length - 1] != '\\';

    private void Add(int end)
    {
        var json = _json[_start..end];
        _items.Add(new PageItem(
            StoredDocument.Sent(json.ToArray()),
            CompactIdOf(json),
            Text(_created) is { IsEmpty: false } created ? Timestamp.Parse(created) : null,
            Text(_state).SequenceEqual("DELETING"u8)));
        (_id, _created, _state, _part, _end) = (-1, -1, -1, Part.Other, end);
    }

    private readonly UInt128 CompactIdOf(ReadOnlySpan<byte> json) => Text(_id) is { IsEmpty: false } id ? CompactId.Of(id) : CompactId.Of(json);

    // The text at a place; empty where there is none.
    private readonly ReadOnlySpan<byte> Text(int at)
    {
        if (at < 0) return default;
        while (_json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        if (_json[at] != '"') return default;
        var text = _json[(at + 1)..];
        var length = text.IndexOfAny((byte)'"', (byte)'\\');
        return length >= 0 && text[length] == '"' ? text[..length] : Unescaped(_json[at..]);
    }

    private static byte[] Unescaped(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return reader.Read() ? Encoding.UTF8.GetBytes(reader.GetString()!) : [];
    }

    private static JsonException Broken() => new("The list is no list of objects, or is cut off.");
}
