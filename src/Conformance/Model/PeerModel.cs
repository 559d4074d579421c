using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// An immutable model of a peer. The model is an automaton whose inputs are the bytes that are sent to the peer and received from the
/// peer. In each state, the model determines what the peer must do next and which answers the RFCs allow. Any deviation is reported as
/// a <see cref="ModelFinding"/>. The model does not use the core's code to parse the bytes. With shared code, a bug in the core could
/// remain undetected.
/// </summary>
internal sealed record PeerModel
{
    private PeerModel(Role peer, PeerProfile profile, AgreedDeflate? agreed)
    {
        Profile = profile;
        Sent = SentSide.Start(peer, agreed);
        Received = ReceivedSide.Start(peer, agreed);
    }

    /// <summary>The behaviour of the peer's application.</summary>
    public PeerProfile Profile { get; }

    /// <summary>The half of the model that processes the bytes sent to the peer.</summary>
    public SentSide Sent { get; private init; }

    /// <summary>The half of the model that processes the bytes received from the peer.</summary>
    public ReceivedSide Received { get; private init; }

    /// <summary>The findings so far, in order.</summary>
    public ImmutableArray<ModelFinding> Findings { get; private init; } = [];

    /// <summary>Whether the connection is open and the tester's last frame is complete, so that the tester can begin a new frame.</summary>
    public bool MayBeginFrame =>
        Sent is { Ending: Ending.None, Unread.IsEmpty: true } && Received is { HasClosed: false, HasEnded: false, IsIllegal: false };

    /// <summary>
    /// Whether the connection is open and idle. In an idle connection, no frame or message is in progress in either direction, and no
    /// answer is missing. The value is false if the peer has sent a wrong message, or if the peer is allowed to fail the connection.
    /// </summary>
    public bool IsAtRest =>
        MayBeginFrame
        && IsSettled
        && Sent is { Messages.IsInMessage: false }
        && Received.MayFail(Sent) == FailCodes.None
        && Received is { IsExcused: false, Unread.IsEmpty: true, Messages.IsInMessage: false };

    /// <summary>
    /// Returns the model for another conversation on the same connection. <see cref="IsAtRest"/> must be true. The new model does not
    /// contain the earlier pings, pongs and messages. The remaining state, such as the compression windows, does not change.
    /// </summary>
    public PeerModel Continued() => this with { Sent = Sent.Continued(), Received = Received.Continued() };

    /// <summary>Creates the model of a peer whose opening handshake is complete.</summary>
    public static PeerModel Start(Role peer, PeerProfile profile, AgreedDeflate? agreed) => new(peer, profile, agreed);

    /// <summary>Returns the model after bytes have been sent to the peer.</summary>
    public PeerModel AfterSent(ReadOnlyMemory<byte> octets) =>
        Sent.After(octets) is var next && ReferenceEquals(next, Sent) ? this : this with { Sent = next };

    /// <summary>Returns the model after the tester has ended its half of the transport.</summary>
    public PeerModel AfterOutputEnded() => this with { Sent = Sent.Ended() };

    /// <summary>Returns the model after bytes have been received from the peer.</summary>
    public PeerModel AfterReceived(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty) return this;
        var (next, findings) = Received.After(octets, Sent, Profile);
        return this with { Received = next, Findings = findings.IsEmpty ? Findings : Findings.AddRange(findings) };
    }

    /// <summary>Returns the model after the peer has ended the transport.</summary>
    /// <param name="mayHaveLostBytes">
    /// Whether bytes from the peer might have been lost. If the value is true, a missing close frame is not reported.
    /// </param>
    public PeerModel AfterTransportEnd(bool mayHaveLostBytes)
    {
        if (Received.HasEnded) return this;
        var (next, finding) = Received.AfterEnd(Sent, mayHaveLostBytes, Profile);
        return With(finding) with { Received = next };
    }

    /// <summary>
    /// Whether the peer has performed all actions that the RFCs require or recommend in the current state. The tester waits until this
    /// property is true or a time limit has elapsed.
    /// </summary>
    public bool IsSettled => Received.Owed(Sent, Profile) is null;

    /// <summary>
    /// Returns the model after the tester has waited for the given time. If several answers are still missing, only the first missing
    /// answer is reported.
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
