using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The pool that the whole test suite runs on. What is returned is overwritten at once, so that who reads it later reads nothing he could
/// take for his own; who writes to it later is found when it is rented again; and who returns a
/// buffer twice, or one that is not the pool's, is refused.
/// </summary>
internal sealed class CanaryPool : ArrayPool<byte>
{
    /// <summary>What stands in buffers that nobody has rented.</summary>
    public const byte Canary = 0xDB;

    /// <summary>What stands in buffers that were just rented.</summary>
    public const byte New = 0xA5;

    private readonly ArrayPool<byte> below = new ProcessPool(new Small(), TimeProvider.System);
    private readonly ConditionalWeakTable<byte[], Buffer> known = [];

    /// <summary>What was wrong, as those who did it were told: they may have swallowed it.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    public override byte[] Rent(int minimumLength)
    {
        var array = below.Rent(minimumLength);
        if (known.TryGetValue(array, out var buffer))
        {
            if (Interlocked.Exchange(ref buffer.IsRented, 1) != 0) throw Wrong("A buffer is rented by two.");
            if (array.AsSpan().IndexOfAnyExcept(Canary) is >= 0 and var at)
                throw Wrong($"A buffer of {array.Length} bytes was written to after its return: byte {at} is {array[at]}.");
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

    /// <summary>
    /// Small buffers in sizes of powers of two, each as the process's own pool has it: never a larger one because those of its size are
    /// out.
    /// </summary>
    private sealed class Small : ArrayPool<byte>
    {
        private const int MostOfASize = 256;

        private readonly Stack<byte[]>[] sizes = [.. Enumerable.Range(0, 17).Select(_ => new Stack<byte[]>(MostOfASize))];

        public override byte[] Rent(int minimumLength)
        {
            var power = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, minimumLength)));
            lock (sizes) return sizes[power].TryPop(out var array) ? array : new byte[1 << power];
        }

        public override void Return(byte[] array, bool clearArray = false)
        {
            var size = sizes[BitOperations.Log2((uint)array.Length)];
            lock (sizes)
            {
                if (size.Count < MostOfASize) size.Push(array);
            }
        }
    }

    private sealed class Buffer
    {
        public int IsRented;
    }
}
