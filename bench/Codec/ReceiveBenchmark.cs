using System.Net.WebSockets;
using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>A server receives masked messages of one frame each, many of them in one read.</summary>
public abstract class ReceiveBenchmark : CodecBenchmark
{
    private const int ReadBytes = 64 * 1024;

    private Connection server = Peers.Ours(Role.Server);
    private WebSocket rival = Peers.Rival(Role.Server, Stream.Null);
    private byte[] received = [];
    private byte[] lent = [];
    private byte[][] payloads = [];
    private ReceiveLimits limits = ReceiveLimits.None;
    private int reads;

    /// <summary>The payload of the last message that was delivered.</summary>
    private ReadOnlyMemory<byte> last;

    /// <summary>The kind of the messages.</summary>
    protected abstract MessageKind Kind { get; }

    /// <inheritdoc/>
    [GlobalSetup]
    public override void Setup()
    {
        var framesInRead = Math.Clamp(ReadBytes / PayloadBytes, 1, Frames);
        payloads = Enumerable.Range(0, framesInRead).Select(Message).ToArray();
        received = Payload.MaskedFrames(payloads, Kind);
        reads = Frames / framesInRead;
        lent = new byte[PayloadBytes];
        rival = Peers.Rival(Role.Server, new RepeatingStream(received));
        limits = new ReceiveLimits(received, payloads, lent);

        Verify(Rival, payloads[^1]);
        Verify(OursKernel, payloads[^1]);
        Verify(OursRecord, payloads[^1]);
        VerifyLimits();
    }

    /// <inheritdoc/>
    [Benchmark(Baseline = true, OperationsPerInvoke = Frames)]
    public override int Rival()
    {
        var delivered = 0;
        for (var frame = 0; frame < Frames; frame++)
        {
            var result = Completed.Result(rival.ReceiveAsync(lent.AsMemory(), CancellationToken.None));
            if (result.EndOfMessage) delivered += result.Count;
        }

        last = lent;
        return delivered;
    }

    /// <inheritdoc/>
    [Benchmark(OperationsPerInvoke = Frames)]
    public override int OursKernel()
    {
        var delivered = 0;
        for (var read = 0; read < reads; read++)
        {
            for (ReadOnlyMemory<byte> input = received; !input.IsEmpty;)
            {
                var progress = Kernel.Receive(server, input, lent);
                server = progress.Next;
                input = input[progress.Consumed..];
                if (progress.Final) delivered += progress.Payload.Length;
            }
        }

        last = lent;
        return delivered;
    }

    /// <inheritdoc/>
    [Benchmark(OperationsPerInvoke = Frames)]
    public override int OursRecord()
    {
        var delivered = 0;
        for (var read = 0; read < reads; read++)
        {
            var transition = Protocol.Run(server, new Input.Received(received), static _ => []);
            server = transition.Next;
            foreach (var effect in transition.Effects)
            {
                if (effect is not Effect.Message message) continue;
                delivered += message.Data.Length;
                last = message.Data.Memory;
            }
        }

        return delivered;
    }

    /// <summary>
    /// The limit of the machine: copies the same payloads, still masked, from the same input into the same memory. Returns the number of
    /// bytes.
    /// </summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LimitCopy()
    {
        var delivered = 0;
        for (var read = 0; read < reads; read++) delivered += limits.Copy();
        last = lent;
        return delivered;
    }

    /// <summary>The same, and each payload is unmasked while it is copied. Returns the number of bytes.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LimitXorCopy()
    {
        var delivered = 0;
        for (var read = 0; read < reads; read++) delivered += limits.XorCopy();
        last = lent;
        return delivered;
    }

    /// <summary>The framework's UTF-8 check of the same payloads, unmasked, in place. Returns the number of valid bytes.</summary>
    protected int Valid()
    {
        var valid = 0;
        for (var read = 0; read < reads; read++) valid += limits.Utf8();
        return valid;
    }

    /// <summary>The payload of one message.</summary>
    protected abstract byte[] Message(int number);

    /// <summary>Checks that the limits process the same payloads.</summary>
    protected virtual void VerifyLimits()
    {
        Verify(LimitCopy, received[^PayloadBytes..]);
        Verify(LimitXorCopy, payloads[^1]);
    }

    private void Verify(Func<int> receive, byte[] expected)
    {
        Array.Clear(lent);
        last = default;
        var delivered = receive();
        if (delivered != Frames * PayloadBytes || !last.Span.SequenceEqual(expected))
            throw new InvalidOperationException(
                $"{receive.Method.Name} delivered {delivered} bytes of {Frames * PayloadBytes}, or others than were sent."
            );
    }
}
