using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// The TCP stream below an SslStream. SslStream does not support concurrent calls to ReadAsync and ShutdownAsync, so a semaphore guards
/// both calls. While a read waits for bytes from the network, this class releases the semaphore, so that ShutdownAsync can be called.
/// </summary>
internal sealed class TlsReadGate(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>The semaphore that guards ReadAsync and ShutdownAsync of the SslStream.</summary>
    public SemaphoreSlim ReadLock { get; } = new(1, 1);

    /// <summary>Whether the TLS handshake is complete. During the handshake, the semaphore is not held.</summary>
    public bool IsActive { get; set; }

    /// <summary>Whether any byte has been received.</summary>
    public bool HasReceived { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!HasReceived) return ReadFirstAsync(buffer, cancellationToken);
        var reading = base.ReadAsync(buffer, cancellationToken);
        return reading.IsCompleted || !IsActive ? reading : ReadOutsideLockAsync(reading);
    }

    // The first read belongs to the TLS handshake, during which the semaphore is not held.
    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0) HasReceived = true;
        return read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadOutsideLockAsync(ValueTask<int> reading)
    {
        ReadLock.Release();
        try
        {
            return await reading.ConfigureAwait(false);
        }
        finally
        {
            await ReadLock.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
