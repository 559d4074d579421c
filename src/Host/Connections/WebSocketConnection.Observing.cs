using System.Diagnostics;

namespace Pure.WebSockets.Host;

/// <content>What the connection tells those who watch. Where nobody does, each of these is a look at a flag.</content>
public sealed partial class WebSocketConnection
{
    private const string Received = "received";
    private const string WasSent = "sent";

    private Observed? observed = Telemetry.Handshakes.Enabled ? new Observed { StartedAt = Stopwatch.GetTimestamp() } : null;
    private bool counted;
    private bool slow;

    private Observed Observed => observed ??= new Observed();

    private KeyValuePair<string, object?> RoleTag => new("websocket.role", state.Role == Role.Server ? "server" : "client");

    /// <summary>Begins the trace of the connection, as a part of the one that the client's request names (W3C Trace Context).</summary>
    private void BeginTrace(UpgradeRequest request)
    {
        if (!Telemetry.Source.HasListeners())
            return;
        var parent = ActivityContext.TryParse(Field("traceparent"), Field("tracestate"), isRemote: true, out var context)
            ? context
            : default;
        Observed.Activity = Telemetry.Source.StartActivity("websocket.connection", ActivityKind.Server, parent);
        Observed.Activity?.SetTag("url.path", request.Path).SetTag("network.peer.address", RemoteEndPoint?.ToString());

        string Field(string name) =>
            request
                .Headers.Find(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
                .Map(header => header.Value)
                .IfNone("");
    }

    /// <summary>The opening handshake is done. Under the lock.</summary>
    private void Opens()
    {
        BeginLimits();
        counted = true;
        Telemetry.Connections.Add(1, RoleTag);
        observed?.Activity?.AddEvent(new ActivityEvent("opened"));
        if (options.Logger.IsEnabled(Microsoft.Extensions.Logging.LogLevel.Debug))
            Log.Opened(
                options.Logger,
                state.Role,
                RemoteEndPoint,
                Request.Target,
                state.Agreement.Subprotocol.IfNone("none"),
                state.Agreement.Extensions.IsEmpty ? "none" : string.Join(", ", state.Agreement.Extensions)
            );
    }

    /// <summary>The protocol is over. Under the lock.</summary>
    private void Ends(Closure how)
    {
        EndLimits();
        var rule = how.Error.Map(error => error.Rule).IfNone("");
        if (counted)
        {
            Telemetry.Connections.Add(-1, RoleTag);
            if (Telemetry.Closes.Enabled)
                Telemetry.Closes.Add(
                    1,
                    RoleTag,
                    new("websocket.close.code", Telemetry.CodeTag(CodeOf(how))),
                    new("websocket.close.first", how.First == Side.Ours ? "ours" : "theirs"),
                    new("websocket.rule", rule)
                );
        }
        else
        {
            // Answered with another response, by the server's application or the peer's; else by nobody, or against a rule.
            var answered = state.Role == Role.Server ? !ReferenceEquals(Request, NoRequest) : RefusedBy is not null;
            ObserveHandshake(
                answered ? "refused"
                : IsSilent ? "silent"
                : request is PlainRequest { Answer: not null } ? "plain"
                : "failed"
            );
        }

        how.Error.IfSome(error => observed?.Activity?.SetStatus(ActivityStatusCode.Error, error.ToString()));
        observed?.Activity?.SetTag("websocket.close.code", CodeOf(how)).SetTag("websocket.rule", rule).Dispose();
        Tell(how);
    }

    private void Tell(Closure how)
    {
        if (how.Error.Case is not ProtocolError error)
            Log.Closed(options.Logger, state.Role, RemoteEndPoint, CodeOf(how), how.First == Side.Ours ? "ours" : "theirs");
        else if (counted)
            Log.Failed(options.Logger, state.Role, RemoteEndPoint, error.Code, error.Seen, error.Rule);
        else if (IsSilent)
            Log.Silent(options.Logger, RemoteEndPoint);
        else if (request is PlainRequest { Request: { } plain, Status: var status })
            Log.Responded(options.Logger, RemoteEndPoint, plain.Method, plain.Target, status);
        else
            Log.NotOpened(options.Logger, state.Role, RemoteEndPoint, error.Seen, error.Rule);
    }

    // A probe that looks whether somebody listens, or a browser that connects ahead of its need.
    private bool IsSilent => state.Role == Role.Server && Volatile.Read(ref lastReceived) == 0;

    private void ObserveHandshake(string outcome)
    {
        if (observed is { StartedAt: not 0 })
            Telemetry.Handshakes.Record(
                Stopwatch.GetElapsedTime(observed.StartedAt).TotalSeconds,
                RoleTag,
                new("websocket.handshake.outcome", outcome)
            );
    }

    /// <summary>What one call of the kernel took from the wire, so many bytes, and made of it. Under the lock.</summary>
    private void ObserveReceived(Happening happening, MessageKind kind, int payload, bool final, int wire)
    {
        if (!counted) return;
        if (happening == Happening.Data) Used();
        if (Telemetry.Wire.Enabled && wire > 0) Telemetry.Wire.Add(wire, RoleTag, Direction(Received));
        if (happening == Happening.Pong) ObservePong();
        if (happening == Happening.Data) ObserveData(kind, payload, final, wire);
    }

    private void ObserveData(MessageKind kind, int payload, bool final, int wire)
    {
        if (Telemetry.Payload.Enabled && payload > 0) Telemetry.Payload.Add(payload, RoleTag, Direction(Received));
        if (Telemetry.Messages.Enabled && final) Telemetry.Messages.Add(1, RoleTag, Direction(Received), Kind(kind));
        if (!Telemetry.Compression.Enabled || state.Agreement.Compression.IsNone) return;
        Observed.MessageWire += wire;
        Observed.MessagePayload += payload;
        if (!final)
            return;
        if (Observed.MessagePayload > 0)
            Telemetry.Compression.Record((double)Observed.MessageWire / Observed.MessagePayload, RoleTag, Direction(Received));
        Observed.MessageWire = Observed.MessagePayload = 0;
    }

    private void ObserveKeepAlive()
    {
        if (Telemetry.Pings.Enabled) Observed.KeepAliveSentAt = Stopwatch.GetTimestamp();
    }

    private void ObservePong()
    {
        if (observed is not { KeepAliveSentAt: not 0 }) return;
        Telemetry.Pings.Record(Stopwatch.GetElapsedTime(observed.KeepAliveSentAt).TotalSeconds, RoleTag);
        observed.KeepAliveSentAt = 0;
    }

    /// <summary>A message or a part was taken over, which makes so many bytes on the wire. Under the lock.</summary>
    private void ObserveSent(in Outgoing outgoing, long wire)
    {
        Used();
        if (Telemetry.Payload.Enabled)
            Telemetry.Payload.Add(outgoing.Data.Length, RoleTag, Direction(WasSent));
        if (Telemetry.Messages.Enabled && outgoing.Final)
            Telemetry.Messages.Add(1, RoleTag, Direction(WasSent), Kind(outgoing.Kind));
        if (
            Telemetry.Compression.Enabled
            && state.Agreement.Compression.IsSome
            && outgoing.What == OutgoingKind.Message
            && outgoing.Data.Length > 0
        )
            Telemetry.Compression.Record((double)wire / outgoing.Data.Length, RoleTag, Direction(WasSent));
    }

    /// <summary>So much was given to the wire. Under the lock.</summary>
    private void ObserveWritten(int bytes)
    {
        if (counted && Telemetry.Wire.Enabled) Telemetry.Wire.Add(bytes, RoleTag, Direction(WasSent));
    }

    private void ObserveSlow(in Outgoing outgoing)
    {
        // Once, until the peer has caught up: not for each message.
        if (!slow)
            Log.TooSlow(
                options.Logger,
                RemoteEndPoint,
                options.SlowPeer == SlowPeerPolicy.Drop ? "messages are dropped until it has read" : "the connection is closed"
            );
        slow = true;
        if (options.SlowPeer == SlowPeerPolicy.Drop) Telemetry.Dropped.Add(1, RoleTag);
    }

    private static int CodeOf(Closure how) =>
        how.Error.Map(error => error.Code).IfNone(how.First == Side.Ours ? how.Ours.Map(status => status.Code).IfNone(how.Code) : how.Code);

    private static KeyValuePair<string, object?> Direction(string way) => new("websocket.direction", way);

    private static KeyValuePair<string, object?> Kind(MessageKind kind) =>
        new("websocket.message.kind", kind == MessageKind.Text ? "text" : "binary");
}
