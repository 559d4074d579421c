using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests.ColdStart;

/// <summary>A new server process with a limit of 220 descriptors, where more are needed.</summary>
public sealed class DescriptorTests
{
    private const int MostFiles = 220;
    private const int Crowd = 320;

    /// <summary>The time limit of each wait. On an idle machine no step takes a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly byte[] Request = Encoding.ASCII.GetBytes(
        "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");

    /// <summary>
    /// Twice it gets more connections at once than it has descriptors. Each is served eventually, when others end; none is closed.
    /// Afterwards each new connection is served.
    /// </summary>
    [Theory]
    [InlineData("serve-sockets")]
    [InlineData("serve-epoll")]
    public async Task A_server_that_ran_out_of_descriptors_serves_again_when_they_are_free(string way)
    {
        SkipElsewhere();
        using var program = ColdProgram.Start(way, MostFiles);
        var address = new IPEndPoint(IPAddress.Loopback, int.Parse(await program.ValueAsync("port"), CultureInfo.InvariantCulture));
        for (var time = 0; time < 2; time++)
        {
            var sockets = Enumerable.Range(0, Crowd).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp)).ToArray();
            try
            {
                foreach (var socket in sockets) await AskAsync(socket, address);

                // No connection has ended, so all descriptors are certainly used.
                Assert.Equal(
                    "No file descriptor is available to accept a connection. The limit of the process is 220 (ulimit -n), and the last 27 "
                        + "are reserved for the runtime.",
                    await program.ValueAsync("error"));
                var answers = await Task.WhenAll(sockets.Select(AnswerAndLeaveAsync));
                Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal));
            }
            finally
            {
                foreach (var socket in sockets) socket.Dispose();
            }
        }

        for (var next = 0; next < 20; next++) await TalkAsync(address);
        program.EndInput();
        Assert.Equal(0, await program.ExitAsync());
    }

    /// <summary>The start fails with the reason and leaves nothing broken: with free descriptors the server starts and serves.</summary>
    [Theory]
    [InlineData("short-sockets")]
    [InlineData("short-epoll")]
    public async Task A_server_that_cannot_start_for_want_of_descriptors_starts_when_they_are_free(string way)
    {
        SkipElsewhere();
        using var program = ColdProgram.Start(way, MostFiles);
        Assert.Equal(
            "No file descriptor is available to start a server. The limit of the process is 220 (ulimit -n), and the last 27 are "
                + "reserved for the runtime.",
            await program.ValueAsync("short"));
        Assert.Equal(0, await program.ExitAsync());
    }

    /// <summary>
    /// Sixteen reactors need 32 descriptors, and their threads need some; 28 are free. Reactors that started are kept for the next attempt,
    /// and the failed one has left nothing open.
    /// </summary>
    [Fact]
    public async Task Reactors_that_cannot_begin_leave_nothing_open_and_begin_later()
    {
        SkipElsewhere();

        // The runtime starts no thread while no descriptor is free for it.
        using var program = ColdProgram.Start(
            "short-reactors",
            MostFiles,
            ("DOTNET_PROCESSOR_COUNT", "16"),
            ("DOTNET_TieredCompilation", "0")
        );
        var failure = await program.ValueAsync("short");
        Assert.True(
            failure is "The epoll transport requires a thread for each core, but no more threads are available." or "Too many open files",
            failure
        );
        var begun = await program.ValueAsync("reactors");
        var counts = begun.Split(' ').Select(count => int.Parse(count, CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(counts[0], 1, 15);
        Assert.True(counts[0] == counts[1], $"as many descriptors of epoll as events, not {begun}");
        Assert.Equal("16 16", await program.ValueAsync("reactors"));
        Assert.Equal(0, await program.ExitAsync());
    }

    private static void SkipElsewhere() => Assert.SkipUnless(OperatingSystem.IsLinux(), "the reserve is Linux's, as is epoll");

    private static async Task AskAsync(Socket socket, IPEndPoint address)
    {
        await socket.ConnectAsync(address).WaitAsync(Patience);
        await socket.SendAsync(Request);
    }

    /// <summary>The answer of the server; empty if it ended the connection.</summary>
    private static async Task<string> AnswerAndLeaveAsync(Socket socket)
    {
        var into = new byte[4096];
        var count = await socket.ReceiveAsync(into).WaitAsync(Patience);
        socket.Dispose();
        return Encoding.ASCII.GetString(into, 0, count);
    }

    private static async Task TalkAsync(IPEndPoint address)
    {
        var outcome = await WebSocketClient.TryConnectAsync(new Uri($"ws://{address}/")).WaitAsync(Patience);
        await using var connection = outcome.IfLeft(failure => throw new InvalidOperationException(failure.ToString()));
        await connection.SendAsync(MessageKind.Text, "again"u8.ToArray());
        using var patience = new CancellationTokenSource(Patience);
        var echo = await connection.ReceiveAsync(patience.Token);
        Assert.Equal("again"u8.ToArray(), echo!.Value.Data.ToArray());
    }
}
