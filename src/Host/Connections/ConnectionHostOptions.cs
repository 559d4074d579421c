using LanguageExt;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pure.WebSockets.Host;

/// <summary>The options of a connection, at a server or a client.</summary>
public record ConnectionHostOptions
{
    /// <summary>With the longest send added, the output still fits one piece of memory.</summary>
    private const int MostUnsentBytes = 512 * 1024 * 1024;

    /// <summary>
    /// The options of the protocol: its limits and its timeouts. A server may detect a timeout of ten seconds or more up to one second
    /// late.
    /// </summary>
    public ConnectionOptions Protocol { get; init; } = ConnectionOptions.Default;

    /// <summary>
    /// The memory, in bytes, of received messages that the application has not taken. At this bound the connection stops reading until half
    /// of it is taken. One message is always accepted, whatever its size. 1 MiB by default.
    /// </summary>
    public int MaxUnreadBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// The output, in bytes, that waits to be written. At this bound a send waits for room. One message is always accepted, whatever its
    /// size. 256 KiB by default; at most 512 MiB.
    /// </summary>
    public int MaxUnsentBytes { get; init; } = 256 * 1024;

    /// <summary>The treatment of a message at the bound of <see cref="MaxUnsentBytes"/>. By default its send waits.</summary>
    public SlowPeerPolicy SlowPeer { get; init; }

    /// <summary>
    /// The time for the application to answer messages that arrived before a close frame, a violation of the protocol, or the end of the
    /// peer's bytes. Such an end takes effect when the application asks for the next message or when its function returns. Until then the
    /// application can send. The same holds from the opening until it first asks for a message. The end waits for this time at most. Choose
    /// a time shorter than the peers' timeout of the closing handshake. Zero or less: the end does not wait. 500 ms by default.
    /// </summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The time without a message, in either direction, after which the connection is closed with 1000. Pings and pongs do not count as
    /// messages. Zero or less, the default: no limit.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>
    /// The time since the opening after which the connection is closed with 1001. Use it to balance clients over servers again, and to
    /// limit how long an authorization lasts. Zero or less, the default: no limit.
    /// </summary>
    public TimeSpan MaxLifetime { get; init; }

    /// <summary>
    /// The time, after the last byte is written, for the peer to end its half of the transport. Until then its bytes are read and dropped,
    /// because unread data would cause a reset that destroys the close frame. 1 s by default.
    /// </summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// With compression, the time without a message after which a connection frees the memory that only makes compression faster, up to
    /// 128 KiB. It keeps its windows. The next message allocates the memory again. It is checked at this interval, so it can take up to
    /// twice as long. Zero or less: never. 5 s by default.
    /// </summary>
    public TimeSpan CompactAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Called for each ping with its data, which the application may keep. The connection answers the ping by itself. It runs on the
    /// connection's loop and must not block.
    /// </summary>
    public Action<WebSocketConnection, ReadOnlyMemory<byte>>? OnPing { get; init; }

    /// <summary>
    /// Called for each pong, solicited or not, with its data, which the application may keep. It runs on the connection's loop and must not
    /// block.
    /// </summary>
    public Action<WebSocketConnection, ReadOnlyMemory<byte>>? OnPong { get; init; }

    /// <summary>The log. None by default. See also <see cref="Telemetry"/>.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>
    /// Receives every exception that an application, or a hook in these options, does not handle, on the thread where it was thrown; at a
    /// server also each failed TLS handshake. It should not throw; an exception of its own is dropped. The peer sees only the close code
    /// 1011. Null by default.
    /// </summary>
    /// <remarks>
    /// Where this is null and no <see cref="Logger"/> is set, each exception is written to standard error once, except failed TLS
    /// handshakes, which any stranger can cause. To discard exceptions, set this to a function that does nothing.
    /// </remarks>
    public Action<Exception>? OnError { get; init; }

    /// <summary>The clock for <see cref="AnswerTime"/>.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The clock for all other times: the protocol's timers, the end of the transport, the idle time and the lifetime.
    /// </summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>At a server, the hook that answers requests that do not ask for a WebSocket; else null.</summary>
    internal virtual Func<RequestHead, Option<PlainResponse>>? RespondToPlain => null;

    /// <summary>Whether idle connections have memory to free.</summary>
    internal bool CompactsIdle => Protocol.Compression.IsSome && CompactAfter > TimeSpan.Zero;

    /// <summary>Checks the options that servers and clients share.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    internal static void Check(ConnectionHostOptions options)
    {
        if (options.Protocol.Delivery == Delivery.Whole)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Protocol.Limits.MaxMessageBytes, Array.MaxLength, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxUnreadBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxUnsentBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxUnsentBytes, MostUnsentBytes, nameof(options));
    }

    /// <summary>Returns a copy of the data of a ping or a pong for its hook; empty without a hook.</summary>
    internal ReadOnlyMemory<byte> CopyForHook(in StepResult progress) =>
        (progress.Event == StepEvent.Ping && OnPing is not null) || (progress.Event == StepEvent.Pong && OnPong is not null)
            ? progress.Payload.ToArray()
            : default;

    /// <summary>Calls the hook for pings or for pongs, if there is one. On the connection's loop, without a lock.</summary>
    internal void CallHook(WebSocketConnection connection, StepEvent happening, ReadOnlyMemory<byte> data)
    {
        try
        {
            (happening == StepEvent.Ping ? OnPing : OnPong)?.Invoke(connection, data);
        }
        catch (Exception exception)
        {
            Report(exception);
        }
    }

    /// <summary>Reports an exception: to the log and <see cref="OnError"/>, or to standard error where neither is set.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="byDefault">Whether it is written to standard error where neither is set.</param>
    internal void Report(Exception exception, bool byDefault = true)
    {
        ConnectionLog.Escaped(Logger, exception);
        if (byDefault && OnError is null && Logger is NullLogger) UnhandledExceptions.Write(exception);
        try
        {
            OnError?.Invoke(exception);
        }
        catch (Exception)
        {
            // An exception of the callback itself has no other place to go.
        }
    }
}
