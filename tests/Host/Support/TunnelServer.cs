using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A proxy that makes tunnels: it negotiates with a client, connects to the target, and relays bytes in both directions.</summary>
internal abstract class TunnelServer : IAsyncDisposable
{
    private readonly Socket listener = Loopback.Listen();
    private readonly ConcurrentBag<Task> tunnels = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private int open;

    protected TunnelServer() => accepting = AcceptAsync();

    public int Port => listener.Port();

    /// <summary>The targets that clients requested.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The open tunnels.</summary>
    public int Open => open;

    /// <summary>The proxy's certificate; null without TLS.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    public static async Task<byte[]> ReadAsync(Stream client, int count)
    {
        var bytes = new byte[count];
        await client.ReadExactlyAsync(bytes, Patience.Token);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting.Within();
        await Task.WhenAll(tunnels).Within();
        stop.Dispose();
    }

    /// <summary>Reads the requested target; returns null after a rejection.</summary>
    protected abstract Task<(string Host, int Port)?> AgreeAsync(Stream client);

    /// <summary>Confirms the tunnel.</summary>
    protected abstract Task ConfirmAsync(Stream client);

    private static async Task CarryAsync(Stream from, Stream to, CancellationToken stop)
    {
        await from.CopyToAsync(to, stop);
        if (to is SslStream secure) await secure.ShutdownAsync();
        else ((NetworkStream)to).Socket.Shutdown(SocketShutdown.Send);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) tunnels.Add(ServeAsync(await listener.AcceptAsync(stop.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The tunnel has ended.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var carries = false;
        try
        {
            await using var plain = new NetworkStream(socket, ownsSocket: true);
            await using var secure = Tls is null ? null : new SslStream(plain);
            if (secure is not null) await secure.AuthenticateAsServerAsync(Tls!, stop.Token);
            var client = (Stream?)secure ?? plain;
            if (await AgreeAsync(client) is not var (host, port)) return;
            Asked.Enqueue($"{host}:{port}");

            // Names below .invalid exist only here, so a client that reached one was connected by the proxy.
            using var onwards = new TcpClient();
            await onwards.ConnectAsync(host.EndsWith(".invalid", StringComparison.Ordinal) ? "127.0.0.1" : host, port, stop.Token);
            await ConfirmAsync(client);
            await using var server = onwards.GetStream();
            Interlocked.Increment(ref open);
            carries = true;
            await Task.WhenAll(CarryAsync(client, server, stop.Token), CarryAsync(server, client, stop.Token));
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or SocketException
                        or OperationCanceledException
                        or ObjectDisposedException
                        or System.Security.Authentication.AuthenticationException
            )
        {
            // The tunnel broke. Both ends will notice.
        }
        finally
        {
            if (carries) Interlocked.Decrement(ref open);
        }
    }
}

/// <summary>An HTTP proxy with CONNECT.</summary>
internal sealed class HttpProxy : TunnelServer
{
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The required Proxy-Authorization; null for any.</summary>
    public string? Login { get; init; }

    /// <summary>The response that confirms the tunnel.</summary>
    public string Yes { get; init; } = "HTTP/1.1 200 Connection established\r\n\r\n";

    protected override async Task<(string Host, int Port)?> AgreeAsync(Stream client)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await ReadAsync(client, 1))[0]);
        Requests.Enqueue(head.ToString());
        if (Login is not null && !head.ToString().Contains($"\r\nProxy-Authorization: {Login}\r\n", StringComparison.Ordinal))
        {
            await client.WriteAsync(
                (byte[])
                    [
                        .. "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"tests\"\r\n"u8,
                        .. "Content-Length: 11\r\n\r\nwho are you"u8,
                    ],
                Patience.Token
            );
            return null;
        }

        var parts = head.ToString().Split(' ');
        Assert.Equal("CONNECT", parts[0]);
        var colon = parts[1].LastIndexOf(':');
        return (parts[1][..colon].Trim('[', ']'), int.Parse(parts[1][(colon + 1)..], CultureInfo.InvariantCulture));
    }

    protected override async Task ConfirmAsync(Stream client) => await client.WriteAsync(Encoding.ASCII.GetBytes(Yes), Patience.Token);
}

/// <summary>A SOCKS version 5 proxy.</summary>
internal sealed class SocksProxy : TunnelServer
{
    /// <summary>Username and password as "user:password"; null for anonymous access.</summary>
    public string? Login { get; init; }

    /// <summary>An error reply; zero to make the tunnel.</summary>
    public byte Refusal { get; init; }

    /// <summary>The address types that clients used.</summary>
    public ConcurrentQueue<byte> Types { get; } = new();

    protected override async Task<(string Host, int Port)?> AgreeAsync(Stream client)
    {
        var greeting = await ReadAsync(client, 2);
        Assert.Equal(5, greeting[0]);
        var methods = await ReadAsync(client, greeting[1]);
        var wanted = Login is null ? (byte)0 : (byte)2;
        await client.WriteAsync(new byte[] { 5, methods.Contains(wanted) ? wanted : (byte)255 }, Patience.Token);
        if (!methods.Contains(wanted)) return null;
        if (Login is not null)
        {
            Assert.Equal(1, (await ReadAsync(client, 1))[0]);
            var login = $"{await TextAsync(client)}:{await TextAsync(client)}";
            await client.WriteAsync(new byte[] { 1, login == Login ? (byte)0 : (byte)9 }, Patience.Token);
            if (login != Login) return null;
        }

        var request = await ReadAsync(client, 4);
        Assert.Equal([5, 1, 0], request[..3]);
        Types.Enqueue(request[3]);
        var host = request[3] == 3 ? await TextAsync(client) : new IPAddress(await ReadAsync(client, request[3] == 1 ? 4 : 16)).ToString();
        var port = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(client, 2));
        if (Refusal == 0) return (host, port);
        await client.WriteAsync(new byte[] { 5, Refusal, 0, 1, 0, 0, 0, 0, 0, 0 }, Patience.Token);
        return null;
    }

    // Its own address is sent as a name: the only type whose length is not known in advance.
    protected override async Task ConfirmAsync(Stream client) =>
        await client.WriteAsync((byte[])[5, 0, 0, 3, 5, .. "proxy"u8, 1, 2], Patience.Token);

    private static async Task<string> TextAsync(Stream client) =>
        Encoding.UTF8.GetString(await ReadAsync(client, (await ReadAsync(client, 1))[0]));
}
