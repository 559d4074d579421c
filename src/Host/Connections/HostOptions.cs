using LanguageExt;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pure.WebSockets.Host;

/// <summary>How a connection is driven over its transport, at either end.</summary>
public record HostOptions
{
    /// <summary>With the longest send on top, the output still fits one piece of memory.</summary>
    private const int MostUnsentBytes = 512 * 1024 * 1024;

    /// <summary>
    /// How the protocol behaves: its limits, its timers. At a server a timer of ten seconds or more may be found up to one second late.
    /// </summary>
    public ConnectionOptions Protocol { get; init; } = ConnectionOptions.Default;

    /// <summary>
    /// The memory, in bytes, of messages that came and were not taken by the application. When that much waits, reading stops until half
    /// of it is taken; one message is always let in, whatever its size. 1 MiB.
    /// </summary>
    public int MaxUntakenBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// The output, in bytes, that waits for the peer to read. When that much waits, a send waits for room; one message is always let in,
    /// whatever its size. 256 KiB; at most 512 MiB.
    /// </summary>
    public int MaxUnsentBytes { get; init; } = 256 * 1024;

    /// <summary>What becomes of a message while that much waits. By default its send waits.</summary>
    public SlowPeerPolicy SlowPeer { get; init; }

    /// <summary>
    /// The time that an application has to answer what came before a close frame, a violation of the protocol, or the end of the peer's
    /// bytes. Such an end takes effect when the application has answered: when it asks for the next message, or when its function
    /// returns. Until then it can send; so it can from the opening on until it first asks for a message. The end waits for at most this
    /// time, measured from when it came. It should be shorter than what peers give a closing handshake. Zero or less: nothing waits. 500
    /// ms.
    /// </summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The time without a message, in either direction, after which the connection is closed with 1000. Pings and pongs are no messages.
    /// Zero or less, the default: any.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>
    /// The time since the opening after which the connection is closed with 1001, so that clients spread over servers anew and no right
    /// lasts for ever. Zero or less, the default: any.
    /// </summary>
    public TimeSpan MaxLifetime { get; init; }

    /// <summary>
    /// The time, after the last byte was written, for the peer to end its half of the transport. Until then what it sends is read and
    /// dropped, for a close frame must not be destroyed by the reset that unread data causes. 1 s.
    /// </summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// With compression, the time without a message after which a connection gives up the memory that only makes compression faster, up
    /// to 128 KiB, and keeps its windows. The next message takes it anew. It is looked for each such time, so it may take twice as long.
    /// Zero or less: never. 5 s.
    /// </summary>
    public TimeSpan RestAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Told of each ping, with its data, which is the application's to keep. It is answered without it. On the connection's loop: it
    /// should not block.
    /// </summary>
    public Action<WebSocketConnection, ReadOnlyMemory<byte>>? OnPing { get; init; }

    /// <summary>
    /// Told of each pong, asked for or not, with its data, which is the application's to keep. On the connection's loop: it should not
    /// block.
    /// </summary>
    public Action<WebSocketConnection, ReadOnlyMemory<byte>>? OnPong { get; init; }

    /// <summary>Where the connection writes what happened to it. Nowhere by default. See also <see cref="Telemetry"/>.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>
    /// Told of every exception that an application, or a hook in these options, lets escape, on the thread where it escaped; by a server
    /// also of each TLS handshake that failed. It should not throw; what it throws is dropped. By default exceptions go nowhere but into
    /// the close code 1011 that the peer sees.
    /// </summary>
    public Action<Exception>? OnError { get; init; }

    /// <summary>The clock that <see cref="AnswerTime"/> is measured by.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The clock of all other times: the protocol's timers, the time for the end of the transport, the times that a
    /// connection may be idle and open.
    /// </summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>A server's answer to requests that ask for no WebSocket; null where there is none.</summary>
    internal virtual Func<RequestHead, Option<PlainResponse>>? RespondToPlain => null;

    /// <summary>Whether any connection would have something to give up at rest.</summary>
    internal bool Rests => Protocol.Compression.IsSome && RestAfter > TimeSpan.Zero;

    /// <summary>Refuses, by name, what makes no sense at either end.</summary>
    internal static void Check(HostOptions options)
    {
        if (options.Protocol.Delivery == Delivery.Whole)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Protocol.Limits.MaxMessageBytes, Array.MaxLength, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxUntakenBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxUnsentBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxUnsentBytes, MostUnsentBytes, nameof(options));
    }

    /// <summary>Tells the application of an exception; whatever its callback does, the host goes on.</summary>
    internal void Report(Exception exception)
    {
        Log.Escaped(Logger, exception);
        try
        {
            OnError?.Invoke(exception);
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }
}
