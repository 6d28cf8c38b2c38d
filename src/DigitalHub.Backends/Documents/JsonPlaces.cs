using System.Text;

namespace DigitalHub.Backends.Documents;

/// <summary>Finds the character of a text that a byte of its UTF-8 belongs to. Counts on from the place asked for last.</summary>
internal sealed class JsonPlaces(ReadOnlyMemory<byte> utf8)
{
    private int _byte;
    private int _character;

    public int IndexOf(long position)
    {
        var target = (int)Math.Clamp(position, 0, utf8.Length);
        // Into the middle of a character no count can be made: its first byte stands for it.
        while (target > 0 && target < utf8.Length && (utf8.Span[target] & 0xC0) == 0x80) target--;
        if (target >= _byte) _character += Encoding.UTF8.GetCharCount(utf8.Span[_byte..target]);
        else _character -= Encoding.UTF8.GetCharCount(utf8.Span[target.._byte]);
        _byte = target;
        return _character;
    }
}
