using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The model of a peer: an automaton over everything that was sent to the peer and received from it. It knows what the peer owes at each
/// moment, with the interval of answers that the RFCs allow, and reports each difference as a <see cref="ModelFinding"/>. It is pure and
/// reads all bytes with the laboratory's own code.
/// </summary>
internal sealed record PeerModel
{
    private PeerModel(Role peer, PeerProfile profile, AgreedDeflate? agreed)
    {
        Profile = profile;
        Sent = SentSide.Start(peer, agreed);
        Received = ReceivedSide.Start(peer, agreed);
    }

    /// <summary>The behaviour of the application of the peer.</summary>
    public PeerProfile Profile { get; }

    /// <summary>The half of the model that reads what was sent to the peer.</summary>
    public SentSide Sent { get; private init; }

    /// <summary>The half of the model that reads what the peer sent.</summary>
    public ReceivedSide Received { get; private init; }

    /// <summary>The differences that were found, in order.</summary>
    public ImmutableArray<ModelFinding> Findings { get; private init; } = [];

    /// <summary>Whether the peer may still send or must still do something that a tester can wait for.</summary>
    public bool IsOver => Received.HasEnded || Received.IsIllegal;

    /// <summary>Whether the tester can begin a frame: the connection is open, and no frame is incomplete.</summary>
    public bool MayBeginFrame =>
        Sent is { Ending: Ending.None, Unread.IsEmpty: true } && Received is { HasClosed: false, HasEnded: false, IsIllegal: false };

    /// <summary>Creates the model of a peer whose opening handshake is complete.</summary>
    public static PeerModel Start(Role peer, PeerProfile profile, AgreedDeflate? agreed) => new(peer, profile, agreed);

    /// <summary>Returns the model after bytes were sent to the peer.</summary>
    public PeerModel AfterSent(ReadOnlyMemory<byte> octets) =>
        Sent.After(octets) is var next && ReferenceEquals(next, Sent) ? this : this with { Sent = next };

    /// <summary>Returns the model after the tester has ended its half of the transport.</summary>
    public PeerModel AfterOutputEnded() => this with { Sent = Sent.Ended() };

    /// <summary>Returns the model after bytes came from the peer.</summary>
    public PeerModel AfterReceived(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty) return this;
        var (next, finding) = Received.After(octets, Sent, Profile);
        return With(finding) with { Received = next };
    }

    /// <summary>Returns the model after the peer has ended the transport.</summary>
    /// <param name="mayHaveLostBytes">Whether bytes of the peer may be lost, so that a missing close frame proves nothing.</param>
    public PeerModel AfterTransportEnd(bool mayHaveLostBytes)
    {
        if (Received.HasEnded) return this;
        var (next, finding) = Received.AfterEnd(Sent, mayHaveLostBytes);
        return With(finding) with { Received = next };
    }

    /// <summary>
    /// Returns whether everything that the peer owes has come. A tester waits until this is true, or until its patience is over.
    /// </summary>
    public bool IsSettled => Received.Owed(Sent, Profile) is null;

    /// <summary>
    /// Returns the model after the tester has waited as long as its patience allows. Everything that is owed then is missing.
    /// </summary>
    public PeerModel AfterWait(TimeSpan patience) => Received.Owed(Sent, Profile) is { } missing
        ? With(
            missing with
            {
                Text = FormattableString.Invariant($"{missing.Text} within {patience.TotalSeconds} s"),
            }
        ) with
        {
            Received = Received.Excused(Sent),
        }
        : this;

    private PeerModel With(ModelFinding? finding) => finding is null ? this : this with { Findings = Findings.Add(finding) };
}

/// <summary>The behaviour of the application of a peer.</summary>
internal enum PeerProfile : byte
{
    /// <summary>The peer sends each message back, and no other messages.</summary>
    Echo,

    /// <summary>The model knows nothing of the application. Messages of the peer are only checked as frames and as text.</summary>
    Any,
}
