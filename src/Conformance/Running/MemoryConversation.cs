namespace Pure.WebSockets.Conformance;

/// <summary>Runs a case against a peer in memory. The case runs in virtual time, which advances directly to the next event.</summary>
internal sealed class MemoryConversation(Case running, Role tester, IMemoryPeer peer, CompressedMessages messages)
{
    private static readonly TimeSpan OpeningLimit = TesterOptions.Default.OpenHandshakeTimeout;

    private readonly CaseRun run = new(running, tester, messages, TesterOptions.Default);
    private readonly Queue<ByteString> toPeer = new();
    private TimeSpan now;
    private bool hasEndedOutput;

    /// <summary>Performs the opening handshake with the tester as the client.</summary>
    public void OpenAsClient(ClientOpening opening)
    {
        Enqueue(opening.Writes);
        Read(
            octets => opening.Read(octets.Memory).Case is (TranscriptEntry entry, ByteString trailing) ? ([], entry, trailing) : null,
            () => TcpOpening.TimedOut(opening, OpeningLimit),
            opening.Later);
    }

    /// <summary>Performs the opening handshake with the tester as the server.</summary>
    public void OpenAsServer()
    {
        var incoming = new IncomingHead();
        Read(
            octets => octets.Length == 0 ? ([], Failed("the client ended the transport before its request was complete"), ByteString.Empty)
                : incoming.Read(octets.Memory).Case is not Either<HandshakeError, (ByteString, ByteString)> read ? null
                : read.Match(
                    Right: request =>
                        ServerOpening.Answer(request.Item1, running) is var (response, entry)
                            ? (running.Opening.ToWrites(response), entry, request.Item2)
                            : throw new InvalidOperationException(),
                    Left: error => ([], Failed($"{error.Seen} ({error.Rule})"), ByteString.Empty)
                ),
            () => Failed("no request arrived in time")
        );

        TranscriptEntry Failed(string why) => new TranscriptEntry.NotOpened($"{why}: {incoming.Shown()}", TimedOut: false, "", "");
    }

    /// <summary>Runs the case to its end.</summary>
    public CaseResult Hold()
    {
        while (!run.IsOver)
        {
            while (!run.IsOver && toPeer.TryDequeue(out var octets)) Deliver(peer.Receive(octets, now));
            if (run.IsOver) break;

            // All bytes have been delivered, so the next event is the end of a timer of the tester or of the peer.
            var ours = run.NextTimer.IfNone(TimeSpan.MaxValue);
            if (ours <= Theirs) Enqueue(run.ReportNextTimer(now = ours));
            else Deliver(peer.Elapse(now = Theirs));
        }

        return run.ToResult();
    }

    private TimeSpan Theirs => peer.Deadline.IfNone(TimeSpan.MaxValue);

    /// <summary>Exchanges bytes until the opening handshake has succeeded or failed, or until its time limit is reached.</summary>
    private void Read(
        Func<ByteString, (List<ByteString> Head, TranscriptEntry Entry, ByteString Trailing)?> read,
        Func<TranscriptEntry> timedOut,
        Option<(TimeSpan After, ByteString Octets)> later = default
    )
    {
        var output = peer.Begin(now);
        while (true)
        {
            if (output.Length > 0 && read(output) is { } done)
            {
                Open(done.Head, done.Entry, done.Trailing);
                return;
            }

            if (peer.HasEnded)
            {
                Open([], read(ByteString.Empty)!.Value.Entry, ByteString.Empty);
                return;
            }

            if (toPeer.TryDequeue(out var octets))
            {
                output = peer.Receive(octets, now);
            }
            else if (later.Case is (TimeSpan after, ByteString rest) && after <= Theirs)
            {
                (now, later) = (after, default);
                toPeer.Enqueue(rest);
                output = ByteString.Empty;
            }
            else if (Theirs < OpeningLimit)
            {
                output = peer.Elapse(now = Theirs);
            }
            else
            {
                Open([], timedOut(), ByteString.Empty);
                return;
            }
        }
    }

    private void Open(List<ByteString> head, TranscriptEntry entry, ByteString trailing)
    {
        Enqueue(Conversation.WithHead(running, head, run.Report(entry, now)));
        if (!run.IsOver) Deliver(trailing);
    }

    private void Deliver(ByteString answer)
    {
        if (answer.Length > 0 && !run.IsOver) Enqueue(run.Report(new TranscriptEntry.Received(answer, answer.Length), now));
        if (peer.HasEnded && !run.IsOver) run.Report(new TranscriptEntry.Dropped(Side.Theirs), now);
    }

    private void Enqueue(List<ByteString> writes)
    {
        // An empty block ends the tester's output. As with TCP, later writes are not delivered to the peer.
        foreach (var octets in writes.TakeWhile(_ => !hasEndedOutput))
        {
            hasEndedOutput = octets.Length == 0;
            toPeer.Enqueue(octets);
        }
    }
}
