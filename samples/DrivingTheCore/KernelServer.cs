using System.Buffers;
using System.Net.Sockets;

namespace Pure.WebSockets.Samples;

/// <summary>An echo server on <see cref="Kernel"/>. Each connection has one driver, which lends the memory for payloads.</summary>
public sealed class KernelServer(Socket socket, ConnectionOptions options)
{
    private const int MaxUnwritten = 64 * 1024;
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LingerTimeout = TimeSpan.FromSeconds(1);

    private readonly NetworkStream stream = new(socket, ownsSocket: true);
    private readonly byte[] buffer = new byte[16 * 1024];
    private readonly byte[] lent = new byte[16 * 1024];
    private readonly ArrayBufferWriter<byte> message = new();
    private readonly ArrayBufferWriter<byte> unwritten = new();
    private Connection state = Connection.Server(options);
    private long due = long.MaxValue;
    private Task<int>? reading;
    private int kept;

    /// <summary>Accepts connections until it is stopped.</summary>
    public static async Task ServeAsync(TcpListener listener, ConnectionOptions options, CancellationToken stop)
    {
        while (true) _ = new KernelServer(await listener.AcceptSocketAsync(stop), options).DriveAsync();
    }

    private async Task DriveAsync()
    {
        await using var owned = stream;
        try
        {
            // 1. The transport is there.
            await ApplyAsync(Kernel.Start(state));
            while (state.Phase is not Phase.Closed)
            {
                // 4. Whatever the calls returned is written before the loop waits.
                await WriteAsync();

                // 5. The next thing is what the peer sends, its end, or the deadline.
                await NextAsync();
            }

            // 6. The connection is over.
            await WriteAsync();
            await LingerAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException or TimeoutException)
        {
            // The peer is gone, or it does not read what is written.
        }
    }

    private async Task ReceiveAsync(int count)
    {
        ReadOnlyMemory<byte> input = buffer.AsMemory(0, kept + count);
        while (true)
        {
            // 2. One small step. What it returns is applied before the next one.
            var step = Kernel.Receive(state, input, lent);
            input = input[step.Consumed..];
            await ApplyAsync(step);
            if (step.Needed > input.Length || (input.IsEmpty && !step.More)) break;
        }

        // The start of a header or of a control frame, at most 139 bytes, waits for more.
        input.CopyTo(buffer);
        kept = input.Length;
    }

    /// <summary>3. The state, the bytes to write, the deadline, and only then the application, which may make calls of its own.</summary>
    private async ValueTask ApplyAsync(StepResult step)
    {
        state = step.Next;
        unwritten.Write(step.Head.Span);
        if (step.HasReply)
        {
            var size = FrameEncoder.Size(step.Reply, masked: false);
            unwritten.Advance(FrameEncoder.Write(step.Reply, unwritten.GetMemory(size)));
        }

        if (step.Deadline.Change == DeadlineChange.Start)
            due = Environment.TickCount64 + (long)step.Deadline.After.TotalMilliseconds;
        else if (step.Deadline.Change == DeadlineChange.Stop)
            due = long.MaxValue;
        if (unwritten.WrittenCount > MaxUnwritten)
            await WriteAsync();
        if (step.Lifecycle.Case is Effect.UpgradeRequested)
            await ApplyAsync(Kernel.Accept(state, Acceptance.Plain));
        if (step.Event == StepEvent.Data)
            await DeliverAsync(step);
    }

    /// <summary>The application: it joins the pieces of a message and sends that back.</summary>
    private async ValueTask DeliverAsync(StepResult step)
    {
        message.Write(step.Payload.Span);
        if (!step.Final) return;
        await ApplyAsync(Kernel.Send(state, step.Kind, message.WrittenMemory));
        message.ResetWrittenCount();
    }

    private async ValueTask WriteAsync()
    {
        await stream.WriteAsync(unwritten.WrittenMemory).AsTask().WaitAsync(WriteTimeout);
        unwritten.ResetWrittenCount();
    }

    private async Task NextAsync()
    {
        var count = 0;
        try
        {
            reading ??= stream.ReadAsync(buffer.AsMemory(kept)).AsTask();
            count = await reading.WaitAsync(TimeSpan.FromMilliseconds(Remaining()));
        }
        catch (TimeoutException)
        {
            await ApplyAsync(Kernel.Elapsed(state, state.Timer));
            return;
        }
        catch (IOException)
        {
            // The transport broke, which is its end.
        }

        reading = null;
        if (count > 0) await ReceiveAsync(count);
        else await ApplyAsync(Kernel.EndOfStream(state));
    }

    private long Remaining() => due == long.MaxValue ? Timeout.Infinite : Math.Clamp(due - Environment.TickCount64, 0, int.MaxValue);

    private async Task LingerAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        var limit = Task.Delay(LingerTimeout);
        while (await Task.WhenAny(reading ??= stream.ReadAsync(buffer).AsTask(), limit) == reading && await reading > 0) reading = null;
    }
}
