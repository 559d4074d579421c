using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// TLS on a stream that somebody else made: one that an application hands over, one through a proxy that is spoken to by TLS. The engine
/// is not made for a reader and an ender at the same time, and a reader may wait for ever: so the
/// end interrupts the read that waits, takes its turn, and the read goes on after it.
/// </summary>
/// <param name="tls">The stream, its handshake done. It is the transport's.</param>
/// <param name="remote">The peer's address, where it is known.</param>
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
                // Nothing was read: what came stays with the engine, and is there after the end.
            }
            finally
            {
                turn.Release();
            }
        }
    }

    /// <summary>"close_notify" (RFC 8446 §6.1). The stream below is not ended: what is there belongs to whoever made it.</summary>
    public override async ValueTask EndAsync()
    {
        Task notifying;

        // It waits in line before the reader is interrupted: else that one could take its turn again, and read for ever.
        var itsTurn = turn.WaitAsync(Dropped);
        await ending.CancelAsync().ConfigureAwait(false);
        await itsTurn.ConfigureAwait(false);
        try
        {
            notifying = tls.ShutdownAsync();
        }
        catch (InvalidOperationException)
        {
            // The handshake was never done, or the stream is disposed: there is nobody to notify.
            return;
        }
        finally
        {
            turn.Release();
        }

        // The engine is done with it: only the writing may take time.
        await notifying.ConfigureAwait(false);
    }

    public override void Drop()
    {
        // After the other: a read that this interrupts does not begin anew.
        base.Drop();
        ending.Cancel();
    }
}
