using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>What all comparisons of codecs have in common.</summary>
public abstract class CodecBenchmark
{
    /// <summary>Frames in one call of a benchmark: what is reported is for one of them.</summary>
    protected const int Frames = 64;

    /// <summary>The payload of a frame.</summary>
    [Params(16, 125, 1024, 16384, 65536, 1048576, Priority = 0)]
    public int PayloadBytes { get; set; }

    /// <summary>All is measured three times, the sides taking turns: neighbours on the machine come and go, and hit both.</summary>
    [Params(1, 2, 3, Priority = 1)]
    public int Round { get; set; }

    /// <summary>Makes the ends and what they exchange, and checks that all sides deliver it.</summary>
    public abstract void Setup();

    /// <summary>System.Net.WebSockets over memory. The bytes that went through.</summary>
    public abstract int Rival();

    /// <summary>The functions of <see cref="Kernel"/>, as a host calls them. The bytes that went through.</summary>
    public abstract int OursKernel();

    /// <summary><see cref="Protocol.Step"/>. The bytes that went through.</summary>
    public abstract int OursRecord();
}
