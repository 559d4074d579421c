using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>Finds the literals and matches of a message and writes them as DEFLATE blocks (RFC 1951 §4).</summary>
internal ref struct Deflater
{
    // For each 2 to the power of this misses in a row one place more is passed over, up to so many at once.
    private const int MissesToSkip = 5;
    private const int MaxSkip = 7;

    private readonly MatchFinder finder;
    private readonly MatchSettings settings;
    private DeflateBlock block;
    private BitWriter writer;

    // Where in the message the block under way begins.
    private int blockStart;

    /// <param name="finder">What is known of the stream before the message.</param>
    /// <param name="settings">How long to look for matches.</param>
    /// <param name="block">Room for a block.</param>
    /// <param name="output">Where the payload goes: <see cref="BlockWriter.Bound"/> bytes at least.</param>
    public Deflater(MatchFinder finder, MatchSettings settings, DeflateBlock block, Span<byte> output)
    {
        this.finder = finder;
        this.settings = settings;
        this.block = block;
        writer = new BitWriter(output);
        this.block.Clear();
    }

    /// <summary>Compresses what of <paramref name="text"/> stands from <paramref name="from"/> on.</summary>
    /// <param name="message">The message, of which the text is a part, perhaps with a window before it.</param>
    /// <param name="text">A run of the stream that ends with the part of the message that is to be compressed.</param>
    /// <param name="start">The position in the stream of the text's first byte.</param>
    /// <param name="known">The first place in the text that the finder does not know.</param>
    /// <param name="from">Where the part begins in the text.</param>
    /// <returns>The first place in the text that the finder does not know now.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Compress(ReadOnlySpan<byte> message, ReadOnlySpan<byte> text, int start, int known, int from)
    {
        known = finder.Insert(text, start, known, from);
        var at = from;
        var misses = 0;
        while (at < text.Length)
        {
            if (block.IsFull) EndBlock(message);
            if (text.Length - at < MatchFinder.Least)
            {
                block.AddLiteral(text[at++]);
                continue;
            }

            var length = finder.Find(text, start, at, 0, settings.MaxChain, settings.NiceLength, out var distance);
            known = at + 1;
            if (length == 0)
            {
                // The longer nothing was found, the less often it is looked for.
                var next = Math.Min(at + 1 + Math.Min(misses++ >> MissesToSkip, MaxSkip), text.Length);
                known = finder.Insert(text, start, known, next);
                while (at < next && !block.IsFull) block.AddLiteral(text[at++]);
                continue;
            }

            misses = 0;

            // A longer match that begins one byte later is worth a literal.
            while (length < settings.MaxLazy && text.Length - known >= MatchFinder.Least)
            {
                var depth = length >= settings.GoodLength ? settings.MaxChain >> 3 : settings.MaxChain;
                var later = finder.Find(text, start, known, length, depth, settings.NiceLength, out var laterDistance);
                known++;
                if (later == 0) break;
                block.AddLiteral(text[at++]);
                if (block.IsFull) EndBlock(message);
                length = later;
                distance = laterDistance;
            }

            block.AddMatch(length, distance);
            at += length;
            known = finder.Insert(text, start, known, at);
        }

        return known;
    }

    /// <summary>Ends the message, or a part of it that others follow; returns the length of its payload.</summary>
    public int End(ReadOnlySpan<byte> message, bool final)
    {
        if (block.Count > 0) EndBlock(message);
        BlockWriter.WriteEnd(final, ref writer);
        return writer.Written;
    }

    private void EndBlock(ReadOnlySpan<byte> message)
    {
        BlockWriter.Write(block, message.Slice(blockStart, block.Plain), ref writer);
        blockStart += block.Plain;
        block.Clear();
    }
}
