using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Pure.WebSockets.Samples;

/// <summary>A client on <see cref="Kernel"/>. Its application is two functions, which may send and close.</summary>
public sealed class KernelClient
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LingerTimeout = TimeSpan.FromSeconds(1);

    private readonly byte[] buffer = new byte[16 * 1024];
    private readonly byte[] lent = new byte[16 * 1024];
    private readonly ArrayBufferWriter<byte> message = new();
    private readonly ArrayBufferWriter<byte> unwritten = new();
    private readonly Socket socket;
    private readonly NetworkStream stream;
    private readonly Action<KernelClient> onOpened;
    private readonly Action<KernelClient, MessageKind, ReadOnlyMemory<byte>> onMessage;
    private Connection state;
    private long due = long.MaxValue;
    private Task<int>? reading;
    private int kept;

    private KernelClient(
        Socket socket,
        Connection connection,
        Action<KernelClient> onOpened,
        Action<KernelClient, MessageKind, ReadOnlyMemory<byte>> onMessage
    )
    {
        (this.socket, stream, state) = (socket, new NetworkStream(socket, ownsSocket: true), connection);
        (this.onOpened, this.onMessage) = (onOpened, onMessage);
    }

    /// <summary>Connects, calls the application's functions on one task, and returns how the connection ended.</summary>
    public static async Task<CloseResult> RunAsync(
        Uri url,
        ConnectionOptions options,
        Action<KernelClient> onOpened,
        Action<KernelClient, MessageKind, ReadOnlyMemory<byte>> onMessage
    )
    {
        var offer = new UpgradeOffer(url.Authority, url.PathAndQuery);
        var nonce = RandomNumberGenerator.GetBytes(AcceptKey.NonceBytes);
        var connection = Connection
            .Client(offer, nonce, options)
            .IfLeft(refusal => throw new ArgumentException(refusal.ToString(), nameof(url)));
        var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await tcp.ConnectAsync(url.Host, url.Port);
        return await new KernelClient(tcp, connection, onOpened, onMessage).DriveAsync();
    }

    /// <summary>Sends a message. For the application's functions only: they run where the loop runs.</summary>
    public void Send(MessageKind kind, ReadOnlyMemory<byte> data) => Apply(Kernel.Send(state, kind, data));

    /// <summary>Begins the closing handshake. For the application's functions only.</summary>
    public void Close(CloseStatus status) => Apply(Kernel.Close(state, status));

    private async Task<CloseResult> DriveAsync()
    {
        await using var owned = stream;
        Apply(Kernel.Start(state));
        while (true)
        {
            try
            {
                await stream.WriteAsync(unwritten.WrittenMemory).AsTask().WaitAsync(WriteTimeout);
                if (state.Phase is Phase.Closed) await LingerAsync();
            }
            catch (Exception exception) when (exception is IOException or SocketException or TimeoutException)
            {
                // The server is gone, or it does not read. What it sent before that may still be there to read.
            }

            unwritten.ResetWrittenCount();
            if (state.Phase is Phase.Closed closed) return closed.Result;
            await NextAsync();
        }
    }

    private void Receive(int count)
    {
        ReadOnlyMemory<byte> input = buffer.AsMemory(0, kept + count);
        while (true)
        {
            var step = Kernel.Receive(state, input, lent);
            input = input[step.Consumed..];
            Apply(step);
            if (step.Needed > input.Length || (input.IsEmpty && !step.More)) break;
        }

        input.CopyTo(buffer);
        kept = input.Length;
    }

    private void Apply(StepResult step)
    {
        state = step.Next;
        unwritten.Write(step.Head.Span);
        if (step.HasReply)
        {
            var size = FrameEncoder.Size(step.Reply, masked: true);
            unwritten.Advance(FrameEncoder.Write(step.Reply, NewKey(), unwritten.GetMemory(size)));
        }

        if (step.Deadline.Change == DeadlineChange.Start)
            due = Environment.TickCount64 + (long)step.Deadline.After.TotalMilliseconds;
        else if (step.Deadline.Change == DeadlineChange.Stop)
            due = long.MaxValue;
        if (step.Lifecycle.Case is Effect.Opened)
            onOpened(this);
        if (step.Event == StepEvent.Data)
            Deliver(step);
    }

    private void Deliver(StepResult step)
    {
        message.Write(step.Payload.Span);
        if (!step.Final) return;
        onMessage(this, step.Kind, message.WrittenMemory);
        message.ResetWrittenCount();
    }

    /// <summary>A client masks each frame with a key that the server cannot predict (RFC 6455 §5.3).</summary>
    private static MaskKey NewKey() => new(BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))));

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
            Apply(Kernel.Elapsed(state, state.Timer));
            return;
        }
        catch (IOException)
        {
            // The transport broke, which is its end.
        }

        reading = null;
        if (count > 0) Receive(count);
        else Apply(Kernel.EndOfStream(state));
    }

    private long Remaining() => due == long.MaxValue ? Timeout.Infinite : Math.Clamp(due - Environment.TickCount64, 0, int.MaxValue);

    private async Task LingerAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        var limit = Task.Delay(LingerTimeout);
        while (await Task.WhenAny(reading ??= stream.ReadAsync(buffer).AsTask(), limit) == reading && await reading > 0) reading = null;
    }
}
