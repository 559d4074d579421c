using System.Net.WebSockets;
using Pure.WebSockets;

namespace XunitConformance;

/// <summary>
/// An echo server on a stream: the core answers the opening handshake, and System.Net.WebSockets does everything after it.
/// </summary>
internal static class FrameworkServer
{
    public static Task EchoAsync(Stream stream) => EchoAsync(stream, CompressionOptions.Default);

    public static async Task EchoAsync(Stream stream, Option<CompressionOptions> compression)
    {
        var request = HeadParser
            .ParseRequest(await ReadHeadAsync(stream))
            .Bind(ServerHandshake.Check)
            .IfLeft(error => throw new InvalidDataException(error.ToString()));
        var (response, agreement) = ServerHandshake
            .Accept(request, Acceptance.Plain, compression)
            .IfLeft(refusal => throw new InvalidDataException(refusal.ToString()));
        await stream.WriteAsync(HeadWriter.WriteResponse(response).Memory);

        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = true,
            DangerousDeflateOptions = agreement.Compression.MatchUnsafe(Some: Deflate, None: () => null),
        });
        await EchoAsync(socket);
    }

    /// <summary>Sends back every message until the peer closes.</summary>
    public static async Task EchoAsync(WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } part)
            await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, CancellationToken.None);
        await socket.CloseOutputAsync(
            socket.CloseStatus ?? WebSocketCloseStatus.Empty,
            socket.CloseStatusDescription,
            CancellationToken.None
        );
    }

    private static WebSocketDeflateOptions? Deflate(DeflateParameters agreed) => new()
    {
        ServerContextTakeover = !agreed.ServerNoContextTakeover,
        ClientContextTakeover = !agreed.ClientNoContextTakeover,
        ServerMaxWindowBits = agreed.ServerMaxWindowBits,
        ClientMaxWindowBits = agreed.ClientMaxWindowBits,
    };

    /// <summary>Reads the request head. A client sends nothing after it until it has the response (RFC 6455 §4.1).</summary>
    private static async Task<byte[]> ReadHeadAsync(Stream stream)
    {
        var head = new List<byte>();
        var octet = new byte[1];
        while (head is not [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
        {
            await stream.ReadExactlyAsync(octet);
            head.Add(octet[0]);
        }

        return [.. head];
    }
}
