using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Host;

/// <summary>
/// The metrics, the trace and the log entries for one connection. The metrics and the trace are recorded only if a listener is active. The
/// connection's lock guards this struct. The struct is part of its connection and must not be copied, because changes to a copy would be
/// lost.
/// </summary>
internal struct ConnectionMetrics(Role role)
{
    private const string Received = "received";
    private const string Sent = "sent";

    private Details? details = Telemetry.Handshakes.Enabled ? new Details { StartedAt = Stopwatch.GetTimestamp() } : null;
    private int unwrittenHead;
    private bool isOpen;
    private bool isSlow;

    /// <summary>The role of this endpoint, as a metric tag.</summary>
    public readonly KeyValuePair<string, object?> RoleTag => new("websocket.role", role == Role.Server ? "server" : "client");

    /// <summary>
    /// Starts the activity for a server connection. If the request contains a trace context (W3C Trace Context), the activity becomes part
    /// of the client's trace. Returns null if no listener records the activity. The connection's lock must not be held, because listeners
    /// run during this call. The caller must pass the activity to <see cref="Trace"/>.
    /// </summary>
    public static Activity? StartActivity(UpgradeRequest request, Transport transport)
    {
        if (!Telemetry.Source.HasListeners()) return null;
        var parent = ActivityContext.TryParse(Field("traceparent"), Field("tracestate"), isRemote: true, out var context)
            ? context
            : default;
        return Telemetry.Source.StartActivity("websocket.connection", ActivityKind.Server, parent)
            ?.SetTag("url.path", request.Path)
            .SetTag("network.peer.address", transport.Remote?.ToString());

        string Field(string name) =>
            request
                .Headers.Find(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
                .Map(header => header.Value)
                .IfNone("");
    }

    /// <summary>
    /// Stores the connection's activity until <see cref="Closed"/> ends the activity. If the connection has already ended, the method ends
    /// the activity immediately.
    /// </summary>
    /// <param name="activity">The activity.</param>
    /// <param name="closure">How the connection ended, or null if the connection has not ended.</param>
    public void Trace(Activity activity, CloseResult? closure)
    {
        details ??= new Details();
        details.Activity = activity;
        if (closure is not null) EndTrace(closure);
    }

    /// <summary>Records that a head with the given number of bytes was added to the output.</summary>
    public void HeadAdded(int bytes) => unwrittenHead += bytes;

    /// <summary>Records that the opening handshake is complete.</summary>
    public void Opened(Agreement agreement, ref HandshakeRecord handshake, ConnectionHostOptions options, Transport transport)
    {
        isOpen = true;
        Telemetry.Connections.Add(1, RoleTag);
        details?.Activity?.AddEvent(new ActivityEvent("opened"));
        if (!options.Logger.IsEnabled(LogLevel.Debug)) return;
        var extensions = agreement.Extensions.Any() ? string.Join(", ", agreement.Extensions) : "none";
        ConnectionLog.Opened(
            options.Logger, role, transport.Remote, handshake.Request.Target, agreement.Subprotocol.IfNone("none"), extensions);
    }

    /// <summary>Records the outcome and the duration of the opening handshake.</summary>
    public readonly void HandshakeEnded(string outcome)
    {
        if (details is not { StartedAt: not 0 }) return;
        var seconds = Stopwatch.GetElapsedTime(details.StartedAt).TotalSeconds;
        Telemetry.Handshakes.Record(seconds, RoleTag, new("websocket.handshake.outcome", outcome));
    }

    /// <summary>Records that the exchange of frames has ended.</summary>
    /// <param name="how">How the connection ended.</param>
    /// <param name="handshake">The record of the opening handshake.</param>
    /// <param name="options">The connection's options.</param>
    /// <param name="transport">The connection's transport.</param>
    /// <param name="receivedNothing">Whether no byte was received from the peer.</param>
    public readonly void Closed(
        CloseResult how, ref HandshakeRecord handshake, ConnectionHostOptions options, Transport transport, bool receivedNothing)
    {
        // A client that sends nothing is usually a port probe, or a browser that connects before it needs the connection.
        var isSilent = role == Role.Server && receivedNothing;
        if (isOpen)
        {
            Telemetry.Connections.Add(-1, RoleTag);
            if (Telemetry.Closes.Enabled)
                Telemetry.Closes.Add(
                    1,
                    RoleTag,
                    new("websocket.close.code", Telemetry.CodeTag(CodeOf(how))),
                    new("websocket.close.first", First(how)),
                    new("websocket.rule", RuleOf(how))
                );
        }
        else HandshakeEnded(FailedHandshake(ref handshake, isSilent));

        EndTrace(how);
        LogEnd(how, ref handshake, options.Logger, transport, isSilent);
    }

    /// <summary>Records that one call to the protocol kernel has processed received bytes.</summary>
    /// <param name="state">The state of the protocol.</param>
    /// <param name="received">The kind of event that the bytes caused.</param>
    /// <param name="kind">For message data, the kind of message.</param>
    /// <param name="payload">For message data, the number of payload bytes.</param>
    /// <param name="final">For message data, whether the message is complete.</param>
    /// <param name="wire">The number of received bytes that the call has processed.</param>
    public void FrameReceived(Connection state, StepEvent received, MessageKind kind, int payload, bool final, int wire)
    {
        if (!isOpen) return;
        if (Telemetry.Wire.Enabled && wire > 0) Telemetry.Wire.Add(wire, RoleTag, Direction(Received));
        if (received == StepEvent.Pong) PongReceived();
        if (received == StepEvent.Data) DataReceived(state, kind, payload, final, wire);
    }

    /// <summary>Records that the keep-alive mechanism sends a ping.</summary>
    public void KeepAliveSent()
    {
        if (!Telemetry.Pings.Enabled) return;
        details ??= new Details();
        details.KeepAliveSentAt = Stopwatch.GetTimestamp();
    }

    /// <summary>
    /// Records that a message, or a part of a message, was added to the output. The parameter <paramref name="wire"/> is the number of
    /// bytes on the wire.
    /// </summary>
    public readonly void DataSent(Connection state, in OutgoingMessage message, long wire)
    {
        if (Telemetry.Payload.Enabled) Telemetry.Payload.Add(message.Data.Length, RoleTag, Direction(Sent));
        if (Telemetry.Messages.Enabled && message.Final) Telemetry.Messages.Add(1, RoleTag, Direction(Sent), Kind(message.Kind));
        if (
            Telemetry.Compression.Enabled
            && state.Agreement.Compression.IsSome
            && message.Type == OutgoingType.Whole
            && message.Data.Length > 0
        )
            Telemetry.Compression.Record((double)wire / message.Data.Length, RoleTag, Direction(Sent));
    }

    /// <summary>Records that the next write passes the given number of bytes from the start of the output to the transport.</summary>
    public void BytesSent(int bytes)
    {
        // The head of the opening handshake is the first output. Therefore, these bytes contain the head, or the head was passed to the
        // transport earlier.
        var frames = bytes - unwrittenHead;
        unwrittenHead = 0;
        if (isOpen && Telemetry.Wire.Enabled && frames > 0) Telemetry.Wire.Add(frames, RoleTag, Direction(Sent));
    }

    /// <summary>
    /// Records that a message could not be sent because the peer reads too slowly. After a message has been logged, further messages are
    /// not logged until <see cref="PeerCaughtUp"/> is called.
    /// </summary>
    public void PeerTooSlow(ConnectionHostOptions options, Transport transport)
    {
        var isDropped = options.SlowPeer == SlowPeerPolicy.Drop;
        if (!isSlow)
            ConnectionLog.TooSlow(
                options.Logger, transport.Remote, isDropped ? "messages are dropped until it has read" : "the connection is closed");
        isSlow = true;
        if (isDropped) Telemetry.Dropped.Add(1, RoleTag);
    }

    /// <summary>Records that the output has free space again, so that the next slow period is logged.</summary>
    public void PeerCaughtUp() => isSlow = false;

    private static int CodeOf(CloseResult how) =>
        how.Error.Map(error => error.Code).IfNone(how.First == Side.Ours ? how.Ours.Map(status => status.Code).IfNone(how.Code) : how.Code);

    private static string RuleOf(CloseResult how) => how.Error.Map(error => error.Rule).IfNone("");

    private static string First(CloseResult how) => how.First == Side.Ours ? "ours" : "theirs";

    private static KeyValuePair<string, object?> Direction(string direction) => new("websocket.direction", direction);

    private static KeyValuePair<string, object?> Kind(MessageKind kind) =>
        new("websocket.message.kind", kind == MessageKind.Text ? "text" : "binary");

    private readonly string FailedHandshake(ref HandshakeRecord handshake, bool isSilent)
    {
        // On a server, the outcome "refused" means that a valid upgrade request was answered with an error, usually because the application
        // rejected the request. At this time, the head of that response is in the output and has not been written yet. If the connection is
        // dropped before the application has answered, there is no response, and the outcome is "failed". On a client, "refused" means that
        // the server rejected the request.
        if (role == Role.Server ? handshake.HasRequest && unwrittenHead > 0 : handshake.Rejection is not null) return "refused";
        if (isSilent) return "silent";
        return handshake.Plain is { Answer: not null } ? "plain" : "failed";
    }

    private readonly void EndTrace(CloseResult how)
    {
        if (details?.Activity is not { } activity) return;
        if (how.Error.Case is ProtocolError error) activity.SetStatus(ActivityStatusCode.Error, error.ToString());
        activity.SetTag("websocket.close.code", CodeOf(how)).SetTag("websocket.rule", RuleOf(how)).Dispose();
    }

    private readonly void LogEnd(CloseResult how, ref HandshakeRecord handshake, ILogger logger, Transport transport, bool isSilent)
    {
        if (how.Error.Case is not ProtocolError error)
            ConnectionLog.Closed(logger, role, transport.Remote, CodeOf(how), First(how));
        else if (isOpen)
            ConnectionLog.Failed(logger, role, transport.Remote, error.Code, error.Seen, error.Rule);
        else if (isSilent)
            ConnectionLog.Silent(logger, transport.Remote);
        else if (handshake.Plain is { Request: { } plain, Status: var status })
            ConnectionLog.Responded(logger, transport.Remote, plain.Method, plain.Target, status);
        else
            ConnectionLog.NotOpened(logger, role, transport.Remote, error.Seen, error.Rule);
    }

    private void DataReceived(Connection state, MessageKind kind, int payload, bool final, int wire)
    {
        if (Telemetry.Payload.Enabled && payload > 0) Telemetry.Payload.Add(payload, RoleTag, Direction(Received));
        if (Telemetry.Messages.Enabled && final) Telemetry.Messages.Add(1, RoleTag, Direction(Received), Kind(kind));
        if (!Telemetry.Compression.Enabled || state.Agreement.Compression.IsNone) return;
        details ??= new Details();
        details.MessageWire += wire;
        details.MessagePayload += payload;
        if (!final) return;
        if (details.MessagePayload > 0)
            Telemetry.Compression.Record((double)details.MessageWire / details.MessagePayload, RoleTag, Direction(Received));
        details.MessageWire = details.MessagePayload = 0;
    }

    private readonly void PongReceived()
    {
        if (details is not { KeepAliveSentAt: not 0 }) return;
        Telemetry.Pings.Record(Stopwatch.GetElapsedTime(details.KeepAliveSentAt).TotalSeconds, RoleTag);
        details.KeepAliveSentAt = 0;
    }

    /// <summary>
    /// The data that is recorded only if a listener is active. Each time is a timestamp from <see cref="Stopwatch.GetTimestamp"/>, or 0 if
    /// the time has not been set.
    /// </summary>
    private sealed class Details
    {
        /// <summary>The activity that represents the connection in a trace.</summary>
        public Activity? Activity { get; set; }

        /// <summary>The time at which the connection object was created. On a server, this time is before the TLS handshake.</summary>
        public long StartedAt { get; init; }

        /// <summary>The time at which the keep-alive mechanism sent the ping whose pong has not arrived yet.</summary>
        public long KeepAliveSentAt { get; set; }

        /// <summary>The number of bytes on the wire that have been received so far for the current message.</summary>
        public long MessageWire { get; set; }

        /// <summary>The number of payload bytes that have been received so far for the current message.</summary>
        public long MessagePayload { get; set; }
    }
}
