using Pure.WebSockets.Host;

namespace Pure.WebSockets.Samples.Tests;

/// <summary>The echo servers and clients.</summary>
public sealed class EchoTests
{
    private static readonly string[] Servers = ["step", "kernel", "kestrel", "dotnetty"];

    public static MatrixTheoryData<string, string> Pairs => new(Servers, ["step-client", "kernel-client"]);

    [Fact]
    public async Task The_echo_server_echoes_until_a_line_is_entered()
    {
        await using var server = SampleProgram.Start("Echo", "0");
        await using (var client = await WebSocketClient.ConnectAsync(new Uri($"ws://127.0.0.1:{await server.PortAsync()}/")))
        {
            await client.SendTextAsync("hello");
            Assert.Equal("hello", (await client.ReceiveAsync(Patience.Token))?.ToText());
            Assert.True((await client.CloseAsync().Within()).Clean);
        }

        await server.EnterAsync("");
        Assert.Equal("", await server.EndAsync());
    }

    [Fact]
    public async Task The_client_in_FSharp_talks_to_the_server_in_FSharp()
    {
        await using var server = SampleProgram.Start("FSharpServer", "0");
        var line = await server.LineAsync();
        Assert.StartsWith("listening at ws://127.0.0.1:", line, StringComparison.Ordinal);
        var printed = await SampleProgram.RunAsync("FSharpClient", line["listening at ".Length..], "hello", "grüße");
        Assert.Equal("hello\ngrüße\nclosed with 1000\n", printed);
        Assert.Equal("a connection was closed with 1000\n", await server.EndAsync());
    }

    [Fact]
    public async Task The_client_in_FSharp_reports_a_server_that_is_not_there()
    {
        await using var client = SampleProgram.Start("FSharpClient", "ws://127.0.0.1:1/");
        Assert.Equal((1, true), await client.FailAsync("127.0.0.1"));
    }

    /// <summary>Each program that drives the core, with each client that does: over a socket, pipes of Kestrel, and DotNetty.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_client_that_drives_the_core_talks_to_a_server_that_drives_it(string server, string client)
    {
        await using var serving = SampleProgram.Start("DrivingTheCore", server, "0");
        var printed = await SampleProgram.RunAsync("DrivingTheCore", client, $"ws://127.0.0.1:{await serving.PortAsync()}/");
        Assert.StartsWith("hello\n", printed, StringComparison.Ordinal);
        Assert.Contains("Clean = True", printed, StringComparison.Ordinal);
    }
}
