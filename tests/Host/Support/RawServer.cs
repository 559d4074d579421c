using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A server that is only a stream: it sends the test's bytes.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly Socket socket;

    private RawServer(Socket socket, Stream stream)
    {
        this.socket = socket;
        Stream = stream;
    }

    public Stream Stream { get; }

    public static async Task<RawServer> AcceptAsync(Socket listener)
    {
        var accepted = await listener.AcceptAsync().Within();
        accepted.NoDelay = true;
        return new RawServer(accepted, new NetworkStream(accepted, ownsSocket: true));
    }

    /// <summary>The same over TLS.</summary>
    public static async Task<RawServer> AcceptSecurelyAsync(Socket listener)
    {
        var plain = await AcceptAsync(listener);
        var stream = new SslStream(plain.Stream);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificates.Own }, Patience.Token);
        return new RawServer(plain.socket, stream);
    }

    /// <summary>The response that accepts the given request.</summary>
    public static byte[] Accept(string request)
    {
        var key = request.Split("\r\n").Single(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))[19..];
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + $"{AcceptKey.Compute(key)}\r\n\r\n"
        );
    }

    public static byte[] Frame(Opcode opcode, byte[] payload) => FrameEncoder.Encode(new Frame(opcode, Final: true, Rsv1: false, payload));

    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await ReadAsync(1))[0]);
        return head.ToString();
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        try
        {
            await Stream.ReadExactlyAsync(bytes, Patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw Patience.Over($"{count} bytes from the client");
        }

        return bytes;
    }

    /// <summary>Whether the client has ended its half, or reset the connection.</summary>
    public async Task<bool> SeesTheEndAsync()
    {
        try
        {
            var buffer = new byte[4096];
            while (await Stream.ReadAsync(buffer, Patience.Token) > 0)
            {
                // Earlier bytes do not matter.
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            throw Patience.Over("the client's end of its half");
        }
    }

    public async Task SendAsync(byte[] bytes) => await Stream.WriteAsync(bytes, Patience.Token);

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Ends the sending direction, and continues to receive.</summary>
    public async Task EndAsync()
    {
        if (Stream is SslStream secure) await secure.ShutdownAsync();
        socket.Shutdown(SocketShutdown.Send);
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
