using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The pool of the whole test suite. It overwrites a returned buffer at once, so that a late read does not find valid data. It detects a
/// late write when the buffer is rented again, and throws when a buffer is returned twice or is not the pool's.
/// </summary>
internal sealed class CanaryPool : ArrayPool<byte>
{
    /// <summary>The content of returned buffers.</summary>
    public const byte Canary = 0xDB;

    /// <summary>The content of buffers that were just rented.</summary>
    public const byte New = 0xA5;

    private readonly ArrayPool<byte> below = new ProcessPool(new Small(), TimeProvider.System);
    private readonly ConditionalWeakTable<byte[], Buffer> known = [];

    /// <summary>The errors. They were also thrown, but the caller may have caught the exception.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Whether the buffer is this pool's and has not been returned.</summary>
    public bool HasRented(byte[] array) => known.TryGetValue(array, out var buffer) && Volatile.Read(ref buffer.IsRented) == 1;

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
    /// Small buffers whose sizes are powers of two, as in the process's own pool. It never returns a larger one in place of the right size.
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
