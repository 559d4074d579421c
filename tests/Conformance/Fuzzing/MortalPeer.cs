namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// An echo server in memory that exits when a ping of 100 bytes or more arrives: all connections end. It refuses a number of connections,
/// and then accepts connections again.
/// </summary>
/// <param name="refusals">The number of connections that are refused after each exit.</param>
/// <param name="every">The number of long pings in a group. The server exits at the first ping of each group.</param>
internal sealed class MortalPeer(int refusals, int every = 1)
{
    private int pings;
    private int life;
    private int left;

    /// <summary>How often the server has exited.</summary>
    public int Exits => life;

    public FuzzTarget Target => new(Open, running => Run(running));

    private OpenedPeer Open(AgreedDeflate? wanted)
    {
        Connect();
        return OpenedPeer.Open(new OneConnection(this), Role.Server, wanted);
    }

    private CaseResult Run(Case running)
    {
        Connect();
        return MemoryRunner.Run(running, Role.Server, new OneConnection(this), CompressedMessages.For(Seq.create(running)));
    }

    private void Connect()
    {
        if (left == 0) return;
        left--;
        throw new PeerUnreachableException("it is gone", new IOException("gone"));
    }

    private void Exit()
    {
        if (pings++ % every == 0) (life, left) = (life + 1, refusals);
    }

    private sealed class OneConnection(MortalPeer server) : IMemoryPeer
    {
        private readonly IMemoryPeer peer = Echoes.OfCore(Role.Server);
        private readonly int life = server.life;
        private readonly List<byte> arrived = [];
        private bool isOpen;

        public Option<TimeSpan> Deadline => HasEnded ? Option<TimeSpan>.None : peer.Deadline;

        public bool HasEnded => server.life != life || peer.HasEnded;

        public ByteString Begin(TimeSpan now) => peer.Begin(now);

        public ByteString Receive(ByteString octets, TimeSpan now)
        {
            if (isOpen) arrived.AddRange(octets.Memory.Span);
            isOpen = true;
            while (FrameHead.TryRead(arrived.ToArray(), out var head) && (ulong)arrived.Count >= (ulong)head.Size + head.Length)
            {
                if (head is { Opcode: 9, Length: >= 100 }) server.Exit();
                arrived.RemoveRange(0, head.Size + (int)head.Length);
            }

            return HasEnded ? ByteString.Empty : peer.Receive(octets, now);
        }

        public ByteString Elapse(TimeSpan now) => HasEnded ? ByteString.Empty : peer.Elapse(now);
    }
}
