using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Streams over local sockets, without any bytes sent yet.</summary>
internal static class Loopback
{
    public static async Task<Stream> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, Patience.Token);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    public static int Port(this Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public static async Task<Stream> AcceptStreamAsync(this Socket listener)
    {
        var socket = await listener.AcceptAsync(Patience.Token);
        socket.NoDelay = true;
        return new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<(Stream Client, Stream Server)> PairAsync()
    {
        using var listener = Listen();
        var client = await ConnectAsync(listener.Port());
        return (client, await listener.AcceptStreamAsync());
    }
}
