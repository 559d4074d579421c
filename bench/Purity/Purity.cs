using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>
/// The cost of a pure protocol: receives the same frames in forms that differ in one property at a time. Each returns the number of payload
/// bytes that it delivered.
/// </summary>
public class Purity : PurityBenchmark
{
    private readonly Lock gate = new();
    private Connection connection = Peers.Ours(Role.Server);
    private MutableState mutable = new(default);
    private ImmutableState immutable = new(default(State));
    private State value;

    /// <summary><see cref="Protocol.Step"/>: processes the whole read in one call, and returns records that can be kept.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int Step()
    {
        var delivered = 0;
        var transition = Protocol.Run(connection, new Input.Received(Received), static _ => []);
        connection = transition.Next;
        var last = ByteString.Empty;
        foreach (var effect in transition.Effects)
        {
            last = DataOf(effect);
            delivered += last.Length;
        }

        Last = last.Memory;
        return delivered;
    }

    /// <summary><see cref="Kernel.Receive"/>.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int KernelAlone()
    {
        var delivered = 0;
        var lent = Lent;
        ReadOnlyMemory<byte> last = default;
        for (var input = Received; !input.IsEmpty;)
        {
            var progress = Kernel.Receive(connection, input, lent);
            connection = progress.Next;
            input = input[progress.Consumed..];
            if (progress.Event is not (StepEvent.Data or StepEvent.Ping)) continue;
            last = progress.Payload;
            delivered += last.Length;
        }

        Last = last;
        return delivered;
    }

    /// <summary>The same, with a call for the buffer size before each frame.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int KernelWithRoom()
    {
        var delivered = 0;
        var lent = Lent;
        ReadOnlyMemory<byte> last = default;
        for (var input = Received; !input.IsEmpty;)
        {
            var progress = Kernel.Receive(connection, input, lent[..Kernel.GetReceiveBufferSize(connection, input)]);
            connection = progress.Next;
            input = input[progress.Consumed..];
            if (progress.Event is not (StepEvent.Data or StepEvent.Ping)) continue;
            last = progress.Payload;
            delivered += last.Length;
        }

        Last = last;
        return delivered;
    }

    /// <summary>The same under an uncontended lock, as in the host.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int KernelWithRoomUnderLock()
    {
        var delivered = 0;
        var lent = Lent;
        ReadOnlyMemory<byte> last = default;
        for (var input = Received; !input.IsEmpty;)
        {
            lock (gate)
            {
                var progress = Kernel.Receive(connection, input, lent[..Kernel.GetReceiveBufferSize(connection, input)]);
                connection = progress.Next;
                input = input[progress.Consumed..];
                if (progress.Event is not (StepEvent.Data or StepEvent.Ping)) continue;
                last = progress.Payload;
                delivered += last.Length;
            }
        }

        Last = last;
        return delivered;
    }

    /// <summary>The loop with a state that changes in place.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LoopMutable()
    {
        var delivered = 0;
        var lent = Lent;
        ReadOnlyMemory<byte> last = default;
        for (var input = Received; !input.IsEmpty;)
        {
            var result = FrameLoop.Receive(mutable, input, lent);
            input = input[result.Consumed..];
            if (result.Happening is not (StepEvent.Data or StepEvent.Ping)) continue;
            last = result.Payload;
            delivered += last.Length;
        }

        Last = last;
        return delivered;
    }

    /// <summary>The loop with an immutable object as its state.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LoopImmutable()
    {
        var delivered = 0;
        var lent = Lent;
        ReadOnlyMemory<byte> last = default;
        for (var input = Received; !input.IsEmpty;)
        {
            var progress = FrameLoop.Receive(immutable, input, lent);
            immutable = progress.Next;
            input = input[progress.What.Consumed..];
            if (progress.What.Happening is not (StepEvent.Data or StepEvent.Ping)) continue;
            last = progress.What.Payload;
            delivered += last.Length;
        }

        Last = last;
        return delivered;
    }

    /// <summary>The loop with a struct as its state.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LoopValue()
    {
        var delivered = 0;
        var lent = Lent;
        ReadOnlyMemory<byte> last = default;
        for (var input = Received; !input.IsEmpty;)
        {
            var progress = FrameLoop.Receive(in value, input, lent);
            value = progress.Next;
            input = input[progress.What.Consumed..];
            if (progress.What.Happening is not (StepEvent.Data or StepEvent.Ping)) continue;
            last = progress.What.Payload;
            delivered += last.Length;
        }

        Last = last;
        return delivered;
    }

    /// <summary>The same, with the struct on the stack until the end of the read.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LoopValueOnStack()
    {
        var delivered = 0;
        var lent = Lent;
        var state = value;
        ReadOnlyMemory<byte> last = default;
        for (var input = Received; !input.IsEmpty;)
        {
            var progress = FrameLoop.Receive(in state, input, lent);
            state = progress.Next;
            input = input[progress.What.Consumed..];
            if (progress.What.Happening is not (StepEvent.Data or StepEvent.Ping)) continue;
            last = progress.What.Payload;
            delivered += last.Length;
        }

        value = state;
        Last = last;
        return delivered;
    }

    /// <summary>The loop with an immutable object as its state, and the event as a record.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LoopRecord()
    {
        var delivered = 0;
        var lent = Lent;
        var last = ByteString.Empty;
        for (var input = Received; !input.IsEmpty;)
        {
            var progress = FrameLoop.ReceiveRecord(immutable, input, lent);
            immutable = progress.Next;
            input = input[progress.Consumed..];
            if (progress.Effect is not { } effect) continue;
            last = DataOf(effect);
            delivered += last.Length;
        }

        Last = last.Memory;
        return delivered;
    }

    /// <summary>The loop with an immutable object as its state, and the events as a list of records.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LoopSeq()
    {
        var delivered = 0;
        var lent = Lent;
        var last = ByteString.Empty;
        for (var input = Received; !input.IsEmpty;)
        {
            var progress = FrameLoop.ReceiveSeq(immutable, input, lent);
            immutable = progress.Next;
            input = input[progress.Consumed..];
            foreach (var effect in progress.Effects)
            {
                last = DataOf(effect);
                delivered += last.Length;
            }
        }

        Last = last.Memory;
        return delivered;
    }

    /// <inheritdoc/>
    private protected override void Begin(Connection connection)
    {
        this.connection = connection;
        value = State.Of(connection);
        mutable = new(value);
        immutable = new(value);
    }

    private static ByteString DataOf(Effect effect) => effect switch
    {
        Effect.MessagePiece piece => piece.Data,
        Effect.PingReceived ping => ping.Data,
        _ => ByteString.Empty,
    };
}
