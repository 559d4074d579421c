using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The command learn as a process: its output, its files and its exit codes.</summary>
public sealed partial class LearnCommandTests(ITestOutputHelper output)
{
    // Far longer than a server needs, even on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The time in which a server that has answered sends what it should not.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("server", 3)]
    [InlineData("client", 4)]
    public async Task The_core_has_no_differences(string role, int states)
    {
        var (code, printed, _) = await RunAsync("learn", "core", "--role", role, "--time", "60m");
        Assert.Equal(0, code);
        Assert.Contains($"{states} states, ", printed, StringComparison.Ordinal);
        Assert.Contains("; 0 failures, 0 other differences from the RFCs", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_does_not_echo_is_learned_with_a_warning(bool echoes)
    {
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop))
                    if (echoes) await connection.SendAsync(message.Kind, message.Data, stop);
            },
            new WebSocketServerOptions { Protocol = Ours.Protocol, OnError = static _ => { } }
        );
        var (_, _, error) = await RunAsync("learn", $"ws://{server.LocalEndPoint}/", "--inputs", "ping", "--time", "1s", "--walks", "1");
        Assert.Equal(!echoes, error.Contains("warning: the server did not send a first message back.", StringComparison.Ordinal));
    }

    /// <summary>
    /// The bytes that the command prints are sent by a socket that shares no code with the laboratory: to the planted server, which shows
    /// the difference, and to a sound one, which does not.
    /// </summary>
    [Theory]
    [InlineData(Plant.SwallowsPingInMessage, "text,begin-text,continue,finish,ping", "MUST, RFC 6455 §5.5.2", "", "pong")]
    [InlineData(
        Plant.AnswersSecondClose,
        "text,ping,close-1000",
        "MUST, RFC 6455 §5.5.1: the peer sent a second close frame",
        "close close",
        "close end"
    )]
    [InlineData(Plant.HasExtraStates, "text,binary,ping,pong", "MUST, RFC 6455 §6.2", "pong pong", "pong pong text")]
    public async Task A_printed_difference_replays_on_a_raw_socket(
        Plant plant,
        string inputs,
        string rule,
        string planted,
        string sound
    )
    {
        await using var server = new LoopbackServer((socket, stop) => FaultyServer.HoldAsync(socket, new PlantedPeer(plant), stop));
        var (code, printed, _) = await RunAsync(
            "learn",
            $"{server.Url}",
            "--inputs",
            inputs,
            "--silence",
            "2s",
            "--walks",
            "20",
            "--time",
            "60m"
        );
        output.WriteLine(printed);
        Assert.Equal(1, code);
        var lines = printed.Split('\n').SkipWhile(line => !line.StartsWith(rule, StringComparison.Ordinal)).Skip(1);
        var steps = lines
            .Select(line => Step().Match(line))
            .TakeWhile(match => match.Success)
            .Select(match => match.Groups["octets"].Value)
            .ToArray();
        Assert.NotEmpty(steps);
        Assert.Equal(planted, await ReplayAsync(server.Url, steps, planted));
        await using var other = FaultyServer.With(Fault.None);
        Assert.Equal(sound, await ReplayAsync(other.Url, steps, sound));
    }

    [Fact]
    public async Task A_server_is_compared_with_the_core_and_drawn()
    {
        await using var server = FaultyServer.With(Fault.TakesRsv2);
        using var folder = new TemporaryFolder();
        var (code, printed, _) = await RunAsync(
            "learn",
            $"{server.Url}",
            "--against",
            "core",
            "--inputs",
            "text,begin-text,finish,ping,rsv2,close-1000",
            "--silence",
            "2s",
            "--walks",
            "20",
            "--time",
            "60m",
            "--out",
            folder.Path
        );
        output.WriteLine(printed);
        Assert.Equal(1, code);
        Assert.Contains("MUST, RFC 6455 §5.2: the peer received a reserved bit that is set", printed, StringComparison.Ordinal);
        Assert.Contains("    the core as server, in memory: close 1002, end (allowed)", printed, StringComparison.Ordinal);
        foreach (var name in (string[])["machine-1", "machine-2"])
        {
            Assert.Equal("svg", XDocument.Load(Path.Combine(folder.Path, name + ".svg")).Root!.Name.LocalName);
            Assert.StartsWith("stateDiagram-v2", File.ReadAllText(Path.Combine(folder.Path, name + ".mmd")), StringComparison.Ordinal);
            Assert.StartsWith("digraph", File.ReadAllText(Path.Combine(folder.Path, name + ".dot")), StringComparison.Ordinal);
        }

        Assert.Contains("1 difference between", File.ReadAllText(Path.Combine(folder.Path, "comparison.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_is_learned_over_TLS()
    {
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
            },
            new WebSocketServerOptions { Protocol = Ours.Protocol, AnswerTimeout = Ours.AnswerTimeout, Tls = Tested.Tls }
        );
        var url = $"wss://{server.LocalEndPoint}/";
        var (code, printed, _) = await RunAsync(
            "learn",
            url,
            "--insecure",
            "--inputs",
            "text,begin-text,finish,ping,rsv2,close-1000",
            "--silence",
            "30s",
            "--walks",
            "20",
            "--time",
            "60m"
        );
        output.WriteLine(printed);
        Assert.Equal(0, code);
        Assert.Contains("3 states, ", printed, StringComparison.Ordinal);
        Assert.Contains("; 0 failures, 0 other differences from the RFCs", printed, StringComparison.Ordinal);
        var (refused, _, error) = await RunAsync("learn", url);
        Assert.Equal(2, refused);
        Assert.Contains("its certificate is not trusted", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_with_too_many_states_ends_with_2_and_what_is_known()
    {
        using var folder = new TemporaryFolder();
        await using var server = FaultyServer.With(Fault.PongsAfterMessage);
        var (code, printed, _) = await RunAsync(
            "learn",
            $"{server.Url}",
            "--most-states",
            "4",
            "--inputs",
            "text,begin-text,finish,ping",
            "--silence",
            "2s",
            "--time",
            "60m",
            "--out",
            folder.Path
        );
        output.WriteLine(printed);
        Assert.Equal(2, code);
        Assert.Contains("not complete: the peer has more than 4 states", printed, StringComparison.Ordinal);
        Assert.Contains("MUST, RFC 6455 §5.5.2: ", printed, StringComparison.Ordinal);
        Assert.Contains("not complete", File.ReadAllText(Path.Combine(folder.Path, "machine.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle_ends_with_2_and_what_is_known()
    {
        const int Conversations = 40;
        var (count, last) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var server = new LoopbackServer((socket, stop) =>
        {
            if (Interlocked.Increment(ref count) == Conversations) last.TrySetResult();
            return FaultyServer.HoldAsync(socket, new EchoPeer(Role.Server, Fault.TakesRsv2), stop);
        });
        var dying = DieAsync();
        var (code, printed, _) = await RunAsync(
            "learn",
            $"{server.Url}",
            "--inputs",
            "text,ping,begin-text,rsv2",
            "--silence",
            "2s",
            "--parallel",
            "2",
            "--time",
            "60m"
        );
        last.TrySetResult();
        await dying;
        output.WriteLine(printed);
        Assert.Equal(2, code);
        // A conversation that just begins when the server dies is refused.
        Assert.Matches(
            "(?m)^not complete: (the peer was lost after [0-9]+ conversations|the connection did not open in 6 attempts): ",
            printed
        );
        Assert.Contains("MUST, RFC 6455 §5.2: the peer received a reserved bit that is set", printed, StringComparison.Ordinal);
        Assert.Contains("  not repeated, because the peer was lost", printed, StringComparison.Ordinal);

        async Task DieAsync()
        {
            await last.Task;
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("there is no input 'pingg'; did you mean \"ping\"?", "learn", "core", "--inputs", "text,pingg")]
    [InlineData("--extra-states '4' is not a whole number from 0 to 3.", "learn", "core", "--extra-states", "4")]
    [InlineData("--seed 'x' is not a whole number from 0 to 18446744073709551615.", "learn", "core", "--seed", "x")]
    [InlineData("--silence '5y' is not a time such as 30s", "learn", "core", "--silence", "5y")]
    [InlineData("'cor' is not a URL of a server to test", "learn", "cor")]
    [InlineData("--most-states '0' is not a whole number from 1 to 2147483647.", "learn", "core", "--most-states", "0")]
    [InlineData("--parallel '0' is not a whole number from 1 to 1024.", "learn", "core", "--parallel", "0")]
    [InlineData("cannot be reached", "learn", "ws://127.0.0.1:9/")]
    [InlineData("cannot be reached: no address was found for the host nowhere.invalid (", "learn", "ws://nowhere.invalid:9/")]
    [InlineData("--insecure has no effect here: it is for a URL that begins with wss://.", "learn", "ws://h/", "--insecure")]
    [InlineData("--hostname has no effect here: it is for a server at a URL.", "learn", "core", "--hostname", "a")]
    [InlineData("--cookie has no effect here: it is for a server at a URL.", "learn", "core", "--against", "core", "--cookie", "a=b")]
    [InlineData("--parallel has no effect here: it is for a server at a URL.", "learn", "core", "--parallel", "2")]
    [InlineData("--role has no effect here: it is the role of the core.", "learn", "ws://h/", "--role", "server")]
    [InlineData("a server and a client have different inputs", "learn", "core", "--role", "client", "--against", "ws://127.0.0.1:9/")]
    public async Task An_invalid_command_line_ends_with_2_and_names_the_problem(string problem, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Sends bytes over a plain socket and returns the names of the frames that came, until the expected ones and a pause.
    /// </summary>
    private static async Task<string> ReplayAsync(Uri url, string[] steps, string expected)
    {
        var isOpen = true;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, url.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET / HTTP/1.1\r\nHost: 127.0.0.1:{url.Port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ),
            TestContext.Current.CancellationToken
        );
        var received = new List<byte>();
        while (HeadLength() is 0 && await ReadAsync(Patience))
        {
            // The head of the response is not complete.
        }

        received.RemoveRange(0, HeadLength());
        try
        {
            foreach (var step in steps)
            {
                if (step.StartsWith('(')) socket.Shutdown(SocketShutdown.Send);
                else await socket.SendAsync(Convert.FromHexString(step), TestContext.Current.CancellationToken);
            }
        }
        catch (SocketException)
        {
            // The server has ended the transport.
        }

        while (isOpen && Names().Length < expected.Length) isOpen = await ReadAsync(Patience);
        while (isOpen && await ReadAsync(Quiet))
        {
            // Something that is not expected has come, or the expected end.
        }

        return Names();

        int HeadLength() =>
            Encoding.ASCII.GetString([.. received]).IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var at ? at + 4 : 0;

        string Names()
        {
            var names = new List<string>();
            for (var at = 0; at + 2 <= received.Count; at += 2 + (received[at + 1] & 0x7F))
                names.Add((received[at] & 0x0F) switch { 1 => "text", 2 => "binary", 8 => "close", 9 => "ping", 10 => "pong", _ => "?" });
            if (!isOpen) names.Add("end");
            return string.Join(' ', names);
        }

        // Returns false at the end of the transport, and after a pause.
        async Task<bool> ReadAsync(TimeSpan patience)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(patience);
            var buffer = new byte[4096];
            try
            {
                var count = await socket.ReceiveAsync(buffer, limit.Token);
                received.AddRange(buffer.AsSpan(0, count));
                isOpen = count > 0;
                return count > 0;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
            catch (SocketException)
            {
                isOpen = false;
                return false;
            }
        }
    }

    [GeneratedRegex(
        @"^  [\w-]+: (?<octets>[0-9a-f]+|\(end of output\)) -> ",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Step();

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync(TestContext.Current.CancellationToken, arguments);
}
