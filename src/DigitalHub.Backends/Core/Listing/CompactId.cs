using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>
/// An id in 128 bits, so that many can be remembered: a generated one, with dashes or without, and one of up to 15 letters as
/// it is, which costs little; any other as a part of its SHA-256.
/// </summary>
internal static class CompactId
{
    private const int Size = 16;

    public static UInt128 Of(string id)
    {
        Span<byte> buffer = stackalloc byte[128];
        return Encoding.UTF8.TryGetBytes(id, buffer, out var length) ? Of(buffer[..length]) : Of(Encoding.UTF8.GetBytes(id));
    }

    /// <param name="id">The id in UTF-8.</param>
    public static UInt128 Of(ReadOnlySpan<byte> id)
    {
        if (id.Length < Size)
        {
            Span<byte> padded = stackalloc byte[Size];
            padded.Clear();
            id.CopyTo(padded);
            padded[^1] = (byte)(0xF0 | id.Length);
            return BinaryPrimitives.ReadUInt128BigEndian(padded);
        }
        if (id.Length == 2 * Size && TryHex(id[..Size], out var upper) && TryHex(id[Size..], out var lower)) return new UInt128(upper, lower);
        if (id.Length == 36 && Utf8Parser.TryParse(id, out Guid guid, out var length, 'D') && length == id.Length && IsLower(id))
        {
            Span<byte> bytes = stackalloc byte[Size];
            guid.TryWriteBytes(bytes, bigEndian: true, out _);
            // The same without dashes is another id.
            return ~BinaryPrimitives.ReadUInt128BigEndian(bytes);
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out ulong number) =>
        Utf8Parser.TryParse(digits, out number, out var length, 'x') && length == digits.Length && IsLower(digits);

    // Upper case letters are another id.
    private static bool IsLower(ReadOnlySpan<byte> digits) => digits.IndexOfAnyInRange((byte)'A', (byte)'F') < 0;
}
