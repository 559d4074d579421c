using System.Buffers;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <content>Messages that are not in one piece of memory.</content>
public sealed partial class WebSocketConnection
{
    private const int StreamedBytes = 64 * 1024;

    /// <summary>
    /// Sends a message in one frame, its payload in several pieces of memory. Otherwise as
    /// <see cref="SendAsync(MessageKind, ReadOnlyMemory{byte}, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="data">The payload; text as UTF-8. It must not change until the send completes.</param>
    /// <param name="cancellationToken">Stops the waiting for room: then nothing of the message was sent.</param>
    public ValueTask SendAsync(MessageKind kind, in ReadOnlySequence<byte> data, CancellationToken cancellationToken = default)
    {
        if (data.IsSingleSegment) return SendAsync(kind, data.First, cancellationToken);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MaxSendBytes, nameof(data));
        var joined = Joined(data);
        var sending = SendAsync(kind, joined.AsMemory(0, (int)data.Length), cancellationToken);
        if (!sending.IsCompleted) return GiveBackAfter(sending, joined);
        buffers.Return(joined);
        return sending;
    }

    /// <summary>
    /// Sends what a stream holds, to its end, as one message in fragments: as they are read, so that neither side need hold it whole.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="source">The payload; text as UTF-8. It is read to its end, and stays open.</param>
    /// <param name="cancellationToken">Gives up. Before the first fragment nothing was sent; after it the message cannot be taken back:
    /// the connection is closed with 1011.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is over.</exception>
    /// <exception cref="WebSocketMisuseException">Text that is not UTF-8. The connection is closed with 1011 if a part was
    /// sent.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    /// <remarks>
    /// An exception of the source comes out here; then too the connection is closed with 1011, if a part was sent. Messages of other
    /// senders wait for the end of this one; pings and pongs do not.
    /// </remarks>
    public Task SendAsync(MessageKind kind, Stream source, CancellationToken cancellationToken = default) =>
        SendAsync(kind, PartsOf(source, cancellationToken), cancellationToken);

    /// <summary>
    /// Sends one message in as many fragments as the sequence has pieces, as they come. Otherwise as
    /// <see cref="SendAsync(MessageKind, Stream, CancellationToken)"/>.
    /// </summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="source">The payload; text as UTF-8, which may be cut anywhere. Each piece is done with when the next is asked
    /// for.</param>
    /// <param name="cancellationToken">Gives up. Before the first fragment nothing was sent; after it the message cannot be taken back:
    /// the connection is closed with 1011.</param>
    public async Task SendAsync(
        MessageKind kind,
        IAsyncEnumerable<ReadOnlyMemory<byte>> source,
        CancellationToken cancellationToken = default
    )
    {
        var mine = new object();
        var begun = false;
        try
        {
            await foreach (var piece in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (piece.IsEmpty)
                    continue;
                await Give(
                        new Outgoing(OutgoingKind.Part, kind, piece, Final: false, CompressionChoice.ByOptions) { Turn = mine },
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                begun = true;
            }

            // Only now is it known that the piece before was the last.
            await Give(
                    new Outgoing(OutgoingKind.Part, kind, default, Final: true, CompressionChoice.ByOptions) { Turn = mine },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (Exception) when (begun)
        {
            BeginClose(CloseCode.InternalError, "a message was given up");
            throw;
        }
    }

    private byte[] Joined(in ReadOnlySequence<byte> data)
    {
        var joined = buffers.Rent((int)data.Length);
        try
        {
            data.CopyTo(joined);
            return joined;
        }
        catch (Exception)
        {
            // Memory that is not valid any more, as a message's after the next receive.
            buffers.Return(joined);
            throw;
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> PartsOf(
        Stream source,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var buffer = buffers.Rent(StreamedBytes);
        var reading = false;
        try
        {
            while (true)
            {
                reading = true;
                var read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                reading = false;
                if (read == 0) break;
                yield return buffer.AsMemory(0, read);
            }
        }
        finally
        {
            // A source whose read failed may still write where it was to.
            if (reading) buffers.Forget(buffer);
            else buffers.Return(buffer);
        }
    }
}
