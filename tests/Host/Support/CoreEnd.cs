using System.Threading.Channels;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// A connection of the core over a stream, without a host: received bytes are stepped, and outputs are written. Time never passes.
/// </summary>
internal sealed class CoreEnd : IAsyncDisposable
{
    private readonly Stream stream;
    private readonly Random random = new(1);
    private readonly SemaphoreSlim turn = new(1);
    private readonly Channel<Effect.Message> messages = Channel.CreateUnbounded<Effect.Message>();
    private readonly TaskCompletionSource<Agreement> opened = new();
    private readonly TaskCompletionSource<CloseResult> closed = new();
    private readonly Task reading;

    public CoreEnd(Connection connection, Stream stream)
    {
        this.stream = stream;
        State = connection;
        if (connection.Phase is Phase.Open) opened.SetResult(connection.Agreement);
        reading = ReadAsync();
    }

    public Connection State { get; private set; }

    public Task<Agreement> Opened => opened.Task.Within();

    public Task<CloseResult> Closed => closed.Task.Within();

    /// <summary>The payloads of all pongs so far.</summary>
    public List<ByteString> Pongs { get; } = [];

    /// <summary>A server's end.</summary>
    public static CoreEnd Server(Stream stream, CompressionOptions compression) => new(Connection.Server(Options(compression)), stream);

    /// <summary>Creates a client for a target.</summary>
    public static CoreEnd Client(Stream stream, CompressionOptions compression, string target)
    {
        var offer = new UpgradeOffer("127.0.0.1", target);
        return new(
            Connection
                .Client(offer, Guid.NewGuid().ToByteArray(), Options(compression))
                .Match(connection => connection, refusal => throw new InvalidOperationException(refusal.ToString())),
            stream
        );
    }

    /// <summary>Receives the next message. A protocol error is thrown.</summary>
    public async Task<Effect.Message> ReceiveAsync() => await messages.Reader.ReadAsync(Patience.Token);

    /// <summary>Steps the connection with an input.</summary>
    public async Task StepAsync(Input input)
    {
        await turn.WaitAsync(Patience.Token);
        try
        {
            await TakeTurnAsync(input);
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await reading.Within();
    }

    private static ConnectionOptions Options(CompressionOptions compression) => new() { Compression = compression };

    private async Task ReadAsync()
    {
        try
        {
            await StepAsync(new Input.Start());
            var buffer = new byte[16 * 1024];
            while (State.Phase is not Phase.Closed)
            {
                // As many bytes as a network may deliver at once.
                var count = await stream.ReadAsync(buffer.AsMemory(0, random.Next(1, buffer.Length)), Patience.Token);
                await StepAsync(count > 0 ? new Input.Received(buffer[..count]) : new Input.EndOfStream());
            }

            await stream.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Fail(exception);
        }
    }

    private async Task TakeTurnAsync(Input input)
    {
        var (next, outputs, effects, _) = Protocol.Run(
            State,
            input,
            static effect =>
                effect is Effect.UpgradeRequested
                    ? [new Input.Accept(Acceptance.Plain)]
                    : []
        );
        State = next;
        foreach (var output in outputs) await stream.WriteAsync(Encode(output), Patience.Token);
        foreach (var effect in effects) Tell(effect);
    }

    private ReadOnlyMemory<byte> Encode(Output output) => output switch
    {
        Output.Head head => head.Bytes.Memory,
        Output.Framed framed when State.Role == Role.Server => FrameEncoder.Encode(framed.Value),
        Output.Framed framed => FrameEncoder.Encode(framed.Value, new MaskKey((uint)random.Next())),
        _ => throw new InvalidOperationException(output.ToString()),
    };

    private void Tell(Effect effect)
    {
        switch (effect)
        {
            case Effect.Opened(var agreement):
                opened.SetResult(agreement);
                break;
            case Effect.Message message:
                messages.Writer.TryWrite(message);
                break;
            case Effect.PongReceived(var data):
                Pongs.Add(data);
                break;
            case Effect.Failed or Effect.Misused or Effect.UpgradeRejected:
                Fail(new InvalidOperationException(effect.ToString()));
                break;
            case Effect.CloseTransport(var closure):
                closed.TrySetResult(closure);
                messages.Writer.TryComplete();
                break;
        }
    }

    private void Fail(Exception exception)
    {
        messages.Writer.TryComplete(exception);
        opened.TrySetException(exception);
        closed.TrySetException(exception);
    }
}
