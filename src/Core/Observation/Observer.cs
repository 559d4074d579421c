namespace Pure.WebSockets;

/// <summary>
/// Reads both directions of a connection between a client and a server, without being one of the two endpoints. A proxy, a packet capture
/// or a test can use an observer to report the handshake, the frames, the messages and the broken rules of each endpoint. An observer is
/// immutable data with value equality, as <see cref="Connection"/> is.
/// </summary>
/// <remarks>
/// <para>
/// Until the sender of a direction breaks a rule, the observer reports the same messages and the same error as a connection that receives
/// these bytes. After a broken rule, a connection ends. The observer reads on as long as the bytes can be divided into frames, and reports
/// an <see cref="Observed.Assumed"/> event, because real endpoints can interpret the following bytes differently.
/// </para>
/// <para>
/// The order in which the two directions are passed to the observer does not change the events of a direction. A limit on messages is not a
/// rule for the sender, so the observer skips the content of a message that exceeds its limits.
/// </para>
/// </remarks>
public sealed record Observer
{
    private Observer(ObservedStage stage) => Stage = stage;

    private ObservedStage Stage { get; init; }

    private Direction Client { get; init; }

    private Direction Server { get; init; }

    /// <summary>Creates an observer that has not received any bytes of the connection.</summary>
    /// <param name="limits">The limits on heads and messages. The limits also bound the memory of the observer.</param>
    public static Observer Create(Limits limits) => new(new ObservedStage.Opening(ObservedOpening.Start(limits)));

    /// <summary>
    /// Creates an observer for a connection whose opening handshake was not observed. The observer assumes that the first byte of each
    /// direction begins a frame. Compressed messages are skipped if they can refer to messages before the observation.
    /// </summary>
    /// <param name="agreement">The result of the opening handshake.</param>
    /// <param name="limits">The limits on messages. The limits also bound the memory of the observer.</param>
    public static ObservedStep Join(Agreement agreement, Limits limits) =>
        new(
            new Observer(
                new ObservedStage.Open(
                    ObservedFrames.Joined(Role.Client, agreement, limits),
                    ObservedFrames.Joined(Role.Server, agreement, limits)
                )
            ),
            Seq.create<Observed>(
                new Observed.Assumed(Role.Client, 0, ObservationErrors.JoinedLate),
                new Observed.Assumed(Role.Server, 0, ObservationErrors.JoinedLate)
            )
        );

    /// <summary>Reads the next bytes of a direction. Bytes after the end of the direction are ignored.</summary>
    /// <param name="sender">The endpoint that sent the bytes.</param>
    /// <param name="bytes">The bytes, in the order in which they were sent. The observer stores no reference to these bytes.</param>
    public ObservedStep Receive(Role sender, ByteString bytes)
    {
        if (Of(sender).HasEnded) return new ObservedStep(this, Seq<Observed>.Empty);
        var events = new List<Observed>();
        var next = Stage switch
        {
            ObservedStage.Opening opening => opening.Handshake.Read(sender, bytes.Span, events),
            ObservedStage.Open open when sender == Role.Client => open with { Client = open.Client.Read(bytes.Span, events) },
            ObservedStage.Open open => open with { Server = open.Server.Read(bytes.Span, events) },
            _ => Stage,
        };
        return Step(sender, next, Of(sender) with { Bytes = Of(sender).Bytes + bytes.Length }, events);
    }

    /// <summary>Ends a direction of the connection. A second call for the same direction has no effect.</summary>
    /// <param name="sender">The endpoint that ended its direction.</param>
    public ObservedStep End(Role sender)
    {
        if (Of(sender).HasEnded) return new ObservedStep(this, Seq<Observed>.Empty);
        var events = new List<Observed>();
        var next = Stage switch
        {
            ObservedStage.Opening opening => opening.Handshake.End(sender, Of(sender).Bytes, events),
            ObservedStage.Open open when sender == Role.Client => open with { Client = open.Client.End(events) },
            ObservedStage.Open open => open with { Server = open.Server.End(events) },
            _ => Stage,
        };
        events.Add(new Observed.DirectionEnded(sender, Of(sender).Bytes));
        return Step(sender, next, Of(sender) with { HasEnded = true }, events);
    }

    private Direction Of(Role sender) => sender == Role.Client ? Client : Server;

    private ObservedStep Step(Role sender, ObservedStage stage, Direction direction, List<Observed> events) =>
        new(
            sender == Role.Client ? this with { Stage = stage, Client = direction } : this with { Stage = stage, Server = direction },
            Seq.create<Observed>(events.ToArray())
        );

    /// <summary>The number of bytes that an endpoint has sent, and whether it has ended its direction.</summary>
    private readonly record struct Direction(long Bytes, bool HasEnded);
}
