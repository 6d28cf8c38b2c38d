using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace DigitalHub.Backends.Core;

/// <summary>Reads the body of an answer, decompressed, into one array.</summary>
internal static class BodyReader
{
    /// <summary>The longest answer that is read: longer ones are no core's.</summary>
    public const long Limit = 512L << 20;

    /// <summary>As much as is read of an answer that is an error.</summary>
    public const int ErrorLimit = 64 << 10;

    // Up to here a stated length is believed and the array made at once; beyond, memory is taken as the bytes come.
    private const int Believed = 16 << 20;

    // From here on arrays are borrowed: each of its own would bring a collection of all generations nearer.
    private const int Borrowed = 80 << 10;

    private const int ChunkSize = 128 << 10;

    /// <summary>Reads the whole body.</summary>
    /// <returns>The body; null when it is longer than <paramref name="limit"/>.</returns>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, long limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength is { } length)
        {
            if (length == 0) return ReadOnlyMemory<byte>.Empty;
            if (length > limit) return null;
            if (length <= Believed) return await ReadExactlyAsync(content, (int)length, cancellationToken).ConfigureAwait(false);
        }

        return await ReadChunksAsync(content, limit, truncate: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the beginning of a body.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadStartAsync(HttpContent content, CancellationToken cancellationToken) =>
        await ReadChunksAsync(content, ErrorLimit, truncate: true, cancellationToken).ConfigureAwait(false) ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>Gives the memory of a body back for the next one. Who calls this has the only use of it, and that is over; nobody has to.</summary>
    public static void Release(ReadOnlyMemory<byte> body)
    {
        if (MemoryMarshal.TryGetArray(body, out var part) && part.Array is { Length: >= Borrowed } array && BitOperations.IsPow2(array.Length)) ArrayPool<byte>.Shared.Return(array);
    }

    /// <summary>A body for one who keeps it, where this is the only use of it.</summary>
    public static byte[] Own(ReadOnlyMemory<byte> body)
    {
        if (MemoryMarshal.TryGetArray(body, out var part) && part.Array is { Length: < Borrowed } array && part.Count == array.Length) return array;
        var own = body.ToArray();
        Release(body);
        return own;
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadExactlyAsync(HttpContent content, int length, CancellationToken cancellationToken)
    {
        var bytes = (length < Borrowed ? GC.AllocateUninitializedArray<byte>(length) : ArrayPool<byte>.Shared.Rent(length)).AsMemory(0, length);
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        // To the end, so that the connection serves again.
        _ = await stream.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadChunksAsync(HttpContent content, long limit, bool truncate, CancellationToken cancellationToken)
    {
        var full = new List<byte[]>();
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        var used = 0;
        long total = 0;
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                if (used == ChunkSize)
                {
                    full.Add(chunk);
                    chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
                    used = 0;
                }

                var read = await stream.ReadAsync(chunk.AsMemory(used, ChunkSize - used), cancellationToken).ConfigureAwait(false);
                if (read == 0) break;
                used += read;
                total += read;
                if (total <= limit) continue;
                if (!truncate) return null;
                break;
            }

            var bytes = GC.AllocateUninitializedArray<byte>((int)total);
            var at = 0;
            foreach (var part in full)
            {
                part.AsSpan(0, ChunkSize).CopyTo(bytes.AsSpan(at));
                at += ChunkSize;
            }

            chunk.AsSpan(0, used).CopyTo(bytes.AsSpan(at));
            return bytes;
        }
        finally
        {
            foreach (var part in full) ArrayPool<byte>.Shared.Return(part);
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
