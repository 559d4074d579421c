using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Direct command mode: any other path.</summary>
public sealed class DirectCommandTests
{
    [Theory]
    [InlineData("""["echo", {"payload": "héllo"}]""", "text héllo")]
    [InlineData("""["echo", {"payload": "ab", "payload_len": 5}]""", "text ababa")]
    [InlineData("""["sendframe", {"opcode": 1, "payload": "one"}]""", "text one")]
    [InlineData(
        """
        ["sendframe", {"opcode": 2, "payload": "xy", "payload_len": 3, "chopsize": 1, "sync": true, "fin": true,
        "rsv": 0, "mask": null}]
        """,
        "binary xyx"
    )]
    [InlineData(
        """
        ["sendframes", [{"opcode": 1, "fin": false, "payload": "a"}, {"opcode": 9, "payload": "ping"}, {"opcode": 0,
        "payload": "b"}]]
        """,
        "text ab"
    )]
    [InlineData("""["close", {"code": 3000, "reason": "enough"}]""", "close 3000 enough")]
    [InlineData("""["close", {}]""", "close 1000 ")]
    [InlineData("""["close", {"code": 1005}]""", "close 1000 ")]
    [InlineData(
        """["close", {"code": 1006}]""",
        "close 1008 a close frame must not have code 1006. Use sendframe with opcode 8 instead"
    )]
    [InlineData("""["sendframe", {"opcode": 8, "payload": ""}]""", "close 1000 ")]
    [InlineData("""["sendframe", {"opcode": 3}]""", "error")]
    [InlineData("""["sendframe", {"opcode": 1, "payload": "x", "rsv": 4}]""", "error")]
    [InlineData("""["sendframe", {"opcode": 1, "payload": "x", "mask": "abcd"}]""", "error")]
    [InlineData("""["sendframe", {"payload": "x"}]""", "close 1008 a frame must have an opcode")]
    [InlineData("""["sendframe", {"opcode": 16}]""", "close 1008 opcode must be a whole number from 0 to 15")]
    [InlineData("""["sendframe", {"opcode": 1, "payload_len": 5}]""", "close 1008 payload_len requires a payload to repeat")]
    [InlineData("""["sendframe", {"opcode": 1, "fin": 1}]""", "close 1008 fin must be true or false")]
    [InlineData("""["sendframe", [1]]""", "close 1008 the arguments of a command must be an object")]
    [InlineData("""["sing", {}]""", "close 1008 unknown command sing. The commands are sendframe, sendframes, close and echo")]
    [InlineData("""{"opcode": 1}""", "close 1008 a command must be a list of a name and its arguments")]
    [InlineData("""["echo", {"payload": "\ud800"}]""", "close 1008 a text of the command contains an unpaired surrogate")]
    [InlineData("""["\udc00", {}]""", "close 1008 a text of the command contains an unpaired surrogate")]
    [InlineData("""["sendframe", {"opcode": 1, "\ud800": 1}]""", "close 1008 a text of the command contains an unpaired surrogate")]
    [InlineData("""["close", {"code": 3000, "reason": "\ud800"}]""", "close 1008 a text of the command contains an unpaired surrogate")]
    [InlineData(
        """
        ["sendframes", [{"opcode": 1, "fin": false, "payload": "a", "payload_len": 67108864}, {"opcode": 0, "payload": "a"}]]
        """,
        "close 1008 the payloads of sendframes have more than 67108864 bytes"
    )]
    [InlineData("hello", "close 1008 the message is not JSON")]
    [InlineData("", "close 1008 the message is not JSON")]
    public async Task A_command_is_done(string command, string seen)
    {
        await using var tested = Tested.With("2.1");
        using var client = await tested.ConnectAsync("/anything");
        await client.SendAsync(
            Encoding.UTF8.GetBytes(command),
            WebSocketMessageType.Text,
            endOfMessage: true,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(seen, await NextAsync(client));
    }

    [Theory]
    [InlineData(123, "close 3000 ")]
    [InlineData(124, "close 1008 reason has more than 123 bytes")]
    public async Task The_reason_of_a_close_fits_a_close_frame(int length, string seen)
    {
        await using var tested = Tested.With("2.1");
        using var client = await tested.ConnectAsync("/");
        var reason = new string('r', length);
        await client.SendAsync(
            Encoding.UTF8.GetBytes($$"""["close", {"code": 3000, "reason": "{{reason}}"}]"""),
            WebSocketMessageType.Text,
            endOfMessage: true,
            TestContext.Current.CancellationToken
        );
        Assert.StartsWith(
            seen,
            await NextAsync(client).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_binary_message_is_not_a_command()
    {
        await using var tested = Tested.With("2.1");
        using var client = await tested.ConnectAsync("/");
        await client.SendAsync(new byte[] { 1 }, WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
        Assert.Equal("close 1008 a command must be a text message", await NextAsync(client));
    }

    [Fact]
    public async Task Commands_are_done_one_after_the_other()
    {
        await using var tested = Tested.With("2.1");
        using var client = await tested.ConnectAsync("/");
        for (var at = 0; at < 20; at++)
            await client.SendAsync(
                Encoding.UTF8.GetBytes(
                    at % 2 == 0 ? $$"""["echo", {"payload": "{{at}}"}]""" : $$"""["sendframe", {"opcode": 1, "payload": "{{at}}"}]"""
                ),
                WebSocketMessageType.Text,
                endOfMessage: true,
                TestContext.Current.CancellationToken
            );
        for (var at = 0; at < 20; at++)
            Assert.Equal($"text {at}", await NextAsync(client));
    }

    [Theory]
    [InlineData("echo 1|close|echo 2", "text 1|close")]
    [InlineData("close|frame 1", "close")]
    [InlineData("frame 1|echo 2|wrong|echo 3", "text 1|text 2|close")]
    [InlineData("echo 1|frame 2|end", "text 1|text 2|close")]
    public async Task Commands_that_arrive_together_are_done_in_order_and_none_after_the_close(string commands, string seen)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var tested = Tested.With("2.1");
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(tested.Server.EndPoint, stop);
        var head =
            "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await socket.SendAsync(
            (byte[])[.. Encoding.ASCII.GetBytes(head), .. commands.Split('|').SelectMany(Written)],
            stop
        );
        await using var stream = new NetworkStream(socket);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, stop);
        var octets = all.ToArray();
        var frames = octets[(octets.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];
        Assert.Equal(seen, string.Join('|', Read(WireBuffer.Empty.Append(frames))));

        static byte[] Written(string command) =>
            WireFrame.Encode(
                command.Split(' ') switch
                {
                    ["echo", var text] => RawFrame.Text($$"""["echo", {"payload": "{{text}}"}]"""),
                    ["frame", var text] => RawFrame.Text($$"""["sendframe", {"opcode": 1, "payload": "{{text}}"}]"""),
                    ["close"] => RawFrame.Text("""["close", {"code": 3000}]"""),
                    ["end"] => new RawFrame(8, Payload.Of([3, 232])),
                    _ => RawFrame.Text("not a command"),
                },
                new MaskKey(0x01020304)
            );

        static IEnumerable<string> Read(WireBuffer buffer)
        {
            while (buffer.Take().Case is (WireFrame frame, WireBuffer trailing))
            {
                yield return frame.Opcode == 8 ? "close" : $"text {Encoding.UTF8.GetString(frame.Payload.Memory.Span)}";
                buffer = trailing;
            }
        }
    }

    private static async Task<string> NextAsync(ClientWebSocket client)
    {
        try
        {
            using var message = new MemoryStream();
            var buffer = new byte[1024];
            while (true)
            {
                var part = await client.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                    return $"close {(int)client.CloseStatus!} {client.CloseStatusDescription}";
                message.Write(buffer.AsSpan(0, part.Count));
                if (part.EndOfMessage)
                    return $"{(part.MessageType == WebSocketMessageType.Text ? "text" : "binary")} "
                        + $"{Encoding.UTF8.GetString(message.ToArray())}";
            }
        }
        catch (WebSocketException)
        {
            return "error";
        }
    }
}
