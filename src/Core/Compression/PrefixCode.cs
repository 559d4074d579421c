namespace Pure.WebSockets;

/// <summary>Computes a prefix code with limited code lengths from the symbol frequencies (RFC 1951 §3.2.2).</summary>
internal static class PrefixCode
{
    private const int SymbolBits = 9;
    private const uint SymbolMask = (1 << SymbolBits) - 1;

    /// <summary>
    /// Computes the code length of each symbol. A symbol that does not occur has length 0. If fewer than two symbols occur, other symbols
    /// also receive a code. The prefix code then has two symbols and is complete.
    /// </summary>
    public static void Measure(ReadOnlySpan<int> frequencies, int maxBits, Span<byte> lengths)
    {
        Span<uint> sorted = stackalloc uint[DeflateAlphabet.LiteralSymbols];
        var count = 0;
        for (var symbol = 0; symbol < frequencies.Length; symbol++)
            if (frequencies[symbol] > 0) sorted[count++] = ((uint)frequencies[symbol] << SymbolBits) | (uint)symbol;
        lengths.Clear();
        for (var symbol = 0; count < 2; symbol++)
            if (frequencies[symbol] == 0) sorted[count++] = (1u << SymbolBits) | (uint)symbol;
        sorted = sorted[..count];
        sorted.Sort();

        Span<int> counts = stackalloc int[DeflateAlphabet.MaxCodeBits + 1];
        counts.Clear();
        CountLengths(sorted, counts[..(maxBits + 1)]);
        var next = count;
        for (var length = 1; length <= maxBits; length++)
            for (var left = counts[length]; left > 0; left--) lengths[(int)(sorted[--next] & SymbolMask)] = (byte)length;
    }

    /// <summary>
    /// Computes the code of each symbol from the code lengths. Bits 0-15 of an entry contain the code. The first bit of the code is in bit
    /// 0. Bits 16-31 contain the length of the code.
    /// </summary>
    public static void Assign(ReadOnlySpan<byte> lengths, Span<uint> codes)
    {
        Span<uint> next = stackalloc uint[DeflateAlphabet.MaxCodeBits + 1];
        next.Clear();
        foreach (var length in lengths)
            if (length != 0) next[length]++;
        var code = 0u;
        for (var length = 1; length <= DeflateAlphabet.MaxCodeBits; length++)
        {
            var first = code << 1;
            code = first + next[length];
            next[length] = first;
        }

        codes[..lengths.Length].Clear();
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            var length = lengths[symbol];
            if (length != 0) codes[symbol] = Reversed(next[length]++, length) | ((uint)length << 16);
        }
    }

    private static uint Reversed(uint code, int length)
    {
        code = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
        code = ((code & 0x3333) << 2) | ((code >> 2) & 0x3333);
        code = ((code & 0x0f0f) << 4) | ((code >> 4) & 0x0f0f);
        return (((code & 0xff) << 8) | (code >> 8)) >> (16 - length);
    }

    /// <summary>
    /// Computes the number of symbols for each code length. The method builds the Huffman tree in an array (Moffat and Katajainen, 1995)
    /// and limits the depth of the tree.
    /// </summary>
    private static void CountLengths(ReadOnlySpan<uint> sorted, Span<int> counts)
    {
        var count = sorted.Length;
        Span<int> nodes = stackalloc int[count];
        for (var at = 0; at < count; at++) nodes[at] = (int)(sorted[at] >> SymbolBits);

        // Each step joins the two nodes that have the smallest weights. After the step, the array entry of each joined inner node contains
        // the index of the node's parent.
        nodes[0] += nodes[1];
        var root = 0;
        var leaf = 2;
        for (var next = 1; next < count - 1; next++)
        {
            nodes[next] = Lightest(nodes, sorted, ref root, ref leaf, next);
            nodes[next] += Lightest(nodes, sorted, ref root, ref leaf, next);
        }

        // The depth of an inner node is the depth of its parent plus one. The depths are computed from the root to the lowest level. The
        // number of leaves on a level is the number of all nodes minus the number of inner nodes on the level.
        nodes[count - 2] = 0;
        for (var next = count - 3; next >= 0; next--) nodes[next] = nodes[nodes[next]] + 1;
        var (open, depth, inner) = (1, 0, count - 2);
        var maxBits = counts.Length - 1;
        while (open > 0)
        {
            var used = 0;
            for (; inner >= 0 && nodes[inner] == depth; inner--) used++;
            if (open > used) counts[Math.Min(depth, maxBits)] += open - used;
            open = 2 * used;
            depth++;
        }

        Bound(counts, maxBits);
    }

    private static int Lightest(Span<int> nodes, ReadOnlySpan<uint> sorted, ref int root, ref int leaf, int parent)
    {
        if (leaf < sorted.Length && (root >= parent || (int)(sorted[leaf] >> SymbolBits) < nodes[root]))
            return (int)(sorted[leaf++] >> SymbolBits);
        var weight = nodes[root];
        nodes[root++] = parent;
        return weight;
    }

    // If the limit made any codes shorter, the codes use more code space than is available. Other codes are then made longer until all
    // codes fit into the code space.
    private static void Bound(Span<int> counts, int maxBits)
    {
        var taken = 0;
        for (var length = 1; length <= maxBits; length++) taken += counts[length] << (maxBits - length);
        for (; taken > 1 << maxBits; taken--)
        {
            var length = maxBits - 1;
            while (counts[length] == 0) length--;
            counts[maxBits]--;
            counts[length]--;
            counts[length + 1] += 2;
        }
    }
}
