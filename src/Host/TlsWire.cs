using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// The socket below TLS. The engine above it is not made for a reader and an ender at the same time, and a reader may wait for ever: so a reader holds the turn, but for
/// the time that it waits here for the peer.
/// </summary>
internal sealed class TlsWire(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>Who uses the engine's reading half.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Whether whoever reads has taken the turn: during the handshake nobody has.</summary>
    public bool TakesTurns { get; set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = base.ReadAsync(buffer, cancellationToken);
        return reading.IsCompleted || !TakesTurns ? reading : Wait(reading);
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
