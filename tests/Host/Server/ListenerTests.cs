using System.Net;
using System.Net.Sockets;
using Pure.WebSockets.Host.Epoll;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Listening sockets, when a later step fails.</summary>
public sealed class ListenerTests
{
    [Fact]
    public void Where_a_later_reactor_has_no_socket_those_of_the_earlier_are_closed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll is Linux's");
        var port = 0;
        var failure = Assert.Throws<IOException>(() =>
            Listener.ListenOnReactors(FreeEndPoint(), WebSocketServerOptions.Default, OneAndThenNone())
        );
        Assert.Equal("no more", failure.Message);
        using var next = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // The port is not bound, and no server listens there.
        Assert.Equal(
            SocketError.ConnectionRefused,
            Assert.Throws<SocketException>(() => next.Connect(IPAddress.Loopback, port)).SocketErrorCode
        );

        IPEndPoint FreeEndPoint()
        {
            using var listener = Loopback.Listen();
            port = listener.Port();
            return new IPEndPoint(IPAddress.Loopback, port);
        }

        IEnumerable<Reactor> OneAndThenNone()
        {
            yield return Reactor.All[0];
            using (var there = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
                there.Connect(IPAddress.Loopback, port);
            throw new IOException("no more");
        }
    }
}
