namespace Pure.WebSockets.Conformance;

/// <summary>Runs cases against the core itself, in memory and in virtual time: a wait of a script takes no time at all.</summary>
public static class MemoryRunner
{
    private static readonly UpgradeOffer Offer = new("localhost", "/");
    private static readonly byte[] Nonce = new byte[AcceptKey.NonceBytes];

    /// <summary>Runs a case against an echo made of the core in this role.</summary>
    public static CaseResult Run(Case running, Role peerRole, ConnectionOptions options) => Run(running, peerRole, options, CompressedMessages.For(Seq.create(running)));

    /// <summary>Runs a case against an echo made of the core in this role.</summary>
    public static CaseResult Run(Case running, Role peerRole, ConnectionOptions options, CompressedMessages messages)
    {
        var (opening, peer) = peerRole == Role.Server ? AskServer(running, options) : AnswerClient(running, options);
        var run = new CaseRun(running, peerRole == Role.Server ? Role.Client : Role.Server, messages, TesterOptions.Default);
        var echo = new MemoryEcho(peer);
        var now = TimeSpan.Zero;
        var toPeer = new Queue<Octets>(run.Tell(opening, now));
        while (!run.IsOver)
        {
            while (!run.IsOver && toPeer.TryDequeue(out var octets)) Deliver(echo.Receive(octets, now));
            if (run.IsOver) break;

            // Nothing is under way: the next thing to happen is a timer, on whichever side it ends first.
            var ours = run.NextTimer.IfNone(TimeSpan.MaxValue);
            var theirs = echo.Deadline.IfNone(TimeSpan.MaxValue);
            now = ours <= theirs ? ours : theirs;
            if (ours <= theirs) Enqueue(run.TellNextTimer(now));
            else Deliver(echo.Elapse(now));
        }

        return run.ToResult();

        void Deliver(Octets answer)
        {
            if (answer.Length > 0) Enqueue(run.Tell(new Entry.Received(answer, answer.Length), now));
            if (echo.HasEnded && !run.IsOver) run.Tell(new Entry.Dropped(Side.Theirs), now);
        }

        void Enqueue(List<Octets> writes)
        {
            foreach (var octets in writes) toPeer.Enqueue(octets);
        }
    }

    /// <summary>The tester asks a server core to open.</summary>
    private static (Entry Opening, Connection Peer) AskServer(Case running, ConnectionOptions options)
    {
        var opening = new ClientOpening(Offer, Nonce, running.Compression);
        var requested = Protocol.Step(Connection.Server(options), new Input.Received(opening.Request));
        var accepted = Protocol.Step(requested.Next, new Input.Accept(Acceptance.Plain));
        var (entry, _) = opening.Read(Head(accepted).Memory).IfNone(() => throw new InvalidOperationException("a core's head is whole"));
        return (entry, accepted.Next);
    }

    /// <summary>A client core asks the tester to open.</summary>
    private static (Entry Opening, Connection Peer) AnswerClient(Case running, ConnectionOptions options)
    {
        var client = Connection.Client(Offer, Nonce, options).IfLeft(() => throw new InvalidOperationException("the offer is a constant"));
        var asked = Protocol.Step(client, new Input.Start());
        var (response, entry) = ServerOpening.Answer(Head(asked), running.Compression);
        var answered = Protocol.Step(asked.Next, new Input.Received(response)).Next;
        return (entry is Entry.Opened opened && answered.Phase is not Phase.Open ? new Entry.NotOpened("the client does not take the answer", TimedOut: false, opened.Request, opened.Response) : entry, answered);
    }

    private static Octets Head(Transition transition) => transition.Outputs.OfType<Output.Head>().Single().Bytes;
}
