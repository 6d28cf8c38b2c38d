using System.Text;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>A file of any length that lies nowhere: a beginning, a text again and again with its number in place of <c>#</c>, and an end.</summary>
internal sealed class RepeatedText(string beginning, string text, int count, string end, Encoding? encoding = null) : Stream
{
    private readonly Encoding _encoding = encoding ?? Encoding.UTF8;
    private ReadOnlyMemory<byte> _ready;
    private int _number = -1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>How many bytes were read.</summary>
    public long Sent { get; private set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_ready.IsEmpty)
        {
            if (Next() is not { } next) return 0;
            _ready = _encoding.GetBytes(next);
        }
        var length = Math.Min(count, _ready.Length);
        _ready[..length].CopyTo(buffer.AsMemory(offset));
        _ready = _ready[length..];
        Sent += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private string? Next()
    {
        var number = _number++;
        if (number < 0) return beginning;
        if (number < count) return text.Replace("#", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return number == count ? end : null;
    }
}
