using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>Finds the literals and matches in a message and writes DEFLATE blocks with these literals and matches (RFC 1951 §4).</summary>
internal ref struct Deflater
{
    // After several consecutive searches without a match, the next search skips some positions. The number of skipped positions increases
    // by one after every 2^MissesToSkip consecutive searches without a match, up to MaxSkip.
    private const int MissesToSkip = 5;
    private const int MaxSkip = 7;

    private readonly MatchFinder finder;
    private readonly MatchSettings settings;
    private DeflateBlock block;
    private BitWriter writer;

    // The offset of the current block in the message.
    private int blockStart;

    /// <param name="finder">The search tables, which contain the positions that precede the message in the stream.</param>
    /// <param name="settings">The settings for finding matches.</param>
    /// <param name="block">The memory for one block.</param>
    /// <param name="output">The output memory, which must have at least <see cref="BlockWriter.Bound"/> bytes.</param>
    public Deflater(MatchFinder finder, MatchSettings settings, DeflateBlock block, Span<byte> output)
    {
        this.finder = finder;
        this.settings = settings;
        this.block = block;
        writer = new BitWriter(output);
        this.block.Clear();
    }

    /// <summary>Compresses the bytes from the given offset to the end of the text.</summary>
    /// <param name="message">The uncompressed message, from which stored blocks are written.</param>
    /// <param name="text">
    /// The bytes to compress, preceded by the earlier bytes to which matches can refer. The text is either the message itself, or the
    /// window followed by the message or by the first part of the message.
    /// </param>
    /// <param name="start">The position of the text's first byte in the stream.</param>
    /// <param name="known">The first position that is not in the search tables, as an offset in the text.</param>
    /// <param name="from">The offset in the text where the bytes to compress begin.</param>
    /// <returns>The first position that is not in the search tables after the call, as an offset in the text.</returns>
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
                var next = Math.Min(at + 1 + Math.Min(misses++ >> MissesToSkip, MaxSkip), text.Length);
                while (at < next && !block.IsFull) block.AddLiteral(text[at++]);

                // If the block is full, fewer positions are skipped. The next search must begin at a position that is not in the tables
                // yet. If a position is added twice, searches can no longer find the positions before it.
                known = finder.Insert(text, start, known, at);
                continue;
            }

            misses = 0;

            // If a longer match begins one byte later, a literal and the longer match replace the shorter match.
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

    /// <summary>Ends the message or the current part of the message. Returns the length of the compressed payload in bytes.</summary>
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
