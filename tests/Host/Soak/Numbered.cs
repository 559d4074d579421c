using System.Buffers.Binary;

namespace Pure.WebSockets.Host.Tests.Soak;

/// <summary>Messages that contain their sender and number, and whose every byte can be checked.</summary>
internal static class Numbered
{
    private const int HeaderBytes = 8;

    public static byte[] Make(int connection, int number)
    {
        var random = new Random(HashCode(connection, number));
        var most = random.Next(10) switch { < 6 => 200, < 9 => 6_000, _ => 90_000 };
        var data = new byte[HeaderBytes + random.Next(most)];
        BinaryPrimitives.WriteInt32BigEndian(data, connection);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), number);
        if (random.Next(2) == 0) random.NextBytes(data.AsSpan(HeaderBytes));
        else data.AsSpan(HeaderBytes).Fill((byte)random.Next(256));
        return data;
    }

    public static (int Connection, int Number) Read(ReadOnlySpan<byte> data)
    {
        var (connection, number) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
        Assert.True(data.SequenceEqual(Make(connection, number)), $"message {number} of connection {connection} is not as it was sent");
        return (connection, number);
    }

    // Equal in every process.
    private static int HashCode(int connection, int number) => (connection * 7919) + number;
}
