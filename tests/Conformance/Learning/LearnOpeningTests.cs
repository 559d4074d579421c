using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Openings that fail while a machine is learned are repeated, counted and reported.</summary>
public sealed class LearnOpeningTests(ITestOutputHelper output)
{
    private static readonly string[] Options =
    [
        "--inputs",
        "text,ping,rsv2",
        "--silence",
        "2s",
        "--walks",
        "20",
        "--time",
        "60m",
    ];

    private static readonly byte[] Unavailable = [.. "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"u8];

    [Theory]
    [InlineData(Failing.Rejects, 20, "the server rejected the upgrade with 503 (RFC 6455 §4.1)")]
    [InlineData(Failing.Resets, 20, "the peer ended the transport before it had answered the request (RFC 6455 §4.2.2)")]
    [InlineData(Failing.Rejects, 2, "the server rejected the upgrade with 503 (RFC 6455 §4.1)")]
    public async Task One_opening_that_fails_is_repeated(Failing how, int number, string why)
    {
        await using var server = Server(connection => connection == number, how);
        var (code, printed, error) = await RunAsync(["learn", $"{server.Url}", .. Options, "--parallel", "4"]);
        output.WriteLine(printed);
        Assert.True(code == 0, printed + error);
        Assert.DoesNotContain("not complete", printed, StringComparison.Ordinal);
        Assert.Contains($"an opening handshake failed, and is repeated: {why}", printed, StringComparison.Ordinal);
        Assert.Contains($"1 failed opening handshake was repeated; the first: {why}", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_openings_may_fail_if_none_fails_each_time()
    {
        await using var server = Server(connection => connection % 3 == 0, Failing.Rejects);
        var (code, printed, error) = await RunAsync(["learn", $"{server.Url}", .. Options, "--parallel", "1"]);
        output.WriteLine(printed);
        Assert.True(code == 0, printed + error);
        Assert.Matches("(?m)^[0-9]+ failed opening handshakes were repeated; the first: ", printed);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public async Task Learning_ends_if_each_attempt_fails_and_says_what_is_known(int number)
    {
        await using var server = Server(connection => connection >= number, Failing.Rejects, Fault.TakesRsv2);
        var (code, printed, _) = await RunAsync(["learn", $"{server.Url}", .. Options, "--parallel", "4"]);
        output.WriteLine(printed);
        Assert.Equal(2, code);
        Assert.Contains(
            "not complete: the connection did not open in 6 attempts: the server rejected the upgrade with 503 (RFC 6455 §4.1)",
            printed,
            StringComparison.Ordinal
        );
        Assert.Equal(
            number == 40,
            printed.Contains("MUST, RFC 6455 §5.2: the peer received a reserved bit that is set", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_pauses_grow_and_the_last_reason_counts()
    {
        var attempts = 0;
        var settings = new LearnSettings(Role.Client, _ => throw new InvalidOperationException("not used"))
        {
            OpeningPauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(1)],
        };
        var openings = new LearnOpenings(settings, CancellationToken.None);
        var target = new FuzzTarget(
            _ => ++attempts < 3
                ? throw new PeerUnreachableException("away", new IOException("away"))
                : new OpenedPeer(new EchoPeer(Role.Server), null, default, "rejected"),
            _ => throw new InvalidOperationException("not used")
        );
        var error = Assert.Throws<LearnOpeningException>(() => openings.Open(target, TimeSpan.FromSeconds(1)));
        Assert.Equal("the connection did not open in 3 attempts: rejected", error.Message);
        Assert.Equal((3, 2, "away"), (attempts, openings.Repeated, openings.Example));
        Assert.Equal(LearnSettings.PausesOverTcp.Order(), LearnSettings.PausesOverTcp);
    }

    [Fact]
    public void A_stopped_session_ends_during_a_pause()
    {
        using var stop = new CancellationTokenSource();
        var settings = new LearnSettings(Role.Client, _ => throw new InvalidOperationException("not used"))
        {
            OpeningPauses = [TimeSpan.FromHours(1)],
        };
        var openings = new LearnOpenings(settings, stop.Token) { OnFirst = _ => stop.Cancel() };
        var target = new FuzzTarget(
            _ => new OpenedPeer(new EchoPeer(Role.Server), null, default, "rejected"),
            _ => throw new InvalidOperationException("not used")
        );
        Assert.Throws<OperationCanceledException>(() => openings.Open(target, TimeSpan.FromSeconds(1)));
    }

    /// <summary>
    /// An echo server, some of whose connections fail. The connections with a request are counted from 1. The first one is that of the
    /// probe.
    /// </summary>
    private static LoopbackServer Server(Func<int, bool> fails, Failing how, Fault fault = Fault.None)
    {
        var connections = 0;
        return new LoopbackServer(async (socket, stop) =>
        {
            // The first connection of the tester has no request. It only shows that the server can be reached.
            var buffer = new byte[1];
            if (await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.Peek, stop) == 0) return;
            if (!fails(Interlocked.Increment(ref connections)))
            {
                await FaultyServer.HoldAsync(socket, new EchoPeer(Role.Server, fault), stop);
                return;
            }

            if (how == Failing.Resets)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                return;
            }

            await socket.SendAsync(Unavailable, stop);
            socket.Shutdown(SocketShutdown.Send);
            var rest = new byte[4096];
            while (await socket.ReceiveAsync(rest.AsMemory(), stop) > 0)
            {
                // Read what remains, so that the answer is not lost in a reset.
            }
        });
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync(TestContext.Current.CancellationToken, arguments);

    /// <summary>How an opening fails.</summary>
    public enum Failing
    {
        /// <summary>The server answers with status 503.</summary>
        Rejects,

        /// <summary>The server resets the connection.</summary>
        Resets,
    }
}
