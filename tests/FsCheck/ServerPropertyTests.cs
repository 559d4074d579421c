using FsCheck;
using Pure.WebSockets.Conformance.Tests;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>The ready properties for servers and clients, on real implementations and on endpoints with one planted fault.</summary>
public sealed class ServerPropertyTests(ITestOutputHelper output)
{
    private const int ShortConversation = 3;

    /// <summary>Faults of each area, with the section of the rule that is broken.</summary>
    public static TheoryData<Fault, Role, string> Faults =>
        new()
        {
            { Fault.TakesRsv2, Role.Server, "§5.2" },
            { Fault.TakesUnmasked, Role.Server, "§5.1" },
            { Fault.TakesMasked, Role.Client, "§5.1" },
            { Fault.PingEndsMessage, Role.Server, "§" },
            { Fault.SendsOtherPong, Role.Server, "§5.5.2" },
            { Fault.TakesSurrogates, Role.Server, "§8.1" },
            { Fault.DropsByteOrderMark, Role.Server, "§6" },
            { Fault.Says1005, Role.Server, "§7.4" },
            { Fault.ClosesTwice, Role.Server, "§5.5.1" },
            { Fault.MasksWithOneKey, Role.Client, "§5.3" },
            { Fault.ForgetsContext, Role.Server, "§" },
            { Fault.KeepsTransport, Role.Server, "§5.5.1" },
        };

    [Fact]
    public void Our_server_conforms() => Checked.Holds(ConformanceProperties.OfServer(ServeAsync), cases: 300);

    [Fact]
    public void Our_client_conforms() => Checked.Holds(ConformanceProperties.OfClient(ConnectAsync), cases: 300);

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void An_independent_endpoint_conforms(Role role) => Checked.Holds(Of(role, Fault.None, Patient), cases: 300);

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_found_and_shown_as_a_short_conversation(Fault fault, Role role, string section)
    {
        var failure = Checked.Fails(Of(role, fault, Brief));
        output.WriteLine(failure.Text);
        Assert.Contains("MUST, RFC ", failure.Text, StringComparison.Ordinal);
        Assert.Contains(section, failure.Text, StringComparison.Ordinal);
        Assert.InRange(failure.Frames, 0, ShortConversation);
    }

    [Fact]
    public void A_server_that_throws_is_reported_with_its_exception()
    {
        var failure = Checked.Fails(ConformanceProperties.OfServer(_ => throw new NotSupportedException("not on Sundays")));
        Assert.Contains("NotSupportedException: not on Sundays", failure.Text, StringComparison.Ordinal);
        Assert.Equal(0, failure.Frames);
    }

    [Fact]
    public void A_server_that_never_answers_is_reported_after_the_patience()
    {
        var failure = Checked.Fails(
            ConformanceProperties.OfServer(
                async stream => await stream.CopyToAsync(Stream.Null),
                ConformanceOptions.Open() with
                {
                    Patience = TimeSpan.FromMilliseconds(50),
                }
            )
        );
        Assert.Contains("did not", failure.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_does_not_echo_is_judged_by_the_duties_of_every_endpoint()
    {
        var options = ConformanceOptions.Default with { Echoes = false };
        Checked.Holds(
            ConformanceProperties.OfServer(
                async stream =>
                {
                    var accepted = await WebSocketServer.TryAcceptAsync(stream);
                    await accepted.Match(
                        Left: _ => Task.CompletedTask,
                        Right: async connection =>
                        {
                            await using var held = connection;
                            await foreach (var message in connection.ReadAllAsync()) GC.KeepAlive(message);
                        }
                    );
                },
                options
            )
        );
        var failure = Checked.Fails(Of(Role.Server, Fault.TakesUnmasked, Brief with { Echoes = false }));
        Assert.Contains("§5.1", failure.Text, StringComparison.Ordinal);
    }

    // The time is real here, and the machine may be busy.
    private static ConformanceOptions Patient => ConformanceOptions.Default with { Patience = TimeSpan.FromSeconds(20) };

    // The patience is spent on each fault once, and a fifth of it on each step of shrinking.
    private static ConformanceOptions Brief => ConformanceOptions.Default with { Patience = TimeSpan.FromSeconds(5) };

    private static Property Of(Role role, Fault fault, ConformanceOptions options) =>
        role == Role.Server
            ? ConformanceProperties.OfServer(stream => PeerOnStream.RunAsync(new EchoPeer(role, fault), stream), options)
            : ConformanceProperties.OfClient(stream => PeerOnStream.RunAsync(new EchoPeer(role, fault), stream), options);

    private static async Task ServeAsync(Stream stream)
    {
        var accepted = await WebSocketServer.TryAcceptAsync(stream, Ours);
        await accepted.Match(Left: _ => Task.CompletedTask, Right: EchoAsync);
    }

    private static async Task ConnectAsync(Stream stream)
    {
        var connected = await WebSocketClient.TryConnectAsync(stream, new Uri("ws://localhost/"));
        await connected.Match(Left: _ => Task.CompletedTask, Right: EchoAsync);
    }

    private static WebSocketServerOptions Ours =>
        WebSocketServerOptions.Default with
        {
            Protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default },
        };

    private static async Task EchoAsync(WebSocketConnection connection)
    {
        await using var held = connection;
        await foreach (var message in connection.ReadAllAsync()) await connection.SendAsync(message.Kind, message.Data);
    }
}
