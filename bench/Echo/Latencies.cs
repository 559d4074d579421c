using System.Diagnostics;
using System.Numerics;

namespace Pure.WebSockets.Bench;

/// <summary>The latencies of echoes in a histogram with eight classes for each doubling.</summary>
internal sealed class Latencies
{
    private const int Parts = 8;
    private readonly long[] classes = new long[64 * Parts];

    public long Count { get; private set; }

    public void Add(long ticks)
    {
        var power = BitOperations.Log2((ulong)Math.Max(Parts, ticks));
        classes[(power * Parts) + (int)((Math.Max(Parts, ticks) >> (power - 3)) & (Parts - 1))]++;
        Count++;
    }

    public void Add(Latencies others)
    {
        for (var index = 0; index < classes.Length; index++) classes[index] += others.classes[index];
        Count += others.Count;
    }

    /// <summary>The time within which this fraction of the echoes arrived, in microseconds.</summary>
    public double Percentile(double part)
    {
        var left = (long)Math.Ceiling(Count * part);
        for (var index = 0; index < classes.Length; index++)
        {
            left -= classes[index];
            if (left <= 0) return Math.ScaleB(1 + ((index % Parts) + 1.0) / Parts, index / Parts) * 1e6 / Stopwatch.Frequency;
        }

        return double.NaN;
    }
}
