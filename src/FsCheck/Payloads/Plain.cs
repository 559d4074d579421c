using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Generates message content for a compressor, such as prose, ascending sequences, runs of one byte, random bytes, and repetitions of
/// earlier bytes.
/// </summary>
internal static class Plain
{
    private static readonly string[] Words =
    [
        "the ",
        "frame ",
        "message ",
        "{\"id\":",
        "\"name\":\"",
        "é",
        "€uro ",
        "null,",
        "true}",
        "\r\n",
        "0",
        "17",
        "window ",
    ];

    /// <summary>Text that compresses well. Most texts have fewer than 300 bytes.</summary>
    public static Gen<ByteString> Text => Bytes.Seeded(random => (ByteString)Prose(random, Length(random)));

    /// <summary>Message content of any kind. Most values have fewer than 300 bytes.</summary>
    public static Gen<ByteString> Binary => Bytes.Seeded(random => (ByteString)Of(random, Length(random)));

    /// <summary>
    /// Returns content of one or several kinds. The distance of repetitions differs from the given distance by at most two, or is random if
    /// the given distance is 0.
    /// </summary>
    public static byte[] Of(Random random, int length, int distance = 0)
    {
        var plain = new List<byte>(length);
        while (plain.Count < length)
        {
            var part = Math.Min(length - plain.Count, random.Next(3) == 0 ? length : 1 + random.Next(length));
            plain.AddRange(random.Next(5) switch
            {
                0 => Prose(random, part),
                1 => Enumerable.Repeat((byte)random.Next(256), part),
                2 => Noise(random, part),
                3 => Enumerable.Range(0, part).Select(at => (byte)(at * 7 / 5)),
                _ => Repeats(random, plain, part, distance),
            });
        }

        return plain.Take(length).ToArray();
    }

    public static byte[] Prose(Random random, int length)
    {
        var text = new System.Text.StringBuilder();
        for (var bytes = 0; bytes < length;)
        {
            var word = Words[random.Next(Words.Length)];
            text.Append(word);
            bytes += System.Text.Encoding.UTF8.GetByteCount(word);
        }

        return System.Text.Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Returns a random length in bytes. About four of five lengths are less than 300, and the maximum is 70,000.</summary>
    public static int Length(Random random) =>
        random.Next(10) switch
        {
            < 5 => random.Next(40),
            < 8 => random.Next(300),
            8 => random.Next(1500),
            _ => random.Next(20) == 0 ? 70_000 : random.Next(5000),
        };

    private static IEnumerable<byte> Repeats(Random random, List<byte> before, int length, int distance)
    {
        var all = new List<byte>(before);
        if (all.Count == 0) all.Add((byte)random.Next(256));
        var back = distance > 0 ? distance + random.Next(-2, 3) : 1 + random.Next(all.Count);
        if (back > all.Count) all.AddRange(Noise(random, back - all.Count));
        for (var more = length; more > 0; more--) all.Add(all[^back]);
        return all.Skip(before.Count).Take(length);
    }
}
