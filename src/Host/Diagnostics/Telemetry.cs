using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pure.WebSockets.Host;

/// <summary>
/// The metrics (<see cref="Meter"/>) and traces (<see cref="ActivitySource"/>) of connections. The meter and the activity source are both
/// named <see cref="Name"/>. Data is recorded only while a listener is active.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Pure.WebSockets";

    private static readonly Meter Meter = new(Name, typeof(Telemetry).Assembly.GetName().Version?.ToString(3));

    internal static ActivitySource Source { get; } = new(Name, typeof(Telemetry).Assembly.GetName().Version?.ToString(3));

    /// <summary>The number of open connections, by role.</summary>
    internal static UpDownCounter<long> Connections { get; } =
        Meter.CreateUpDownCounter<long>("websocket.connections", "{connection}", "Open connections.");

    /// <summary>The duration of opening handshakes, in seconds, by role and outcome.</summary>
    internal static Histogram<double> Handshakes { get; } =
        Meter.CreateHistogram<double>("websocket.handshake.duration", "s", "The duration of opening handshakes.");

    /// <summary>The number of messages, by role, direction and kind.</summary>
    internal static Counter<long> Messages { get; } =
        Meter.CreateCounter<long>("websocket.messages", "{message}", "Complete messages, received or sent.");

    /// <summary>The number of uncompressed payload bytes in messages, by role and direction.</summary>
    internal static Counter<long> Payload { get; } =
        Meter.CreateCounter<long>("websocket.payload", "By", "Payload bytes of data frames, before compression.");

    /// <summary>The number of bytes sent and received after the opening handshake, without TLS overhead, by role and direction.</summary>
    internal static Counter<long> Wire { get; } =
        Meter.CreateCounter<long>("websocket.wire", "By", "Bytes after the opening handshake, without the bytes that TLS adds.");

    /// <summary>
    /// The length of a message on the wire, divided by the length of its uncompressed payload. This ratio is recorded only on connections
    /// that have negotiated compression. Messages that this endpoint sends in parts are not recorded.
    /// </summary>
    internal static Histogram<double> Compression { get; } =
        Meter.CreateHistogram<double>(
            "websocket.compression.ratio",
            "1",
            "The wire length of compressed messages, header included, divided by the length of their payload."
        );

    /// <summary>The round-trip time of pings, in seconds.</summary>
    internal static Histogram<double> Pings { get; } =
        Meter.CreateHistogram<double>("websocket.ping.duration", "s", "The round-trip time of pings.");

    /// <summary>The number of messages that this endpoint dropped because the peer read too slowly.</summary>
    internal static Counter<long> Dropped { get; } =
        Meter.CreateCounter<long>("websocket.messages.dropped", "{message}", "Messages not sent because the peer was too slow.");

    /// <summary>The number of closed connections, by role, close code, endpoint that closed first, and violated rule.</summary>
    /// <remarks>
    /// Each close code that is registered with IANA has its own tag value. All other close codes share three tag values, so that a peer
    /// cannot create a separate time series for each code.
    /// </remarks>
    internal static Counter<long> Closes { get; } =
        Meter.CreateCounter<long>("websocket.closes", "{connection}", "Closed connections.");

    /// <summary>
    /// Returns the value of the metric tag for a close code. A code that is registered with IANA (RFC 6455 §11.7) is returned unchanged.
    /// For any other code, the value is "3000-3999", "4000-4999" or "other".
    /// </summary>
    internal static object CodeTag(int code) => code switch
    {
        (>= CloseCode.NormalClosure and <= 1003) or (>= CloseCode.NoStatusReceived and <= 1015) or 3000 or 3003 or 3008 => code,
        >= 3000 and <= 3999 => "3000-3999",
        >= 4000 and <= 4999 => "4000-4999",
        _ => "other",
    };
}
