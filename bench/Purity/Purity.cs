using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>
/// What it costs that the protocol is a pure function: the same frames received in forms that differ in one thing at a time. Each returns
/// the payload bytes that it delivered.
/// </summary>
public class Purity : PurityBenchmark
{
    private readonly Lock gate = new();
    private Connection connection = Peers.Ours(Role.Server);
    private MutableState mutable = new(default);
    private ImmutableState immutable = new(default(State));
    private State value;

    /// <summary><see cref="Protocol.Step"/>: all of the read in one call, what happened in records that are free to be kept.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int Step()
    {
        var delivered = 0;
        var transition = Protocol.Run(connection, new Input.Received(Received), static _ => LanguageExt.Seq<Input>.Empty);
        connection = transition.Next;
        var last = Octets.Empty;
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
            if (progress.Happening is not (Happening.Data or Happening.Ping)) continue;
            last = progress.Payload;
            delivered += last.Length;
        }

        Last = last;
        return delivered;
    }

    /// <summary>The same, asking each time how much memory to lend.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int KernelWithRoom()
    {
        var delivered = 0;
        var lent = Lent;
        ReadOnlyMemory<byte> last = default;
        for (var input = Received; !input.IsEmpty;)
        {
            var progress = Kernel.Receive(connection, input, lent[..Kernel.Room(connection, input)]);
            connection = progress.Next;
            input = input[progress.Consumed..];
            if (progress.Happening is not (Happening.Data or Happening.Ping)) continue;
            last = progress.Payload;
            delivered += last.Length;
        }

        Last = last;
        return delivered;
    }

    /// <summary>The same under a lock that nobody else wants, as the host does.</summary>
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
                var progress = Kernel.Receive(connection, input, lent[..Kernel.Room(connection, input)]);
                connection = progress.Next;
                input = input[progress.Consumed..];
                if (progress.Happening is not (Happening.Data or Happening.Ping)) continue;
                last = progress.Payload;
                delivered += last.Length;
            }
        }

        Last = last;
        return delivered;
    }

    /// <summary>The loop, its state changed in place.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LoopMutable()
    {
        var delivered = 0;
        var lent = Lent;
        ReadOnlyMemory<byte> last = default;
        for (var input = Received; !input.IsEmpty;)
        {
            var told = FrameLoop.Receive(mutable, input, lent);
            input = input[told.Consumed..];
            if (told.Happening is not (Happening.Data or Happening.Ping)) continue;
            last = told.Payload;
            delivered += last.Length;
        }

        Last = last;
        return delivered;
    }

    /// <summary>The loop, its state an immutable object.</summary>
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
            if (progress.What.Happening is not (Happening.Data or Happening.Ping)) continue;
            last = progress.What.Payload;
            delivered += last.Length;
        }

        Last = last;
        return delivered;
    }

    /// <summary>The loop, its state a value.</summary>
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
            if (progress.What.Happening is not (Happening.Data or Happening.Ping)) continue;
            last = progress.What.Payload;
            delivered += last.Length;
        }

        Last = last;
        return delivered;
    }

    /// <summary>The same, and the value is on the stack until the read is done with.</summary>
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
            if (progress.What.Happening is not (Happening.Data or Happening.Ping)) continue;
            last = progress.What.Payload;
            delivered += last.Length;
        }

        value = state;
        Last = last;
        return delivered;
    }

    /// <summary>The loop, its state an immutable object, what happened a record.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LoopRecord()
    {
        var delivered = 0;
        var lent = Lent;
        var last = Octets.Empty;
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

    /// <summary>The loop, its state an immutable object, what happened a list of records.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LoopSeq()
    {
        var delivered = 0;
        var lent = Lent;
        var last = Octets.Empty;
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

    private static Octets DataOf(Effect effect) => effect switch
    {
        Effect.MessagePiece piece => piece.Data,
        Effect.PingReceived ping => ping.Data,
        _ => Octets.Empty,
    };
}
