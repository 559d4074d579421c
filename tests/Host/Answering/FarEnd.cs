using System.Buffers.Binary;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The peer of a connection under test: raw bytes without a protocol implementation. It reads frames of both roles.</summary>
/// <param name="stream">The bytes in both directions, after the opening handshake.</param>
/// <param name="role">The role of this peer.</param>
/// <param name="end">Ends its half, and continues to read if the carrier can do that.</param>
/// <param name="endsByHalves">Whether the carrier can do that.</param>
internal sealed class FarEnd(Stream stream, Role role, Func<Task> end, bool endsByHalves = true) : IAsyncDisposable
{
    /// <summary>Whether it can end its half and continue to read.</summary>
    public bool EndsByHalves => endsByHalves;

    public byte[] Frame(Opcode opcode, byte[] payload, bool final = true)
    {
        var frame = new Frame(opcode, final, Rsv1: false, payload);
        return role == Role.Client ? FrameEncoder.Encode(frame, MaskKey.FromBytes(1, 2, 3, 4)) : FrameEncoder.Encode(frame);
    }

    public byte[] Text(string text) => Frame(Opcode.Text, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Sends the bytes in one write.</summary>
    public async Task SendAsync(params byte[] bytes)
    {
        await stream.WriteAsync(bytes, Patience.Token);
        await stream.FlushAsync(Patience.Token);
    }

    /// <summary>Ends its half. If the carrier has no halves, both directions end.</summary>
    public Task EndAsync() => end();

    /// <summary>Reads the next frame. Returns its text or its name, for a close frame with the code, or "the end".</summary>
    public async Task<string> ReadAsync()
    {
        var head = new byte[2];
        try
        {
            if (await stream.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, Patience.Token) < 2) return "the end";
            var key = new byte[4];
            if (head[1] >= 0x80) await stream.ReadExactlyAsync(key, Patience.Token);
            var payload = new byte[head[1] & 0x7F];
            Assert.InRange(payload.Length, 0, 125);
            await stream.ReadExactlyAsync(payload, Patience.Token);
            for (var at = 0; at < payload.Length; at++) payload[at] ^= key[at % 4];
            return (Opcode)(head[0] & 0x0F) switch
            {
                Opcode.Text => System.Text.Encoding.UTF8.GetString(payload),
                Opcode.Close => $"Close {(payload.Length == 0 ? 1005 : BinaryPrimitives.ReadUInt16BigEndian(payload))}",
                var other => $"{other}",
            };
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return "the end";
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
