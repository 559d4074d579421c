using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>The common part of all codec comparisons.</summary>
public abstract class CodecBenchmark
{
    /// <summary>The number of frames in one call of a benchmark. Results are reported per frame.</summary>
    protected const int Frames = 64;

    /// <summary>The payload of a frame.</summary>
    [Params(16, 125, 1024, 16384, 65536, 1048576, Priority = 0)]
    public int PayloadBytes { get; set; }

    /// <summary>Each benchmark runs three times, and the sides take turns, so that other load on the machine affects both.</summary>
    [Params(1, 2, 3, Priority = 1)]
    public int Round { get; set; }

    /// <summary>Creates the ends and the messages, and checks that all sides deliver them.</summary>
    public abstract void Setup();

    /// <summary>Runs System.Net.WebSockets over memory. Returns the number of payload bytes.</summary>
    public abstract int Rival();

    /// <summary>Runs the functions of <see cref="Kernel"/>, as a host does. Returns the number of payload bytes.</summary>
    public abstract int OursKernel();

    /// <summary>Runs <see cref="Protocol.Step"/>. Returns the number of payload bytes.</summary>
    public abstract int OursRecord();
}
