using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pure.WebSockets.Host;

/// <summary>Sends payloads that are not in one block of memory, such as strings, sequences and streams.</summary>
internal static class PayloadSources
{
    private const int StreamedBytes = 64 * 1024;

    /// <summary>Sends a text message, encoded as UTF-8.</summary>
    public static ValueTask SendTextAsync(
        WebSocketConnection connection, string text, CompressionChoice compression, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MessageSender.MaxSendBytes, nameof(text));
        var buffers = connection.Buffers;
        var encoded = buffers.Rent(Math.Max(1, bytes));
        var payload = encoded.AsMemory(0, Encoding.UTF8.GetBytes(text, encoded));
        var sending = connection.SendAsync(MessageKind.Text, payload, compression, cancellationToken);
        if (!sending.IsCompleted) return ReturnAfterAsync(sending, buffers, encoded);
        buffers.Return(encoded);
        return sending;
    }

    /// <summary>Sends several blocks of memory as the payload of one frame.</summary>
    public static ValueTask SendAsync(
        WebSocketConnection connection,
        MessageKind kind,
        in ReadOnlySequence<byte> data,
        CompressionChoice compression,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MessageSender.MaxSendBytes, nameof(data));
        var buffers = connection.Buffers;
        var joined = Join(data, buffers);
        var sending = connection.SendAsync(kind, joined.AsMemory(0, (int)data.Length), compression, cancellationToken);
        if (!sending.IsCompleted) return ReturnAfterAsync(sending, buffers, joined);
        buffers.Return(joined);
        return sending;
    }

    /// <summary>
    /// Sends a sequence of pieces as one message. Each piece that is not empty is sent as one fragment, and an empty fragment ends the
    /// message.
    /// </summary>
    public static async Task SendAsync(
        WebSocketConnection connection,
        MessageKind kind,
        IAsyncEnumerable<ReadOnlyMemory<byte>> source,
        CompressionChoice compression,
        CancellationToken cancellationToken
    )
    {
        var owner = new object();
        var hasBegun = false;
        try
        {
            await foreach (var piece in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (piece.IsEmpty) continue;
                await SendPartAsync(connection, kind, piece, isFinal: false, compression, owner, cancellationToken).ConfigureAwait(false);
                hasBegun = true;
            }

            // The end of the source is known only after the last piece has been sent, so the final fragment is empty.
            await SendPartAsync(connection, kind, default, isFinal: true, compression, owner, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (hasBegun)
        {
            connection.BeginClose(CloseCode.InternalError, "a message was not completed");
            throw;
        }
    }

    /// <summary>Reads a stream to its end and returns its bytes in pieces. Each piece is valid until the next piece is requested.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadPieces(
        Stream source, BufferPool buffers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = buffers.Rent(StreamedBytes);
        var isReading = false;
        try
        {
            while (true)
            {
                isReading = true;
                var read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                isReading = false;
                if (read == 0) break;
                yield return buffer.AsMemory(0, read);
            }
        }
        finally
        {
            // After a failed read, the source can still write to the buffer, so the buffer is not reused.
            if (isReading) buffers.Forget(buffer);
            else buffers.Return(buffer);
        }
    }

    private static ValueTask SendPartAsync(
        WebSocketConnection connection,
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        bool isFinal,
        CompressionChoice compression,
        object owner,
        CancellationToken cancellationToken
    )
    {
        var part = new OutgoingMessage(OutgoingType.Part, kind, data, isFinal, compression) { Owner = owner };
        return connection.Sender.SendAsync(connection, part, cancellationToken);
    }

    private static async ValueTask ReturnAfterAsync(ValueTask sending, BufferPool buffers, byte[] buffer)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        finally
        {
            buffers.Return(buffer);
        }
    }

    private static byte[] Join(in ReadOnlySequence<byte> data, BufferPool buffers)
    {
        var joined = buffers.Rent((int)data.Length);
        try
        {
            data.CopyTo(joined);
            return joined;
        }
        catch (Exception)
        {
            // CopyTo throws an exception if the memory of a segment is no longer valid. For example, the memory of a received message
            // becomes invalid at the next receive call.
            buffers.Return(joined);
            throw;
        }
    }
}
