using System.Collections.Concurrent;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A conversation that is not part of a case. The connection is already open, and the tester's protocol core has the role of the server.
/// </summary>
internal sealed class CoreConversation
{
    private readonly Link link;
    private readonly ConcurrentQueue<Action<Action<Effect.Message>>> posted = new();
    private Connection state;
    private TimerKind timer;
    private TimeSpan due = TimeSpan.MaxValue;
    private bool isOver;

    public CoreConversation(Link link, TesterOptions options)
    {
        this.link = link;
        // Keep-alive pings are disabled, because a client that waits for a verdict might send nothing for a long time.
        state = Connection.CreateOpen(
            Role.Server,
            Agreement.Plain,
            ConnectionOptions.Default with
            {
                KeepAliveInterval = TimeSpan.Zero,
                ClosingHandshakeTimeout = options.CloseHandshakeTimeout,
            }
        );
    }

    /// <summary>
    /// Queues inputs for the core. Queued inputs and blocks of bytes are processed in the order in which they were queued, before more
    /// bytes are read. This method may be called from any thread.
    /// </summary>
    public void Post(params ReadOnlySpan<Input> inputs)
    {
        foreach (var input in inputs) posted.Enqueue(onMessage => Step(input, onMessage));
        link.Reader.Wake();
    }

    /// <summary>
    /// Queues blocks of bytes. Each block is sent unchanged in one write. If the connection is no longer open when the blocks are
    /// processed, the blocks are discarded. This method may be called from any thread.
    /// </summary>
    public void Post(IReadOnlyList<ByteString> writes)
    {
        posted.Enqueue(_ =>
        {
            if (state.Phase is Phase.Open) link.Writer.Write(writes);
        });
        link.Reader.Wake();
    }

    /// <summary>Runs the conversation until it ends.</summary>
    /// <param name="trailing">The bytes that were received after the head of the request.</param>
    /// <param name="onMessage">A function that is called with each received message.</param>
    /// <param name="stop">The token that cancels the conversation.</param>
    public async Task HoldAsync(ByteString trailing, Action<Effect.Message> onMessage, CancellationToken stop)
    {
        if (trailing.Length > 0) Step(new Input.Received(trailing), onMessage);
        while (true)
        {
            // If the handler of a message has queued inputs, process these inputs before the bytes that follow the message.
            while (!isOver && (posted.TryDequeue(out var act) || state.InputWaits))
            {
                if (act is not null) act(onMessage);
                else Step(new Input.Continue(), onMessage);
            }

            if (isOver) return;
            var arrived = await link.Reader.ReadAsync(due, stop).ConfigureAwait(false);
            if (arrived.Case is ByteString octets)
                Step(octets.Length == 0 ? new Input.EndOfStream() : new Input.Received(octets), onMessage);
            else if (link.Clock.Elapsed >= due)
                Step(new Input.Elapsed(timer), onMessage);
        }
    }

    private void Step(Input input, Action<Effect.Message> onMessage)
    {
        var (next, outputs, effects, _) = Protocol.Step(state, input);
        state = next;
        link.Writer.Write([.. outputs.OfType<Output.Framed>().Select(output => (ByteString)FrameEncoder.Encode(output.Value))]);
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Effect.Message message:
                    onMessage(message);
                    break;
                case Effect.StartTimer start:
                    (timer, due) = (start.Timer, link.Clock.Elapsed + start.After);
                    break;
                case Effect.CancelTimer:
                    due = TimeSpan.MaxValue;
                    break;
                case Effect.CloseTransport:
                    isOver = true;
                    break;
            }
        }
    }
}
