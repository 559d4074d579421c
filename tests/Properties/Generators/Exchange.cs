using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>Messages that one side compresses, one after another, and the parameters.</summary>
public sealed record Exchange(int WindowBits, bool ContextTakeover, int Level, byte[][] Messages)
{
    public static Gen<Exchange> Any =>
        from bits in Gen.Choose(8, 15)
        from takeover in Gen.Elements(true, true, false)
        from level in Gen.Choose(1, 9)
        from count in Gen.Choose(1, 6)
        from messages in Bytes.Seeded(random => Of(random, 1 << bits, count))
        select new Exchange(bits, takeover, level, messages);

    public static IEnumerable<Exchange> Shrink(Exchange exchange)
    {
        foreach (var messages in Shrinking.Lists(exchange.Messages, message => Shrinking.Halves(message).Select(half => half.ToArray())))
            yield return exchange with
            {
                Messages = messages,
            };
        if (exchange.Level > 1)
            yield return exchange with
            {
                Level = 1,
            };
        if (exchange.WindowBits > 8)
            yield return exchange with
            {
                WindowBits = 8,
            };
    }

    public override string ToString() =>
        $"window {WindowBits}, {(ContextTakeover ? "" : "no ")}takeover, level {Level}: "
            + $"{string.Join(", ", Messages.Select(message => (ByteString)message))}";

    /// <summary>The last bytes of the messages, as many as the window may have.</summary>
    public static byte[] Window(byte[] before, byte[] message, int size) => before.Concat(message).TakeLast(size).ToArray();

    // Repetitions are at distances near the size of the window, within a message or across messages.
    private static byte[][] Of(Random random, int window, int count)
    {
        var said = new List<byte>();
        var messages = new List<byte[]>();
        for (; count > 0; count--)
        {
            var length = random.Next(12) == 0 ? Math.Min(window, 8192) + random.Next(window) : Plain.Length(random);
            var back = window + random.Next(-20, 20);
            var message =
                said.Count > back && random.Next(2) == 0
                    ? said.Skip(said.Count - back).Take(Math.Min(length, 1000)).ToArray()
                    : Plain.Of(random, length, window);
            said.AddRange(message);
            messages.Add(message);
        }

        return messages.ToArray();
    }
}
