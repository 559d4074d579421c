using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>With --replay, each option of the command has its effect, or is rejected with the reason.</summary>
public sealed class ReplayOptionTests : IDisposable
{
    private static readonly string[] Commands = ["core", "server"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--time", "1s", "limits generated conversations, and each saved case runs once")]
    [InlineData("--seed", "1", "selects generated conversations, and the files contain the conversations")]
    [InlineData("--first", "1", "selects generated conversations, and the files contain the conversations")]
    [InlineData("--cases", "1", "limits generated conversations, and each saved case runs once")]
    [InlineData("--shorten", "1s", "limits how generated conversations are shortened, and saved cases are not shortened")]
    [InlineData("--no-deflate", "true", "changes generated conversations, and each saved case has its own offer of permessage-deflate")]
    [InlineData("--parallel", "1", "is for generated conversations, and saved cases run one after the other")]
    public async Task An_option_without_an_effect_is_rejected_before_the_peer_is_reached(string option, string value, string reason)
    {
        foreach (var command in Commands.Where(command => option != "--parallel" || command == "server"))
        {
            string[] peer = command == "core" ? ["core"] : ["server", "ws://127.0.0.1:9/"];
            var (code, output, error) = await RunAsync(["fuzz", .. peer, "--replay", Saved(), option, value]);
            Assert.Equal((2, ""), (code, output));
            Assert.Equal($"purews: {option} has no effect with --replay: it {reason}. Omit one of the two.\n", error);
        }
    }

    [Fact]
    public async Task All_options_without_an_effect_are_named()
    {
        var (_, _, error) = await RunAsync("fuzz", "core", "--replay", Saved(), "--seed", "1", "--no-deflate", "--time", "5s");
        Assert.Equal(
            ["purews: --time", "purews: --seed", "purews: --no-deflate"],
            error.TrimEnd().Split('\n').Select(line => string.Join(' ', line.Split(' ')[..2]))
        );
    }

    /// <summary>No option is left that is neither tested here nor listed in the table above.</summary>
    [Fact]
    public async Task Each_option_of_the_command_is_known_to_these_tests()
    {
        string[] rejected = ["--time", "--seed", "--first", "--cases", "--shorten", "--no-deflate", "--parallel"];
        string[] acting = ["--header", "--cookie", "--origin", "--subprotocol", "--insecure", "--ca", "--hostname", "--profile", "--wait"];
        string[] others = ["--patience", "--out", "--replay", "--help"];
        var (_, help, _) = await RunAsync("fuzz", "server", "--help");
        var options = help.Split('\n')
            .Where(line => line.StartsWith("  -", StringComparison.Ordinal))
            .SelectMany(line => line.Trim().Split("  ", 2)[0].Split(' ', ','))
            .Where(word => word.StartsWith("--", StringComparison.Ordinal));
        Assert.Equal(
            ((string[])[.. rejected, .. acting, .. others]).Order(StringComparer.Ordinal),
            options.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_request_of_a_replay_has_the_fields_of_the_options()
    {
        var requests = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = new LoopbackServer(async (socket, stop) =>
        {
            var buffer = new byte[4096];
            var head = "";
            while (!head.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(), stop);
                if (count == 0) return;
                head += Encoding.ASCII.GetString(buffer, 0, count);
            }

            requests.Enqueue(head);
            await socket.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(buffer.AsMemory(), stop) > 0)
            {
                // Read what remains, so that the answer is not lost in a reset.
            }
        });
        var (code, output, error) = await RunAsync(
            "fuzz",
            "server",
            $"{server.Url}",
            "--replay",
            Saved(),
            "--header",
            "Authorization: Bearer x",
            "--cookie",
            "a=b",
            "--origin",
            "https://example.org",
            "--subprotocol",
            "chat"
        );
        Assert.True(code == 1, output + error);
        // The first request is that of the probe. Others are that of the case, and those that show whether the server is still there.
        Assert.InRange(requests.Count, 3, 4);
        foreach (var request in requests)
        {
            Assert.Contains("\r\nAuthorization: Bearer x\r\n", request, StringComparison.Ordinal);
            Assert.Contains("\r\nCookie: a=b\r\n", request, StringComparison.Ordinal);
            Assert.Contains("\r\nOrigin: https://example.org\r\n", request, StringComparison.Ordinal);
            Assert.Contains("\r\nSec-WebSocket-Protocol: chat\r\n", request, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_certificate_of_a_replay_is_checked_as_the_options_demand()
    {
        await using var server = Host.WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
            },
            new Host.WebSocketServerOptions { Protocol = Ours.Protocol, Tls = Tested.Tls }
        );
        string[] command = ["fuzz", "server", $"wss://{server.LocalEndPoint}/", "--replay", Saved(), "--patience", "10"];
        var (code, output, error) = await RunAsync([.. command, "--insecure"]);
        Assert.True(code == 0, output + error);
        Assert.Contains("F.1.5: OK", output, StringComparison.Ordinal);
        (code, _, error) = await RunAsync(command);
        Assert.Equal(2, code);
        Assert.Contains("its certificate is not trusted", error, StringComparison.Ordinal);
        (code, _, error) = await RunAsync([.. command, "--insecure", "--ca", "/nowhere"]);
        Assert.Equal(2, code);
        Assert.Contains("--ca '/nowhere'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo", "1 case, 1 failure, 0 other findings")]
    [InlineData("silent", "1 case, 0 failures, 0 other findings")]
    public async Task A_replay_judges_by_the_profile(string profile, string summary)
    {
        // The server answers no message. Without an echo to wait for, that breaks no rule.
        await using var server = new LoopbackServer(
            (socket, stop) => FaultyServer.HoldAsync(socket, new EchoPeer(Role.Server, Fault.SendsTextAsBinary), stop)
        );
        var (code, output, error) = await RunAsync(
            "fuzz",
            "server",
            $"{server.Url}",
            "--replay",
            Saved(),
            "--profile",
            profile,
            "--patience",
            "2"
        );
        Assert.True(output.Contains(summary, StringComparison.Ordinal), output + error);
        Assert.Equal(profile == "echo" ? 1 : 0, code);
    }

    private string Saved()
    {
        var file = Path.Combine(folder.Path, "saved.json");
        var script = new FuzzScript(
            Role.Client,
            null,
            [new FuzzStep.Send(new RawFrame(1, Payload.Of("a"u8.ToArray())), Key: 1), FuzzStep.Settle.Instance]
        );
        var finding = new ModelFinding(Demand.Must, "RFC 6455 §5.6", "test", "the peer did something");
        File.WriteAllBytes(file, CaseFile.Write([FindingCase.Of(script, finding, 1, 5, keepsKeys: false)]));
        return file;
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync(TestContext.Current.CancellationToken, arguments);
}
