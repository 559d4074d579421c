using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// TLS on a stream that was created elsewhere: a stream that an application passes in, or one through an https proxy. SslStream does not
/// support ReadAsync and ShutdownAsync concurrently, and a read may wait forever. Therefore EndAsync cancels the waiting read, takes the
/// semaphore and shuts down. Then the read continues.
/// </summary>
/// <param name="tls">The stream, its handshake complete. The transport owns it.</param>
/// <param name="remote">The peer's address, if it is known.</param>
internal sealed class SecuredTransport(SslStream tls, EndPoint? remote = null) : StreamTransport(tls, remote)
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource ending = new();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        while (true)
        {
            await turn.WaitAsync(Dropped).ConfigureAwait(false);
            try
            {
                return await tls.ReadAsync(into, ending.IsCancellationRequested ? Dropped : ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested && !Dropped.IsCancellationRequested)
            {
                // The read was cancelled and consumed nothing. SslStream keeps buffered bytes for the next read.
            }
            finally
            {
                turn.Release();
            }
        }
    }

    /// <summary>Sends close_notify (RFC 8446 §6.1). The stream below stays open: it belongs to its creator.</summary>
    public override async ValueTask EndAsync()
    {
        Task notifying;

        // Queue for the semaphore before cancelling the read. Otherwise the reader could take the semaphore again and read forever.
        var itsTurn = turn.WaitAsync(Dropped);
        await ending.CancelAsync().ConfigureAwait(false);
        await itsTurn.ConfigureAwait(false);
        try
        {
            notifying = tls.ShutdownAsync();
        }
        catch (InvalidOperationException)
        {
            // The handshake is not complete, or the stream is disposed: there is no peer to notify.
            return;
        }
        finally
        {
            turn.Release();
        }

        // SslStream's state is final here. Only the write may still take time.
        await notifying.ConfigureAwait(false);
    }

    public override void Drop()
    {
        // Cancel after the call of the base class, so that a read that this cancellation interrupts does not start again.
        base.Drop();
        ending.Cancel();
    }
}
