namespace Pure.WebSockets.Host.Tests;

/// <summary>The client with ws as its server, and the server with ws as its client, with and without TLS.</summary>
public sealed class WsClientTests
{
    public static TheoryData<bool, bool> Ways { get; } = new()
    {
        { false, false },
        { false, true },
        { true, false },
        { true, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_server_that_is_ws_sends_every_message_back_and_answers_the_close(bool secure, bool compressed)
    {
        using var pem = new PemFile();
        using var ws = new WsPeer(secure ? pem.Path : null);
        var options = Certificates.Client with
        {
            Protocol = ConnectionOptions.Default with
            {
                Compression = compressed ? CompressionOptions.Default : LanguageExt.Option<CompressionOptions>.None,
            },
        };
        await using var client = await Connecting.To(
            new Uri($"{(secure ? "wss" : "ws")}://127.0.0.1:{await ws.PortAsync()}{WsPeer.Target(WsOptions.Willing)}"),
            options
        );
        Assert.Equal(compressed, client.Connection.Agreement.Compression.IsSome);
        var samples = new Samples(1);
        for (var round = 0; round < 20; round++)
        {
            var (kind, data) = samples.Message(200_000, 15);
            var back = await client.EchoAsync(kind, data);
            Assert.True(back.Kind == kind && back.Data.Span.SequenceEqual(data));
            await client.Connection.PingAsync();
        }

        var big = new byte[8 * 1024 * 1024];
        new Random(2).NextBytes(big);
        Assert.True((await client.EchoAsync(MessageKind.Binary, big)).Data.Span.SequenceEqual(big));

        var closure = await client.Connection.CloseAsync(3000, "done").Within();
        Assert.True(closure.Clean, $"{closure}");
        Assert.Equal(3000, (await ws.ReportAsync()).Code);
        await client.DisposeAsync();
        await ws.EndAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_is_ws_may_close_first(bool secure)
    {
        using var pem = new PemFile();
        using var ws = new WsPeer(secure ? pem.Path : null);
        await using var client = await Connecting.To(
            new Uri($"{(secure ? "wss" : "ws")}://127.0.0.1:{await ws.PortAsync()}{WsPeer.Target(WsOptions.Willing)}"),
            Certificates.Client
        );
        await client.Connection.SendTextAsync("goodbye");
        Assert.Null(await client.Connection.ReceiveAsync(Patience.Token));
        var closure = await client.Connection.Closed.Within();
        Assert.Equal(
            (true, Side.Theirs, new CloseStatus(3001, "goodbye")),
            (closure.Clean, closure.First, closure.Theirs.IfNone(CloseStatus.None))
        );
        Assert.Equal(3001, (await ws.ReportAsync()).Code);
        await ws.EndAsync();
    }

    [Fact]
    public async Task A_client_that_is_ws_converses_over_TLS_and_sees_a_clean_close()
    {
        using var pem = new PemFile();
        using var ws = new WsPeer(pem.Path);
        await ws.PortAsync();
        var samples = new Samples(3);
        var closed = new TaskCompletionSource<CloseResult>();
        await using var serving = Serving.With(
            async connection =>
            {
                for (var round = 0; round < 20; round++)
                {
                    var (kind, data) = samples.Message(200_000, 15);
                    await connection.SendAsync(kind, data);
                    Assert.True((await connection.ReceiveAsync())!.Value.Data.Span.SequenceEqual(data));
                }

                closed.SetResult(await connection.CloseAsync(3002, "done"));
            },
            Certificates.Server with { Protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default } });
        await ws.ConnectAsync(serving.EndPoint.Port, WsOptions.Willing, "wss");
        Assert.True((await closed.Task.Within()).Clean);
        Assert.Equal((3002, "done"), (await ws.ReportAsync()) is var report ? (report.Code, report.Reason) : default);
        Assert.Empty(serving.Errors);
        await ws.EndAsync();
    }

    /// <summary>The tests' certificate and key in a file for node.</summary>
    private sealed class PemFile : IDisposable
    {
        public PemFile() => File.WriteAllText(Path, Certificates.Pem());

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
