using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>An id in 128 bits, so that many can be remembered: a generated one as it is, any other as a part of its SHA-256.</summary>
internal static class CompactId
{
    public static UInt128 Of(string id)
    {
        // Upper case letters are another id.
        if (id.Length == 32
            && id.AsSpan().IndexOfAnyInRange('A', 'F') < 0
            && UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
