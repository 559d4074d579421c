using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>A server receives masked text and checks that it is UTF-8.</summary>
public abstract class ReceiveText(bool multiByte) : ReceiveBenchmark
{
    /// <inheritdoc/>
    protected override MessageKind Kind => MessageKind.Text;

    /// <summary>The framework's UTF-8 check alone, of unmasked payloads in place. Returns the number of valid bytes.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int LimitUtf8() => Valid();

    /// <inheritdoc/>
    protected override void VerifyLimits()
    {
        base.VerifyLimits();
        if (LimitUtf8() != Frames * PayloadBytes) throw new InvalidOperationException("What is sent is not UTF-8.");
    }

    /// <inheritdoc/>
    protected override byte[] Message(int number) => Payload.Text(PayloadBytes, multiByte, number);
}
