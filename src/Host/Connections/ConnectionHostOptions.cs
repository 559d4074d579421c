using LanguageExt;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pure.WebSockets.Host;

/// <summary>The options of a connection, at a server or a client.</summary>
public record ConnectionHostOptions
{
    /// <summary>With this bound, the output still fits in one piece of memory after the longest send is added.</summary>
    private const int MostUnsentBytes = 512 * 1024 * 1024;

    /// <summary>
    /// The options of the protocol: its limits and its timeouts. A server may detect a timeout of ten seconds or more up to one second
    /// late.
    /// </summary>
    public ConnectionOptions Protocol { get; init; } = ConnectionOptions.Default;

    /// <summary>
    /// The maximum memory, in bytes, of received messages that the application has not taken yet. At this bound, the connection stops
    /// reading until half of that memory has been taken. One message is always accepted, whatever its size. 1 MiB by default.
    /// </summary>
    public int MaxUnreadBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// The maximum output, in bytes, that waits to be written. At this bound, a send waits for room. One message is always accepted,
    /// whatever its size. 256 KiB by default, and at most 512 MiB.
    /// </summary>
    public int MaxUnsentBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// How a message is handled when the unsent data has reached <see cref="MaxUnsentBytes"/>. By default, the send waits.
    /// </summary>
    public SlowPeerPolicy SlowPeer { get; init; }

    /// <summary>
    /// How long the application can still answer messages that arrived before a close frame, before a violation of the protocol, or before
    /// the end of the peer's bytes. Such an end takes effect when the application asks for the next message, when its function returns, or
    /// at the latest after this time. Until then the application can send. The same applies from the opening until the application first
    /// asks for a message. Choose a time shorter than the peers' timeout of the closing handshake. If it is zero or less, the end takes
    /// effect immediately. 500 ms by default.
    /// </summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The connection is closed with 1000 after this time without a message in either direction. Pings and pongs do not count as messages.
    /// Zero or less means no limit. Zero by default.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>
    /// The connection is closed with 1001 when it has been open for this time. Use this option to distribute clients over the servers
    /// again, and to limit how long an authorization lasts. Zero or less means no limit. Zero by default.
    /// </summary>
    public TimeSpan MaxLifetime { get; init; }

    /// <summary>
    /// How long to wait for the peer to end its half of the transport after the last byte was written. Meanwhile the peer's bytes are read
    /// and dropped, because unread data would cause a reset that destroys the close frame. 1 s by default.
    /// </summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// If a connection with compression has had no message for this time, it frees the memory that only makes compression faster, up to 128
    /// KiB. It keeps its windows. The next message allocates the memory again. Connections are checked at this interval, so it can take up
    /// to twice as long. If this is zero or less, the memory is never freed. 5 s by default.
    /// </summary>
    public TimeSpan CompactAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Called for each ping with its data, which the application may keep. The connection itself answers the ping. The function runs on the
    /// connection's loop and must not block.
    /// </summary>
    public Action<WebSocketConnection, ReadOnlyMemory<byte>>? OnPing { get; init; }

    /// <summary>
    /// Called for each pong, solicited or not, with its data, which the application may keep. The function runs on the connection's loop
    /// and must not block.
    /// </summary>
    public Action<WebSocketConnection, ReadOnlyMemory<byte>>? OnPong { get; init; }

    /// <summary>The log. None by default. See also <see cref="Telemetry"/>.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>
    /// Called with every exception that an application, or a hook in these options, does not handle, on the thread where it was thrown. At
    /// a server, it is also called for each failed TLS handshake. The function should not throw: its own exceptions are dropped. The peer
    /// sees only the close code 1011. Null by default.
    /// </summary>
    /// <remarks>
    /// If this is null and no <see cref="Logger"/> is set, each exception is written to standard error once. Failed TLS handshakes are not
    /// written, because any client can cause them. To discard exceptions, set this to a function that does nothing.
    /// </remarks>
    public Action<Exception>? OnError { get; init; }

    /// <summary>The clock for <see cref="AnswerTime"/>.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The clock for all other times: the protocol's timers, the end of the transport, the idle time and the lifetime.
    /// </summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>At a server, the hook that answers requests that do not ask for a WebSocket. Otherwise it is null.</summary>
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

    /// <summary>Returns a copy of the data of a ping or a pong for its hook. The copy is empty if no hook is set.</summary>
    internal ReadOnlyMemory<byte> CopyForHook(in StepResult progress) =>
        (progress.Event == StepEvent.Ping && OnPing is not null) || (progress.Event == StepEvent.Pong && OnPong is not null)
            ? progress.Payload.ToArray()
            : default;

    /// <summary>Calls the hook for pings or for pongs, if there is one. The call runs on the connection's loop, without a lock.</summary>
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

    /// <summary>Reports an exception to the log and <see cref="OnError"/>, or to standard error if neither is set.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="byDefault">Whether the exception is written to standard error if neither is set.</param>
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
            // An exception that the callback itself throws cannot be reported anywhere else.
        }
    }
}
