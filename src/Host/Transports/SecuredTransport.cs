using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// A transport over an existing SslStream. The stream comes from the application, or the client has created it for a connection through an
/// https proxy. SslStream does not support concurrent calls to ReadAsync and ShutdownAsync, so a semaphore guards both calls. A read can
/// wait forever. Therefore, EndAsync cancels the waiting read, acquires the semaphore and calls ShutdownAsync. The read is then started
/// again.
/// </summary>
/// <param name="tls">The TLS stream, whose handshake is complete. The transport owns the stream.</param>
/// <param name="remote">The peer's address, or null if it is not known.</param>
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
                // The read was cancelled and consumed no bytes. The next read returns the bytes that SslStream has buffered.
            }
            finally
            {
                turn.Release();
            }
        }
    }

    /// <summary>Sends close_notify (RFC 8446 §6.1). The stream below the SslStream stays open.</summary>
    public override async ValueTask EndAsync()
    {
        Task notifying;

        // The wait for the semaphore must begin before the read is cancelled. Otherwise, the next read could acquire the semaphore first.
        var itsTurn = turn.WaitAsync(Dropped);
        await ending.CancelAsync().ConfigureAwait(false);
        await itsTurn.ConfigureAwait(false);
        try
        {
            notifying = tls.ShutdownAsync();
        }
        catch (InvalidOperationException)
        {
            // The handshake is not complete, or the stream is disposed. In both cases, close_notify cannot be sent.
            return;
        }
        finally
        {
            turn.Release();
        }

        // The semaphore is no longer needed, because ShutdownAsync has already changed the state of the SslStream. Only the write of the
        // close_notify alert can still be in progress.
        await notifying.ConfigureAwait(false);
    }

    public override void Drop()
    {
        // The base method, which cancels Dropped, is called first. Otherwise, the cancelled read could start again.
        base.Drop();
        ending.Cancel();
    }
}
