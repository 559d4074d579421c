using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pure.WebSockets.Host;

/// <summary>
/// What connections tell those who watch: metrics (<see cref="Meter"/>) and traces (<see cref="ActivitySource"/>), both of the name
/// <see cref="Name"/>. Nobody listening, nothing is measured.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Pure.WebSockets";

    private static readonly Meter Meter = new(Name, typeof(Telemetry).Assembly.GetName().Version?.ToString(3));

    internal static ActivitySource Source { get; } = new(Name, typeof(Telemetry).Assembly.GetName().Version?.ToString(3));

    /// <summary>Open connections, by role.</summary>
    internal static UpDownCounter<long> Connections { get; } =
        Meter.CreateUpDownCounter<long>("websocket.connections", "{connection}", "Connections that are open.");

    /// <summary>Opening handshakes, by role and outcome, in seconds.</summary>
    internal static Histogram<double> Handshakes { get; } =
        Meter.CreateHistogram<double>("websocket.handshake.duration", "s", "The time that opening handshakes took.");

    /// <summary>Messages, by role, direction and kind.</summary>
    internal static Counter<long> Messages { get; } =
        Meter.CreateCounter<long>("websocket.messages", "{message}", "Messages that came or went whole.");

    /// <summary>Payloads before compression, by role and direction.</summary>
    internal static Counter<long> Payload { get; } =
        Meter.CreateCounter<long>("websocket.payload", "By", "Payloads of data frames, as the application sees them.");

    /// <summary>What stood on the wire for them, by role and direction.</summary>
    internal static Counter<long> Wire { get; } =
        Meter.CreateCounter<long>("websocket.wire", "By", "Octets on the wire, behind the opening handshake and below TLS.");

    /// <summary>How long a compressed message was on the wire, as a part of its payload's length.</summary>
    internal static Histogram<double> Compression { get; } =
        Meter.CreateHistogram<double>(
            "websocket.compression.ratio",
            "1",
            "The length of compressed messages on the wire, header included, by that of their payload."
        );

    /// <summary>Round trips of pings, in seconds.</summary>
    internal static Histogram<double> Pings { get; } =
        Meter.CreateHistogram<double>("websocket.ping.duration", "s", "The time from pings to their pongs.");

    /// <summary>Messages that were dropped for a slow peer.</summary>
    internal static Counter<long> Dropped { get; } =
        Meter.CreateCounter<long>("websocket.messages.dropped", "{message}", "Messages that were not sent, for the peer was too slow.");

    /// <summary>Ends of connections, by role, code, whose close came first, and the rule that was broken.</summary>
    /// <remarks>
    /// A code that IANA has registered is told as such; all others, which may be of a peer's choice, share three labels: a peer cannot
    /// make a time series for each number.
    /// </remarks>
    internal static Counter<long> Closes { get; } =
        Meter.CreateCounter<long>("websocket.closes", "{connection}", "Connections that ended.");

    /// <summary>The label of a close code (RFC 6455 §11.7).</summary>
    internal static object CodeTag(int code) => code switch
    {
        (>= CloseCode.NormalClosure and <= 1003) or (>= CloseCode.NoStatusReceived and <= 1015) or 3000 or 3003 or 3008 => code,
        >= 3000 and <= 3999 => "3000-3999",
        >= 4000 and <= 4999 => "4000-4999",
        _ => "other",
    };
}
