namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 4 again: the snapshot of a state is byte-equal before, during and after other threads step from it. States share buffers, so a
/// thread that wrote where another state reads would show here. Each case starts several threads, so fewer cases are tried.
/// </summary>
[Depth(150)]
public sealed class Law04_SnapshotAcrossThreads
{
    private const int Threads = 3;

    [Property]
    public void The_snapshot_of_a_state_stays_the_same_while_threads_step_from_it(int seed)
    {
        var random = new Random(seed);
        var agreed = new DeflateParameters { ServerMaxWindowBits = random.Next(8, 16), ClientMaxWindowBits = random.Next(8, 16) };
        var exchange = Law04_Fork.Exchange(random, CompressedConversations.PeerOf(Role.Client, agreed, 6), out var peer);
        var state = StepRun.Of(Agreed.Open(Role.Client, agreed, ConnectionOptions.Default).State, exchange).State;
        var parts = random.Next(2) == 0;
        if (parts) state = Protocol.Step(state, Fragment(random, Opcode.Binary)).Next;
        var futures = Enumerable
            .Range(0, Threads)
            .Select(_ => parts ? Fragments(random) : Law04_Fork.Exchange(random, peer, out var _))
            .ToArray();

        var before = Snapshot.Write(state);
        var reached = new (Connection State, ByteString Snapshot)[Threads][];
        using var together = new Barrier(Threads + 1);
        var threads = futures
            .Select((future, at) => new Thread(() =>
            {
                together.SignalAndWait();
                var steps = StepRun.Steps(state, future);
                reached[at] = [.. steps.Select(step => (step.Transition.Next, Snapshot.Write(step.Transition.Next)))];
            }))
            .ToArray();
        foreach (var thread in threads) thread.Start();
        together.SignalAndWait();
        do Assert.Equal(before, Snapshot.Write(state));
        while (threads.Any(thread => thread.IsAlive));
        foreach (var thread in threads) thread.Join();

        Assert.Equal(before, Snapshot.Write(state));
        Assert.All(reached.SelectMany(states => states), then => Assert.Equal(then.Snapshot, Snapshot.Write(then.State)));
    }

    private static Input[] Fragments(Random random) =>
        [.. Enumerable.Range(0, 4).SelectMany(_ => new[] { Fragment(random, Opcode.Continuation), Part(random) })];

    private static Input Fragment(Random random, Opcode opcode) =>
        new Input.Received(new WireFrame(Final: false, 0, (int)opcode, Plain.Of(random, random.Next(1, 200))).ToBytes());

    private static Input Part(Random random) =>
        new Input.SendPart(MessageKind.Binary, Plain.Of(random, random.Next(1, 200)), Final: false) { Compress = CompressionChoice.Always };
}
