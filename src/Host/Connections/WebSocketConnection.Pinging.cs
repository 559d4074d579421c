namespace Pure.WebSockets.Host;

/// <content>Pings and pongs of the application's own (RFC 6455 §5.5.2, §5.5.3).</content>
public sealed partial class WebSocketConnection
{
    private PendingPings? pings;

    /// <summary>Sends a ping and waits for its pong.</summary>
    /// <param name="cancellationToken">Stops the waiting: for room, then nothing was sent; or for the pong, which harms nothing
    /// either.</param>
    /// <returns>The round trip: the time from when the ping was handed to the wire to its pong.</returns>
    /// <exception cref="WebSocketClosedException">The connection closed before the pong came.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    /// <remarks>
    /// Whether the peer is alive is the keep-alive's to find out, which sends pings of its own:
    /// <see cref="ConnectionOptions.KeepAliveInterval"/>.
    /// </remarks>
    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        PendingPing ping;
        lock (gate) ping = (pings ??= new PendingPings()).Next();
        return PingAsync(ping, cancellationToken);
    }

    /// <summary>
    /// Sends a ping with data of one's own and waits for its pong. Otherwise as <see cref="PingAsync(CancellationToken)"/>.
    /// </summary>
    /// <param name="data">At most 125 bytes. A pong with the same data answers this ping, and those before it.</param>
    /// <param name="cancellationToken">Stops the waiting: for room, then nothing was sent; or for the pong, which harms nothing
    /// either.</param>
    /// <exception cref="WebSocketMisuseException">More than 125 bytes. Nothing was sent.</exception>
    public Task<TimeSpan> PingAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        PingAsync(new PendingPing(data.ToArray()), cancellationToken);

    /// <summary>
    /// Sends a pong that answers nothing, as a sign of life in one direction (RFC 6455 §5.5.3). Pings are answered without it.
    /// </summary>
    /// <param name="data">At most 125 bytes.</param>
    /// <param name="cancellationToken">Stops the waiting for room: then nothing was sent.</param>
    /// <exception cref="WebSocketClosedException">A close frame was sent, or the connection is over.</exception>
    /// <exception cref="WebSocketMisuseException">More than 125 bytes. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public ValueTask PongAsync(ReadOnlyMemory<byte> data = default, CancellationToken cancellationToken = default) =>
        Give(new Outgoing(OutgoingKind.Pong, default, data, Final: true, default), cancellationToken);

    private async Task<TimeSpan> PingAsync(PendingPing ping, CancellationToken cancellationToken)
    {
        await Give(new Outgoing(OutgoingKind.Ping, default, ping.Data, Final: true, default) { Ping = ping }, cancellationToken)
            .ConfigureAwait(false);
        return await ping.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The data of a ping or a pong that the application wants to be told of: a copy, for what the kernel was lent goes back. Under the
    /// lock.
    /// </summary>
    private ReadOnlyMemory<byte> DataToTell(in Progress progress) =>
        (progress.Happening == Happening.Ping && options.OnPing is not null)
        || (progress.Happening == Happening.Pong && options.OnPong is not null)
            ? progress.Payload.ToArray()
            : default;

    /// <summary>Tells the application of a ping or a pong. On the loop, with no lock held.</summary>
    private void ToldOf(Happening happening, ReadOnlyMemory<byte> data)
    {
        var told = happening == Happening.Ping ? options.OnPing : options.OnPong;
        if (told is null) return;
        try
        {
            told(this, data);
        }
        catch (Exception exception)
        {
            owner.Report(exception);
        }
    }
}
