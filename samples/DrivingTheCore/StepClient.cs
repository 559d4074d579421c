using System.Net.Sockets;
using System.Security.Cryptography;

namespace Pure.WebSockets.Samples;

/// <summary>A client on <see cref="Protocol.Run"/>, for an application that answers each effect at once.</summary>
public sealed class StepClient(Socket socket, Connection connection, Func<Effect, IEnumerable<Input>> answer)
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LingerTimeout = TimeSpan.FromSeconds(1);

    private readonly NetworkStream stream = new(socket, ownsSocket: true);
    private readonly byte[] buffer = new byte[16 * 1024];
    private Connection state = connection;
    private TimerKind timer;
    private long due = long.MaxValue;
    private Task<int>? reading;

    /// <summary>Connects, lets the application answer each effect, and returns how the connection ended.</summary>
    public static async Task<CloseResult> RunAsync(Uri url, ConnectionOptions options, Func<Effect, IEnumerable<Input>> answer)
    {
        var offer = new UpgradeOffer(url.Authority, url.PathAndQuery);
        var nonce = RandomNumberGenerator.GetBytes(AcceptKey.NonceBytes);
        var connection = Connection
            .Client(offer, nonce, options)
            .IfLeft(refusal => throw new ArgumentException(refusal.ToString(), nameof(url)));
        var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await tcp.ConnectAsync(url.Host, url.Port);
        return await new StepClient(tcp, connection, answer).DriveAsync();
    }

    private async Task<CloseResult> DriveAsync()
    {
        await using var owned = stream;
        Input input = new Input.Start();
        while (true)
        {
            // 1 to 4. Run steps until no input waits; the application answers each effect inside.
            var (next, outputs, effects, _) = Protocol.Run(state, input, answer);
            state = next;
            foreach (var effect in effects)
            {
                if (effect is Effect.StartTimer start) SetTimer(start);
                else if (effect is Effect.CancelTimer) due = long.MaxValue;
            }

            try
            {
                foreach (var output in outputs) await stream.WriteAsync(Bytes(output)).AsTask().WaitAsync(WriteTimeout);

                // 6. The connection is over. Its last bytes are written.
                if (state.Phase is Phase.Closed) await LingerAsync();
            }
            catch (Exception exception) when (exception is IOException or SocketException or TimeoutException)
            {
                // The server is gone, or it does not read. What it sent before may still be there to read.
            }

            if (state.Phase is Phase.Closed closed) return closed.Result;

            // 5. The next input is what the server sends, its end, or the deadline.
            input = await NextAsync();
        }
    }

    private void SetTimer(Effect.StartTimer start) =>
        (timer, due) = (start.Timer, Environment.TickCount64 + (long)start.After.TotalMilliseconds);

    private static ReadOnlyMemory<byte> Bytes(Output output) => output switch
    {
        Output.Head head => head.Bytes.Memory,
        Output.Framed framed => FrameEncoder.Encode(framed.Value, NewKey()),
        _ => default,
    };

    /// <summary>A client masks each frame with a key that the server cannot predict (RFC 6455 §5.3).</summary>
    private static MaskKey NewKey() => new(BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))));

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
