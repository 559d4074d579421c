namespace Pure.WebSockets;

/// <summary>
/// The WebSocket protocol (RFC 6455) as one pure function. It does no I/O, reads no clock, draws no random number and keeps nothing between calls: a connection
/// is a fold of <see cref="Step"/> over what happened to it. So it can be tested without a socket, simulated in virtual time, recorded, replayed, forked,
/// saved and resumed, and driven by any server.
/// </summary>
/// <example>
/// <code>
/// var start = Connection.Server(ConnectionOptions.Default);
/// var (next, outputs, effects) = Protocol.Step(start, new Input.Received(bytes));
/// </code>
/// </example>
public static class Protocol
{
    /// <summary>
    /// What follows when <paramref name="input"/> happens to <paramref name="connection"/>. It throws for nothing that a peer can send. The old state stays what it
    /// was: stepping it again gives the same again.
    /// </summary>
    public static Transition Step(Connection connection, Input input) => input switch
    {
        Input.Received received => Receive(connection, received.Bytes.Memory),
        Input.Start => Of(connection, Kernel.Start(connection)),
        Input.EndOfStream => Of(connection, Kernel.EndOfStream(connection)),
        Input.Accept accept => Accept(connection, accept.Acceptance),
        Input.Reject reject => Of(connection, Kernel.Reject(connection, reject.Rejection)),
        Input.Send send => Of(connection, Kernel.Send(connection, send.Kind, send.Data.Memory, default, send.Compress)),
        Input.SendPart part => Of(connection, Kernel.SendPart(connection, part.Kind, part.Data.Memory, part.Final, default, part.Compress)),
        Input.Ping ping => Of(connection, Kernel.Ping(connection, ping.Data.Memory)),
        Input.Pong pong => Of(connection, Kernel.Pong(connection, pong.Data.Memory)),
        Input.Close close => Of(connection, Kernel.Close(connection, close.Status)),
        Input.Rest => Of(connection, Kernel.Rest(connection)),
        Input.Elapsed elapsed => Of(connection, Kernel.Elapsed(connection, elapsed.Timer)),
        _ => throw new ArgumentNullException(nameof(input)),
    };

    private static Transition Of(Connection connection, Progress progress)
    {
        var recorder = new TransitionRecorder();
        recorder.Record(connection, progress);
        return recorder.ToTransition(progress.Next);
    }

    /// <summary>The answer, and then what waited for it.</summary>
    private static Transition Accept(Connection connection, Acceptance acceptance)
    {
        var accepted = Of(connection, Kernel.Accept(connection, acceptance));
        if (ReferenceEquals(accepted.Next, connection) || accepted.Next.Held.Rest.Length == 0) return accepted;
        var received = Receive(accepted.Next, ReadOnlyMemory<byte>.Empty);
        return new Transition(received.Next, accepted.Outputs + received.Outputs, accepted.Effects + received.Effects);
    }

    /// <summary>Folds the kernel over all of the input. What it cannot take yet, the start of a header or a control frame, waits in the state.</summary>
    private static Transition Receive(Connection connection, ReadOnlyMemory<byte> received)
    {
        var held = connection.Held;
        var input = held.Rest.Length == 0 ? received : held.Rest.Append(received.Span).ToArray();
        var message = held.Message;
        var state = connection;
        var recorder = new TransitionRecorder();
        while (true)
        {
            var room = Kernel.Room(state, input);
            var progress = Kernel.Receive(state, input, room == 0 ? default : GC.AllocateUninitializedArray<byte>(room));
            recorder.Record(state, progress);
            if (progress.Happening == Happening.Data) message = recorder.RecordData(progress, message, state.Options.Delivery);
            state = progress.Next;
            if (!state.Receiving.MessageUnderWay) message = Gathered.Empty;
            input = input[progress.Consumed..];
            if (progress.AnswerAwaited || progress.Needed > input.Length || (input.IsEmpty && !progress.More)) break;
        }

        var next = Held.Of(Gathered.Of(input.Span), message);
        return recorder.ToTransition(ReferenceEquals(next, state.Held) ? state : state with { Held = next });
    }
}
