using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The pool that the whole test suite runs on. What is returned is overwritten at once, so that who reads it later reads nothing he could take for his own; who writes to it later is found when it is rented again; and who returns a
/// buffer twice, or one that is not the pool's, is refused.
/// </summary>
internal sealed class CanaryPool : ArrayPool<byte>
{
    /// <summary>What stands in buffers that nobody has rented.</summary>
    public const byte Canary = 0xDB;

    /// <summary>What stands in buffers that were just rented.</summary>
    public const byte New = 0xA5;

    private readonly ArrayPool<byte> below = new ProcessPool(Create(ProcessPool.MostSmall, 64), TimeProvider.System);
    private readonly ConditionalWeakTable<byte[], Buffer> known = [];

    /// <summary>What was wrong, as those who did it were told: they may have swallowed it.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    public override byte[] Rent(int minimumLength)
    {
        var array = below.Rent(minimumLength);
        if (known.TryGetValue(array, out var buffer))
        {
            if (Interlocked.Exchange(ref buffer.IsRented, 1) != 0) throw Wrong("A buffer is rented by two.");
            if (array.AsSpan().IndexOfAnyExcept(Canary) is >= 0 and var at) throw Wrong($"A buffer of {array.Length} bytes was written to after its return: byte {at} is {array[at]}.");
        }
        else known.Add(array, new Buffer { IsRented = 1 });
        Array.Fill(array, New);
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        if (!known.TryGetValue(array, out var buffer)) throw Wrong($"A buffer of {array.Length} bytes is returned that was never rented.");
        if (Interlocked.Exchange(ref buffer.IsRented, 0) == 0) throw Wrong($"A buffer of {array.Length} bytes is returned twice.");
        Array.Fill(array, Canary);
        below.Return(array);
    }

    private InvalidOperationException Wrong(string what)
    {
        Violations.Enqueue($"{what} {Environment.StackTrace}");
        return new InvalidOperationException(what);
    }

    private sealed class Buffer
    {
        public int IsRented;
    }
}
