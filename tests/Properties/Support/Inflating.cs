namespace Pure.WebSockets.Properties;

/// <summary>Our inflater, driven as a connection drives it, with any sizes of input and output.</summary>
/// <param name="Plain">The output, up to the end or the error.</param>
/// <param name="Next">The context after a complete message; null if it was rejected.</param>
internal sealed record Inflating(byte[] Plain, InflateContext? Next)
{
    /// <summary>Inflates the payload of a message.</summary>
    /// <param name="from">The context.</param>
    /// <param name="payload">The payload of all its frames.</param>
    /// <param name="sizes">The sizes of input and output, in rotation; at least 1.</param>
    public static Inflating Of(InflateContext from, ReadOnlySpan<byte> payload, params int[] sizes)
    {
        var plain = new List<byte>();
        var room = new byte[sizes.Max()];
        for (var turn = 0; ; turn++)
        {
            var run = from.Begin(room.AsSpan(0, sizes[((2 * turn) + 1) % sizes.Length]), new uint[Inflater.ScratchEntries]);
            payload = payload[run.Run(payload[..Math.Min(payload.Length, sizes[2 * turn % sizes.Length])])..];
            var next = from;
            var ended = payload.IsEmpty && !run.IsFull && run.Corrupt is null && from.TryEnd(ref run, out next);
            plain.AddRange(run.Filled);
            if (run.Corrupt is not null) return new Inflating(plain.ToArray(), Next: null);
            from = ended ? next : next.After(run);
            if (ended) return new Inflating(plain.ToArray(), from);
        }
    }
}
