using System.Net.Sockets;

namespace Pure.WebSockets.Samples;

/// <summary>An echo server on <see cref="Protocol.Step"/>. Each connection has one driver, which is one task.</summary>
public sealed class StepServer(Socket socket, ConnectionOptions options)
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LingerTimeout = TimeSpan.FromSeconds(1);

    private readonly NetworkStream stream = new(socket, ownsSocket: true);
    private readonly byte[] buffer = new byte[16 * 1024];
    private readonly Queue<Input> inputs = new([new Input.Start()]);
    private Connection state = Connection.Server(options);
    private TimerKind timer;
    private long due = long.MaxValue;
    private Task<int>? reading;

    /// <summary>Accepts connections until it is stopped.</summary>
    public static async Task ServeAsync(TcpListener listener, ConnectionOptions options, CancellationToken stop)
    {
        while (true) _ = new StepServer(await listener.AcceptSocketAsync(stop), options).DriveAsync();
    }

    private async Task DriveAsync()
    {
        await using var owned = stream;
        try
        {
            while (true)
            {
                while (inputs.TryDequeue(out var input)) await StepAsync(input);
                if (state.Phase is Phase.Closed) break;

                // 5. Nothing waits: the next input is what the peer sends, its end, or the deadline.
                inputs.Enqueue(await NextAsync());
            }

            // 6. The connection is over. Its last bytes are written.
            await LingerAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException or TimeoutException)
        {
            // The peer is gone, or it does not read what is written.
        }
    }

    private async Task StepAsync(Input input)
    {
        // 1. One input, one step. The next step starts from the state that this one returns.
        var (next, outputs, effects, _) = Protocol.Step(state, input);
        state = next;

        // 2. The outputs are written first, in their order.
        foreach (var output in outputs) await stream.WriteAsync(Bytes(output)).AsTask().WaitAsync(WriteTimeout);

        // 3. Then the effects take place, in their order. The answers of the application are the next inputs.
        foreach (var effect in effects)
        {
            if (effect is Effect.StartTimer start) SetTimer(start);
            else if (effect is Effect.CancelTimer) due = long.MaxValue;
            else foreach (var answer in await AnswerAsync(effect)) inputs.Enqueue(answer);
        }

        // 4. The application has answered: the step goes on with the rest of the bytes.
        if (inputs.Count == 0 && state.InputWaits) inputs.Enqueue(new Input.Continue());
    }

    private void SetTimer(Effect.StartTimer start) =>
        (timer, due) = (start.Timer, Environment.TickCount64 + (long)start.After.TotalMilliseconds);

    /// <summary>The application. It may take its time: until it has answered, no input after the effect is looked at.</summary>
    private static ValueTask<Input[]> AnswerAsync(Effect effect) => ValueTask.FromResult<Input[]>(effect switch
    {
        Effect.UpgradeRequested => [new Input.Accept(Acceptance.Plain)],
        Effect.Message message => [new Input.Send(message.Kind, message.Data)],
        _ => [],
    });

    private static ReadOnlyMemory<byte> Bytes(Output output) => output switch
    {
        Output.Head head => head.Bytes.Memory,
        Output.Framed framed => FrameEncoder.Encode(framed.Value),
        _ => default,
    };

    private async Task<Input> NextAsync()
    {
        try
        {
            reading ??= stream.ReadAsync(buffer).AsTask();
            var count = await reading.WaitAsync(TimeSpan.FromMilliseconds(Remaining()));
            reading = null;
            return count > 0 ? new Input.Received(ByteString.From(buffer.AsMemory(0, count))) : new Input.EndOfStream();
        }
        catch (TimeoutException)
        {
            return new Input.Elapsed(timer);
        }
        catch (IOException)
        {
            return new Input.EndOfStream();
        }
    }

    private long Remaining() => due == long.MaxValue ? Timeout.Infinite : Math.Clamp(due - Environment.TickCount64, 0, int.MaxValue);

    private async Task LingerAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        var limit = Task.Delay(LingerTimeout);
        while (await Task.WhenAny(reading ??= stream.ReadAsync(buffer).AsTask(), limit) == reading && await reading > 0) reading = null;
    }
}
