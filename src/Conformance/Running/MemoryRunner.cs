namespace Pure.WebSockets.Conformance;

/// <summary>Runs cases against the core itself, in memory and in virtual time: a wait of a script takes no time at all.</summary>
public static class MemoryRunner
{
    private const string Host = "localhost";

    /// <summary>Runs a case against an echo made of the core in this role.</summary>
    public static CaseResult Run(Case running, Role peerRole, ConnectionOptions options)
    {
        var (opened, peer) = Open(peerRole, options);
        var run = new CaseRun(running, peerRole == Role.Server ? Role.Client : Role.Server);
        var echo = new MemoryEcho(peer);
        var now = TimeSpan.Zero;
        var toPeer = new Queue<Octets>(run.Tell(opened, now));
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

    /// <summary>Two cores shake hands; the tester then takes the place of one of them.</summary>
    private static (Entry.Opened Opened, Connection Peer) Open(Role peerRole, ConnectionOptions options)
    {
        var client = Connection.Client(new UpgradeOffer(Host, "/"), new byte[AcceptKey.NonceBytes], options).IfLeft(() => throw new InvalidOperationException("the offer is a constant"));
        var asked = Protocol.Step(client, new Input.Start());
        var request = Head(asked);
        var requested = Protocol.Step(Connection.Server(options), new Input.Received(request));
        var accepted = Protocol.Step(requested.Next, new Input.Accept(Acceptance.Plain));
        var response = Head(accepted);
        var answered = Protocol.Step(asked.Next, new Input.Received(response));
        return (new Entry.Opened(request.ToText(), response.ToText()), peerRole == Role.Server ? accepted.Next : answered.Next);
    }

    private static Octets Head(Transition transition) => transition.Outputs.OfType<Output.Head>().Single().Bytes;
}
