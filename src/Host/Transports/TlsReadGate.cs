using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// The socket below TLS. SslStream does not support ReadAsync and ShutdownAsync concurrently. A semaphore guards both. A read releases the
/// semaphore in this class while it waits for network data.
/// </summary>
internal sealed class TlsReadGate(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>Guards the reading half of the SslStream.</summary>
    public SemaphoreSlim ReadLock { get; } = new(1, 1);

    /// <summary>False during the handshake, when the semaphore is not held.</summary>
    public bool IsActive { get; set; }

    /// <summary>Whether any byte was received.</summary>
    public bool HasReceived { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!HasReceived) return ReadFirstAsync(buffer, cancellationToken);
        var reading = base.ReadAsync(buffer, cancellationToken);
        return reading.IsCompleted || !IsActive ? reading : ReadOutsideLockAsync(reading);
    }

    // The first read belongs to the handshake, when the semaphore is not held.
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
