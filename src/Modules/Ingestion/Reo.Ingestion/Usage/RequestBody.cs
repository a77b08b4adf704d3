using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Reo.Ingestion.Usage;

/// <summary>The bytes of a body, in memory that is given back when they have been read.</summary>
internal readonly struct RequestBody : IDisposable
{
    private const int SmallestBuffer = 64 * 1024;

    private readonly PipeReader? _pipe;
    private readonly SequencePosition _end;
    private readonly byte[]? _rented;

    private RequestBody(ReadOnlyMemory<byte> bytes, byte[]? rented) => (Bytes, _rented) = (bytes, rented);

    private RequestBody(ReadOnlyMemory<byte> bytes, PipeReader pipe, SequencePosition end) => (Bytes, _pipe, _end) = (bytes, pipe, end);

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The whole body where the server has it, or null when it is larger than <paramref name="most"/> bytes; no more is read.</summary>
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, int most)
    {
        if (request.ContentLength > most)
            return null;

        var pipe = request.BodyReader;
        while (true)
        {
            var read = await pipe.ReadAsync();
            if (read.Buffer.Length > most)
            {
                pipe.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
                return Whole(pipe, read.Buffer);

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>
    /// The body after decompression, or null when it is larger than <paramref name="most"/> bytes: a bomb is refused where it passes the limit,
    /// with nothing beyond it decompressed.
    /// </summary>
    /// <exception cref="InvalidDataException">It is not what the encoding says.</exception>
    public static async ValueTask<RequestBody?> DecodeAsync(HttpRequest request, string encoding, int most)
    {
        if (request.ContentLength > most)
            return null;

        await using var plain = encoding switch
        {
            "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            "br" => new BrotliStream(request.Body, CompressionMode.Decompress),
            _ => request.Body,
        };
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(most + 1, Math.Max(request.ContentLength + 1 ?? 0, SmallestBuffer)));
        var length = 0;
        while (true)
        {
            var read = await ReadAsync(plain, buffer.AsMemory(length));
            length += read;
            if (read == 0)
                return new RequestBody(buffer.AsMemory(0, length), buffer);

            if (length > most)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return null;
            }

            if (length == buffer.Length)
                buffer = Grow(buffer, Math.Min(most + 1, length * 2));
        }
    }

    public void Dispose()
    {
        _pipe?.AdvanceTo(_end);
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }

    private static RequestBody Whole(PipeReader pipe, ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsSingleSegment)
            return new RequestBody(buffer.First, pipe, buffer.End);

        var length = (int)buffer.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        buffer.CopyTo(rented);
        pipe.AdvanceTo(buffer.End);
        return new RequestBody(rented.AsMemory(0, length), rented);
    }

    /// <summary>Brotli's stream names another exception than gzip's for what it cannot read.</summary>
    private static async ValueTask<int> ReadAsync(Stream plain, Memory<byte> buffer)
    {
        try
        {
            return await plain.ReadAsync(buffer);
        }
        catch (InvalidOperationException e) when (plain is BrotliStream)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static byte[] Grow(byte[] full, int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
