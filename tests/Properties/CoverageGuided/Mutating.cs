namespace Pure.WebSockets.Properties;

/// <summary>
/// Changes inputs at random: bits, bytes, numbers, and blocks that are deleted, repeated, or taken from another input.
/// </summary>
/// <param name="random">The source of chance.</param>
/// <param name="words">Byte sequences that matter to the target.</param>
internal sealed class Mutating(Random random, byte[][] words)
{
    private const int MostBytes = 1200;
    private static readonly byte[] Interesting = [0, 1, 2, 8, 9, 10, 13, 31, 32, 64, 125, 126, 127, 128, 129, 130, 136, 137, 138, 254, 255];

    /// <summary>Returns an input with 1 to 32 changes, most often a few.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var changes = 1 << random.Next(random.Next(2) == 0 ? 3 : 6); changes > 0; changes--) Change(bytes, other);
        return bytes.Count > MostBytes ? [.. bytes.Take(MostBytes)] : [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        var at = random.Next(bytes.Count);
        switch (random.Next(12))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes[at] = Interesting[random.Next(Interesting.Length)];
                break;
            case 4:
                bytes[at] = (byte)(bytes[at] + random.Next(-35, 36));
                break;
            case 5:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 6:
                bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Next(random.Next(2) == 0 ? 4 : 64)));
                break;
            case 7:
                bytes.InsertRange(random.Next(bytes.Count + 1), Block(bytes));
                break;
            case 8 when other.Length > 0:
                bytes.InsertRange(at, Block([.. other]));
                break;
            case 9 when other.Length > 0:
                // The start of one and the end of the other.
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.Skip(random.Next(other.Length)));
                break;
            case 10 when words.Length > 0:
                bytes.InsertRange(at, words[random.Next(words.Length)]);
                break;
            default:
                var word = words.Length > 0 ? words[random.Next(words.Length)] : [(byte)random.Next(256)];
                for (var one = 0; one < word.Length && at + one < bytes.Count; one++) bytes[at + one] = word[one];
                break;
        }
    }

    private List<byte> Block(List<byte> bytes)
    {
        var at = random.Next(bytes.Count);
        return bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + random.Next(random.Next(2) == 0 ? 8 : 128)));
    }
}
