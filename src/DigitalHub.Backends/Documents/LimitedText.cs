using System.Buffers;
using System.Text;

namespace DigitalHub.Backends.Documents;

/// <summary>Collects the text of one document; of one over 64 MB only enough to say which it is.</summary>
internal sealed class LimitedText
{
    private const int SmallCapacity = 1024 * 1024;

    private const int MaxBeginning = 1000;

    private ArrayBufferWriter<char> _text = new();
    private long _bytes;

    public bool IsEmpty => _text.WrittenCount == 0;

    /// <summary>Whether it is over the limit.</summary>
    public bool IsTooLarge { get; private set; }

    public void Add(ReadOnlySpan<char> piece)
    {
        if (IsTooLarge) return;
        _bytes += Encoding.UTF8.GetByteCount(piece);
        IsTooLarge = _bytes > IDocumentReader.MaxBytes;
        if (!IsTooLarge) _text.Write(piece);
    }

    /// <summary>The text, or the beginning of one that is too large; begins anew.</summary>
    public string Take()
    {
        var text = new string(IsTooLarge ? _text.WrittenSpan[..Math.Min(MaxBeginning, _text.WrittenCount)] : _text.WrittenSpan);
        if (_text.Capacity > SmallCapacity) _text = new();
        else _text.ResetWrittenCount();
        _bytes = 0;
        IsTooLarge = false;
        return text;
    }
}
