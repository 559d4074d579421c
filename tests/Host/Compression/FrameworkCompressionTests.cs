using System.Net.WebSockets;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

public sealed class FrameworkCompressionTests
{
    private const int Messages = 8;
    private const int Largest = 24 * 1024;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_client_of_the_framework_and_a_server_here_have_every_message_in_every_window(
        bool serverNoContextTakeover,
        bool clientNoContextTakeover
    ) => await ConverseAll(Role.Server, serverNoContextTakeover, clientNoContextTakeover);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_server_of_the_framework_and_a_client_here_have_every_message_in_every_window(
        bool serverNoContextTakeover,
        bool clientNoContextTakeover
    ) => await ConverseAll(Role.Client, serverNoContextTakeover, clientNoContextTakeover);

    // 49 pairs of windows: .NET supports none below 9 bits.
    private static async Task ConverseAll(Role role, bool serverNoContextTakeover, bool clientNoContextTakeover)
    {
        var cases = DeflateCase
            .All(9, 10, 11, 12, 13, 14, 15)
            .Where(one => one.ServerNoContextTakeover == serverNoContextTakeover && one.ClientNoContextTakeover == clientNoContextTakeover);
        foreach (var (one, at) in cases.Select((one, at) => (one, at)))
        {
            var (theirs, ours) = await Loopback.PairAsync();
            using var framework = WebSocket.CreateFromStream(
                theirs,
                new WebSocketCreationOptions
                {
                    IsServer = role == Role.Client,
                    KeepAliveInterval = TimeSpan.Zero,
                    DangerousDeflateOptions = Options(one),
                }
            );
            await using var core = new CoreEnd(Connection.CreateOpen(role, Agreed(one), ConnectionOptions.Default), ours);
            Assert.Equal(one.Parameters, (await core.Opened).Compression);
            await Converse(core, framework, one, at);
        }
    }

    private static async Task Converse(CoreEnd core, WebSocket framework, DeflateCase one, int seed)
    {
        var samples = new Samples(seed);
        var random = new Random(seed);
        var windowBits = Math.Min(one.Parameters.ServerMaxWindowBits, one.Parameters.ClientMaxWindowBits);
        for (var at = 0; at < Messages; at++)
        {
            var (kind, data) = samples.Message(Largest, windowBits);
            var sending = SendAsync(core, kind, data, random.Next(4), (CompressionChoice)random.Next(3));
            var (type, received) = await framework.ReceiveAsync();
            await sending;
            Assert.True(
                (type == WebSocketMessageType.Text) == (kind == MessageKind.Text) && data.AsSpan().SequenceEqual(received),
                $"from here, message {at} of {data.Length} bytes: {one}"
            );

            (kind, data) = samples.Message(Largest, windowBits);
            sending = SendAsync(
                framework,
                kind,
                data,
                random.Next(4),
                random.Next(4) == 0 ? WebSocketMessageFlags.DisableCompression : WebSocketMessageFlags.None
            );
            var back = await core.ReceiveAsync();
            await sending;
            Assert.True(back.Kind == kind && back.Data == data, $"from the framework, message {at} of {data.Length} bytes: {one}");
        }

        await core.StepAsync(new Input.Close(new CloseStatus(CloseCode.NormalClosure, "done")));
        Assert.Equal(WebSocketMessageType.Close, (await framework.ReceiveAsync()).Type);
        await framework.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        framework.Dispose();
        Assert.True((await core.Closed) is { Clean: true, Code: CloseCode.NormalClosure });
    }

    private static async Task SendAsync(CoreEnd core, MessageKind kind, ReadOnlyMemory<byte> data, int fragments, CompressionChoice choice)
    {
        for (; fragments > 0; fragments--)
        {
            var length = data.Length / (fragments + 1);
            await core.StepAsync(new Input.SendPart(kind, data[..length], Final: false) { Compress = choice });
            await core.StepAsync(new Input.Ping(ByteString.FromText("between")));
            data = data[length..];
        }

        await core.StepAsync(new Input.SendPart(kind, data, Final: true) { Compress = choice });
    }

    private static async Task SendAsync(
        WebSocket framework,
        MessageKind kind,
        ReadOnlyMemory<byte> data,
        int fragments,
        WebSocketMessageFlags flags
    )
    {
        var type = kind == MessageKind.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        for (; fragments > 0; fragments--)
        {
            var length = data.Length / (fragments + 1);
            await framework.SendAsync(data[..length], type, flags, Patience.Token);
            data = data[length..];
        }

        await framework.SendAsync(data, type, flags | WebSocketMessageFlags.EndOfMessage, Patience.Token);
    }

    private static WebSocketDeflateOptions Options(DeflateCase one) => new()
    {
        ServerContextTakeover = !one.ServerNoContextTakeover,
        ClientContextTakeover = !one.ClientNoContextTakeover,
        ServerMaxWindowBits = one.Parameters.ServerMaxWindowBits,
        ClientMaxWindowBits = one.Parameters.ClientMaxWindowBits,
    };

    /// <summary>The answer of a server that accepts every offer, which is the agreement.</summary>
    private static Agreement Agreed(DeflateCase one) =>
        Agreement.Plain with
        {
            Extensions = DeflateNegotiation
                .Accept(DeflateNegotiation.Offer(Seq.create<DeflateOffer>(new[] { one.Offer })), CompressionOptions.Default)
                .Map(accepted => accepted.Answer)
                .ToSeq(),
        };
}
