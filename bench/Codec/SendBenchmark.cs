using System.Net.WebSockets;
using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>Sends binary messages of one frame each; the output is discarded.</summary>
public abstract class SendBenchmark(Role role) : CodecBenchmark
{
    /// <summary>The state of the sender.</summary>
    private protected Connection Sender { get; set; } = Peers.Ours(role);

    /// <summary>The message.</summary>
    private protected byte[] Message { get; private set; } = [];

    /// <summary>The output buffer of our side. Each frame overwrites the previous one.</summary>
    private protected byte[] Written { get; private set; } = [];

    private WebSocket rival = Peers.Rival(role, Stream.Null);

    /// <inheritdoc/>
    [GlobalSetup]
    public override void Setup()
    {
        Message = Payload.Random(PayloadBytes);
        Written = new byte[FrameEncoder.MaxHeaderBytes + PayloadBytes];

        var kept = new MemoryStream();
        rival = Peers.Rival(role, kept);
        Rival();
        Verify(kept.ToArray(), Frames);
        rival = Peers.Rival(role, Stream.Null);

        Verify(Written[..(OursKernel() / Frames)], frames: 1);
        Array.Clear(Written);
        Verify(Written[..(OursRecord() / Frames)], frames: 1);
    }

    /// <inheritdoc/>
    [Benchmark(Baseline = true, OperationsPerInvoke = Frames)]
    public override int Rival()
    {
        for (var frame = 0; frame < Frames; frame++)
            Completed.Check(rival.SendAsync(Message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None));
        return Frames * PayloadBytes;
    }

    private void Verify(byte[] sent, int frames)
    {
        var receiver = role == Role.Server ? Role.Client : Role.Server;
        foreach (var delivered in (byte[][])[Peers.DeliveredByRival(receiver, sent, frames), Peers.DeliveredByOurs(receiver, sent)])
        {
            if (!delivered.AsSpan().SequenceEqual(Enumerable.Repeat(Message, frames).SelectMany(message => message).ToArray()))
                throw new InvalidOperationException("What was sent is not what arrives.");
        }
    }
}
