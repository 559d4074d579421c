using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Messages of the kinds that matter to a compressor; equal for equal seeds.</summary>
internal sealed class Samples
{
    private readonly Random random;
    private readonly string[] words;

    public Samples(int seed)
    {
        random = new Random(seed);
        words = [.. Enumerable.Range(0, 2000).Select(_ => Word())];
    }

    /// <summary>Messages of all kinds, with each size class equally likely.</summary>
    /// <param name="count">The number of messages.</param>
    /// <param name="most">The maximum size in bytes.</param>
    /// <param name="windowBits">The window; some messages repeat bytes at its edge.</param>
    public List<byte[]> Draw(int count, int most, int windowBits) =>
        [.. Enumerable.Range(0, count).Select(_ => Draw(Size(most), windowBits))];

    /// <summary>A message of any kind; UTF-8 for text.</summary>
    public (MessageKind Kind, byte[] Data) Message(int most, int windowBits) =>
        random.Next(2) == 0 ? (MessageKind.Text, Text(Size(most))) : (MessageKind.Binary, Draw(Size(most), windowBits));

    /// <summary>Repeated objects with different values, as in a JSON protocol.</summary>
    public byte[] Json(int size) =>
        Repeat(
            size,
            () =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"id":{{random.Next(100_000)}},"type":"{{words[random.Next(8)]}}","""
                        + $$""""user":{"name":"{{words[random.Next(300)]}}","active":""""
                        + $$"""{{(random.Next(2) == 0 ? "true" : "false")}}},"price":{{random.Next(1_000_000) / 100.0}},"at":"2026-11-"""
                        + $$"""{{random.Next(1, 31):00}}T{{random.Next(24):00}}:{{random.Next(60):00}}:{{random.Next(60):00}}Z"},"""
                )
        );

    /// <summary>Words, where frequent ones are far more likely.</summary>
    public byte[] Prose(int size) =>
        Repeat(size, () => words[(int)(words.Length * Math.Pow(random.NextDouble(), 3))] + (random.Next(12) == 0 ? ". " : " "));

    /// <summary>Records of numbers that change little from one to the next.</summary>
    public byte[] Binary(int size)
    {
        var data = new byte[size];
        var (time, value) = (random.Next(), random.NextDouble() * 1000);
        for (var at = 0; at + 16 <= size; at += 16)
        {
            time += random.Next(1, 50);
            value += random.NextDouble() - 0.5;
            BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(at), time);
            BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(at + 4), (short)random.Next(16));
            BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(at + 6), random.Next(4) == 0 ? random.Next(1000) : 0);
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(at + 12), (float)Math.Round(value, 1));
        }

        return data;
    }

    private byte[] Draw(int size, int windowBits) => random.Next(7) switch
    {
        0 => Json(size),
        1 => Prose(size),
        2 => Binary(size),
        3 => Runs(size),
        4 => Noise(size),
        _ => Repeats(size, (1 << windowBits) + random.Next(-3, 4) - (random.Next(2) * random.Next(0, 263))),
    };

    private byte[] Text(int size) => random.Next(3) switch
    {
        0 => Json(size),
        1 => Prose(size),
        _ => Repeat(size, () => words[random.Next(50)] + " Grüße κόσμε 日本 🌍 "),
    };

    private byte[] Runs(int size)
    {
        var data = new byte[size];
        for (var at = 0; at < size;)
        {
            var run = Math.Min(size - at, Size(2000) + 1);
            data.AsSpan(at, run).Fill((byte)random.Next(4));
            at += run;
        }

        return data;
    }

    private byte[] Noise(int size)
    {
        var data = new byte[size];
        random.NextBytes(data);
        return data;
    }

    /// <summary>Noise that repeats after a number of bytes, with a few changed bytes.</summary>
    private byte[] Repeats(int size, int distance)
    {
        var data = Noise(size);
        for (var at = Math.Max(1, distance); at < size; at++)
            if (random.Next(100) > 0) data[at] = data[at - Math.Max(1, distance)];
        return data;
    }

    /// <summary>As many whole code points as fit.</summary>
    private static byte[] Repeat(int size, Func<string> next)
    {
        var text = new StringBuilder();
        while (text.Length < size) text.Append(next());
        var data = Encoding.UTF8.GetBytes(text.ToString());
        while (size > 0 && size < data.Length && (data[size] & 0xC0) == 0x80) size--;
        return data[..size];
    }

    private int Size(int most) => (int)Math.Exp(random.NextDouble() * Math.Log(most + 2)) - 1;

    private string Word() =>
        string.Concat(
            Enumerable
                .Range(0, random.Next(2, 11))
                .Select(at => (at % 2 == 0 ? "bcdfghlmnprst" : "aeiou")[random.Next(at % 2 == 0 ? 13 : 5)])
        );
}
