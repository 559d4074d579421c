using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>
/// A transport over a pair of pipes. The owner of the pipes, such as a web server, transfers the bytes between the pipes and its socket.
/// </summary>
internal sealed class PipeTransport(IDuplexPipe pipe) : Transport
{
    /// <summary>
    /// The maximum number of bytes in one write. Longer output is divided into several writes. The completion of each write shows that a
    /// slow peer is still reading.
    /// </summary>
    private const int WriteBytes = 64 * 1024;

    private readonly PipeReader input = pipe.Input;
    private readonly PipeWriter output = pipe.Output;
    private volatile bool dropped;

    public override EndPoint? Remote => null;

    public override bool IsNonBlocking => false;

    public override async ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        if (dropped) throw Dropped();
        try
        {
            var read = await input.ReadAsync().ConfigureAwait(false);
            var taken = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, into.Length));
            var length = (int)taken.Length;
            taken.CopyTo(into.Span);
            input.AdvanceTo(taken.End);
            return read.IsCanceled && length == 0 ? throw Dropped() : length;
        }
        catch (InvalidOperationException exception)
        {
            throw Completed(exception);
        }
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (dropped) throw Dropped();
            var part = bytes[..Math.Min(bytes.Length, WriteBytes)];
            FlushResult flushed;
            try
            {
                var writing = output.WriteAsync(part);
                var waits = !writing.IsCompleted;
                flushed = await writing.ConfigureAwait(false);
                if (waits) Unblocked();
            }
            catch (InvalidOperationException exception)
            {
                throw Completed(exception);
            }

            if (flushed.IsCompleted) throw new IOException("The peer has stopped reading from the pipe.");
            bytes = bytes[part.Length..];
        }
    }

    public override ValueTask EndAsync() => output.CompleteAsync();

    public override void Drop()
    {
        dropped = true;
        input.CancelPendingRead();
        output.CancelPendingFlush();
    }

    public override void Free()
    {
        Drop();
        input.Complete();
        output.Complete();
    }

    // The owner of the pipe, such as a web server, can complete both ends at any time.
    private static IOException Completed(Exception exception) => new("The pipe was completed with an exception.", exception);

    private static OperationCanceledException Dropped() => new("The pipe was dropped.");
}
