using BenchmarkDotNet.Attributes;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Bench;

/// <summary>A client sends, with a new masking key for each frame.</summary>
public class SendMasked() : SendBenchmark(Role.Client)
{
    private readonly MaskKeys keys = new();

    /// <inheritdoc/>
    [Benchmark(OperationsPerInvoke = Frames)]
    public override int OursKernel()
    {
        var written = 0;
        for (var frame = 0; frame < Frames; frame++)
        {
            var progress = Kernel.Send(Sender, MessageKind.Binary, Message);
            Sender = progress.Next;
            if (progress.HasReply) written += FrameEncoder.Write(progress.Reply, keys.Next(), Written);
        }

        return written;
    }

    /// <inheritdoc/>
    [Benchmark(OperationsPerInvoke = Frames)]
    public override int OursRecord()
    {
        var written = 0;
        for (var frame = 0; frame < Frames; frame++)
        {
            var transition = Protocol.Step(Sender, Input.Send.Binary(Message));
            Sender = transition.Next;
            foreach (var output in transition.Outputs)
            {
                if (output is Output.Framed framed) written += FrameEncoder.Write(framed.Value, keys.Next(), Written);
            }
        }

        return written;
    }
}
