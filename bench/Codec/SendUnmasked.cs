using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>A server sends.</summary>
public class SendUnmasked() : SendBenchmark(Role.Server)
{
    /// <inheritdoc/>
    [Benchmark(OperationsPerInvoke = Frames)]
    public override int OursKernel()
    {
        var written = 0;
        for (var frame = 0; frame < Frames; frame++)
        {
            var progress = Kernel.Send(Sender, MessageKind.Binary, Message);
            Sender = progress.Next;
            if (progress.HasReply) written += FrameEncoder.Write(progress.Reply, Written);
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
                if (output is Output.Framed framed) written += FrameEncoder.Write(framed.Value, Written);
            }
        }

        return written;
    }
}
