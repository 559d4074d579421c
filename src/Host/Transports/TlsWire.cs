using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// The socket below TLS. The engine above it is not made for a reader and an ender at the same time, and a reader may wait for ever: so a
/// reader holds the turn, but for the time that it waits here for the peer.
/// </summary>
internal sealed class TlsWire(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>Who uses the engine's reading half.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Whether whoever reads has taken the turn: during the handshake nobody has.</summary>
    public bool TakesTurns { get; set; }

    /// <summary>Whether anything has come.</summary>
    public bool HasReceived { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!HasReceived) return First(buffer, cancellationToken);
        var reading = base.ReadAsync(buffer, cancellationToken);
        return reading.IsCompleted || !TakesTurns ? reading : Wait(reading);
    }

    // The handshake's: none has taken the turn yet.
    private async ValueTask<int> First(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0) HasReceived = true;
        return read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> Wait(ValueTask<int> reading)
    {
        Turn.Release();
        try
        {
            return await reading.ConfigureAwait(false);
        }
        finally
        {
            await Turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
