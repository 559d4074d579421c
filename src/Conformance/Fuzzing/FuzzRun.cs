using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>The result of a conversation.</summary>
/// <param name="Finding">The first of the findings with the strongest demand, or null if there is no finding.</param>
internal readonly record struct FuzzOutcome(ModelFinding? Finding)
{
    /// <summary>Whether the peer ended the transport.</summary>
    public bool WasEnded { get; init; }
}

/// <summary>
/// Runs a generated conversation with a peer, and judges the peer according to the model. The conversation runs in virtual time if
/// <see cref="OpenedPeer.Clock"/> is null.
/// </summary>
internal sealed class FuzzRun
{
    private static readonly TimeSpan VirtualPatience = TimeSpan.FromSeconds(1);
    private static readonly RawFrame LastClose = new(8, Payload.OfHex("03e8"));

    /// <summary>The default time limit for an answer of a peer that runs in real time.</summary>
    public static TimeSpan RealPatience { get; } = TimeSpan.FromSeconds(2);

    private readonly FuzzScript script;
    private readonly IMemoryPeer peer;
    private readonly ModelCoverage? coverage;
    private readonly Func<TimeSpan>? clock;
    private readonly TimeSpan patience;
    private readonly TimeSpan? patienceForShould;
    private readonly bool staysOpen;
    private PeerModel model;
    private TimeSpan now;
    private bool hasEndedOutput;

    private FuzzRun(FuzzScript script, OpenedPeer opened, PeerProfile profile, ModelCoverage? coverage, bool staysOpen)
    {
        this.script = script;
        this.coverage = coverage;
        this.staysOpen = staysOpen;
        peer = opened.Peer;
        (clock, patienceForShould) = (opened.Clock, opened.PatienceForShould);
        patience = opened.PatienceForMust ?? (clock is null ? VirtualPatience : RealPatience * opened.Patience);
        model = PeerModel.Start(script.Tester == Role.Client ? Role.Server : Role.Client, profile, opened.Agreed);
    }

    /// <summary>Runs a conversation on a new connection, which is not used for any other conversation.</summary>
    /// <param name="script">The conversation.</param>
    /// <param name="target">The peer.</param>
    /// <param name="profile">The expected behaviour of the peer's application.</param>
    /// <param name="coverage">The object that counts the transitions of the model, or null to count no transitions.</param>
    public static FuzzOutcome Run(FuzzScript script, FuzzTarget target, PeerProfile profile, ModelCoverage? coverage = null) =>
        Run(script, target, profile, coverage, line: null, staysOpen: false).Outcome;

    /// <summary>Runs a conversation on a new connection or on a connection that was used by earlier conversations.</summary>
    /// <param name="script">The conversation.</param>
    /// <param name="target">The peer.</param>
    /// <param name="profile">The expected behaviour of the peer's application.</param>
    /// <param name="coverage">The object that counts the transitions of the model, or null to count no transitions.</param>
    /// <param name="line">The open connection, or null for a new connection.</param>
    /// <param name="staysOpen">
    /// Whether to keep the connection open for another conversation if possible. A connection that cannot be reused is always closed, for
    /// example after a finding or after an incomplete message.
    /// </param>
    /// <returns>The result and the open connection. The connection is null if no other conversation can use it.</returns>
    public static (FuzzOutcome Outcome, FuzzLine? Line) Run(
        FuzzScript script,
        FuzzTarget target,
        PeerProfile profile,
        ModelCoverage? coverage,
        FuzzLine? line,
        bool staysOpen
    )
    {
        if (!script.Openings.IsEmpty)
            return (
                new FuzzOutcome(
                    profile.Of([GeneratedOpenings.Joined(script.Openings)]).Cases.HeadOrNone().Case is Case opening
                        ? OfCase(target.RunCase(opening))
                        : null
                ),
                line
            );
        var opened = line?.Opened ?? target.Open(script.Deflate);
        var isOpen = false;
        try
        {
            if (opened.Refusal is { } why)
                return (
                    new FuzzOutcome(new ModelFinding(Demand.Must, "RFC 6455 §4", "not open", $"the connection did not open: {why}"))
                    {
                        WasEnded = opened.Peer.HasEnded,
                    },
                    null
                );
            var run = new FuzzRun(script, opened, profile, coverage, staysOpen);
            if (line is null) run.Take(opened.Early);
            else (run.model, run.now) = (line.Model, line.Now);
            run.Hold();
            isOpen = staysOpen && run.IsReusable;
            return (
                new FuzzOutcome(First(run.model.Findings)) { WasEnded = opened.Peer.HasEnded },
                isOpen ? new FuzzLine(opened, run.model.Continued(), run.now, [.. line?.Scripts ?? [], script]) : null
            );
        }
        finally
        {
            if (!isOpen) (opened.Peer as IDisposable)?.Dispose();
        }
    }

    /// <summary>
    /// Converts the verdicts on a case to a demand. Returns <see cref="Demand.Must"/> if the case failed, and
    /// <see cref="Demand.Should"/> if a verdict is NON-STRICT. Otherwise, returns <see cref="Demand.May"/>.
    /// </summary>
    public static Demand DemandOf(Judgement judgement) =>
        judgement.IsFailure ? Demand.Must
        : judgement.Behavior == Verdict.NonStrict || judgement.Close == Verdict.NonStrict ? Demand.Should
        : Demand.May;

    private static ModelFinding? OfCase(CaseResult result)
    {
        var (judgement, running) = (result.Judgement, result.Case);
        var demand = DemandOf(judgement);
        if (demand == Demand.May) return null;
        // The topic determines the kind of a finding. Each failed case has a separate topic. All cases with the same non-strict behaviour
        // share one topic.
        return new ModelFinding(demand, running.Rule, demand == Demand.Must ? running.Id.Text : judgement.Sentence, judgement.Sentence);
    }

    private static ModelFinding? First(ImmutableArray<ModelFinding> findings)
    {
        ModelFinding? first = null;
        foreach (var finding in findings)
            if (first is null || finding.Demand > first.Demand) first = finding;
        return first;
    }

    private TimeSpan Patience =>
        patienceForShould is { } shorter && model.Received.Owed(model.Sent, model.Profile) is { Demand: Demand.Should }
            ? shorter
            : patience;

    private bool HasFailed => First(model.Findings) is { Demand: Demand.Must };

    /// <summary>Whether the connection can be reused for another conversation.</summary>
    private bool IsReusable => model.IsAtRest && model.Findings.IsEmpty && !hasEndedOutput && !peer.HasEnded;

    private void Hold()
    {
        byte[] held = [];
        foreach (var step in script.Steps)
        {
            switch (step)
            {
                case FuzzStep.Send send:
                    held = Send(send, held);
                    break;
                case FuzzStep.Settle:
                    Write(held);
                    held = [];
                    Settle();
                    break;
                case FuzzStep.Pause pause:
                    Write(held);
                    held = [];
                    Settle();
                    Advance(pause.Time);
                    break;
                default:
                    Write(held);
                    held = [];
                    EndOutput();
                    break;
            }

            if (HasFailed || peer.HasEnded) break;
        }

        Write(held);
        if (HasFailed) return;
        Settle();
        if (HasFailed || !model.MayBeginFrame || (staysOpen && IsReusable)) return;
        Write(script.Encode(new FuzzStep.Send(LastClose, Key: 0x5A6B7C8D)));
        Settle();
    }

    /// <summary>
    /// Sends the bytes in <paramref name="held"/>, followed by a frame. If <see cref="FuzzStep.Send.JoinsNext"/> is true, returns the bytes
    /// of the last write instead of sending them. Otherwise, returns an empty array.
    /// </summary>
    private byte[] Send(FuzzStep.Send send, byte[] held)
    {
        var octets = script.Encode(send);
        var start = 0;
        foreach (var cut in send.Cuts)
        {
            if (cut <= start || cut >= octets.Length) continue;
            Write(Joined(held, octets.AsSpan(start, cut - start)));
            (held, start) = ([], cut);
            if (send.PauseAtCuts > TimeSpan.Zero) Advance(send.PauseAtCuts);
        }

        held = Joined(held, octets.AsSpan(start));
        if (send.JoinsNext) return held;
        Write(held);
        return [];
    }

    private static byte[] Joined(byte[] before, ReadOnlySpan<byte> after) => before.Length == 0 ? after.ToArray() : [.. before, .. after];

    private void Write(byte[] octets)
    {
        if (octets.Length == 0 || hasEndedOutput || peer.HasEnded || HasFailed) return;
        var before = coverage is null ? default : ModelCoverage.StateOf(model);
        model = model.AfterSent(octets);
        Take(peer.Receive(octets, now));
        coverage?.Add(before, ModelCoverage.StateOf(model));
    }

    private void EndOutput()
    {
        if (hasEndedOutput || peer.HasEnded) return;
        hasEndedOutput = true;
        var before = coverage is null ? default : ModelCoverage.StateOf(model);
        model = model.AfterOutputEnded();
        Take(peer.Receive(ByteString.Empty, now));
        coverage?.Add(before, ModelCoverage.StateOf(model));
    }

    private void Take(ByteString octets)
    {
        model = model.AfterReceived(octets.Memory);
        if (!peer.HasEnded) return;
        // After a reset, the last bytes from the peer can be lost, for example the peer's close frame.
        model = model.AfterTransportEnd(mayHaveLostBytes: peer is SocketPeer { WasReset: true });
    }

    /// <summary>
    /// Waits until the peer has performed all actions that the RFCs require or recommend. If the time limit elapses first, adds a
    /// finding to the model.
    /// </summary>
    private void Settle()
    {
        if (clock is not null) now = clock();
        var start = now;
        while (!model.IsSettled && !HasFailed && !peer.HasEnded && peer.Deadline.Case is TimeSpan deadline && deadline - start <= Patience)
            Take(peer.Elapse(now = deadline));
        if (!HasFailed) model = model.AfterWait(Patience);
    }

    private void Advance(TimeSpan time)
    {
        if (clock is not null) now = clock();
        var until = now + time;
        while (!HasFailed && !peer.HasEnded && peer.Deadline.Case is TimeSpan deadline && deadline <= until)
            Take(peer.Elapse(now = deadline));
        now = until;
    }
}
