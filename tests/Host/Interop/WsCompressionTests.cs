using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

public sealed class WsCompressionTests
{
    private const int Messages = 8;
    private const int Largest = 24 * 1024;

    private static IEnumerable<DeflateCase> Cases => DeflateCase.All(null, 8, 9, 12, 15);

    [Fact]
    public async Task A_server_that_is_ws_decides_and_every_message_comes_back() =>
        await Serves(one => (WsOptions.Of(one), new DeflateOffer { ClientMaxWindowBits = ClientWindow.Limitable.Instance }));

    [Fact]
    public async Task A_server_that_is_ws_takes_what_is_offered_and_every_message_comes_back() =>
        await Serves(one => (WsOptions.Willing, one.Offer));

    [Fact]
    public async Task A_client_that_is_ws_gets_what_it_asks_for_and_has_every_message() =>
        await Connects(one => (WsOptions.Of(one), CompressionOptions.Default));

    [Fact]
    public async Task A_client_that_is_ws_takes_what_the_server_decides_and_has_every_message() =>
        await Connects(one => (WsOptions.Willing, one.Policy));

    private static async Task Serves(Func<DeflateCase, (WsOptions Theirs, DeflateOffer Ours)> of)
    {
        using var ws = new WsPeer();
        var port = await ws.PortAsync();
        foreach (var (one, at) in Cases.Select((one, at) => (one, at)))
        {
            var (theirs, ours) = of(one);
            var stream = await Loopback.ConnectAsync(port);
            await using var core = CoreEnd.Client(
                stream,
                new CompressionOptions { Offers = Seq.create<DeflateOffer>(new[] { ours }) },
                WsPeer.Target(theirs)
            );
            await Converse(core, ws, one, at);
        }

        await ws.EndAsync();
    }

    private static async Task Connects(Func<DeflateCase, (WsOptions Theirs, CompressionOptions Ours)> of)
    {
        using var ws = new WsPeer();
        await ws.PortAsync();
        using var listener = Loopback.Listen();
        foreach (var (one, at) in Cases.Select((one, at) => (one, at)))
        {
            var (theirs, ours) = of(one);
            await ws.ConnectAsync(listener.Port(), theirs);
            await using var core = CoreEnd.Server(await listener.AcceptStreamAsync(), ours);
            await Converse(core, ws, one, at);
        }

        await ws.EndAsync();
    }

    private static async Task Converse(CoreEnd core, WsPeer ws, DeflateCase one, int seed)
    {
        Assert.Equal(one.Parameters, (await core.Opened).Compression);
        var samples = new Samples(seed);
        var windowBits = Math.Min(one.Parameters.ServerMaxWindowBits, one.Parameters.ClientMaxWindowBits);
        var messages = Enumerable.Range(0, Messages).Select(_ => samples.Message(Largest, windowBits)).ToArray();
        var sending = SendAsync(core, messages, new Random(seed));
        foreach (var (kind, data) in messages)
        {
            var back = await core.ReceiveAsync();
            Assert.True(back.Kind == kind && back.Data == data, $"{back} for {kind} {(ByteString)data}: {one}");
        }

        await sending;
        await (seed % 2 == 0 ? core.StepAsync(new Input.Close(new CloseStatus(3000, "done"))) : core.StepAsync(Input.Send.Text("goodbye")));
        var expected = seed % 2 == 0 ? new CloseStatus(3000, "done") : new CloseStatus(3001, "goodbye");
        var closure = await core.Closed;
        Assert.True(closure.Clean && closure.First == (seed % 2 == 0 ? Side.Ours : Side.Theirs), $"{closure}");
        Assert.Equal(expected.Code, closure.Code);
        Assert.Equal(Enumerable.Range(0, Messages).Select(at => (ByteString)new[] { (byte)at }), core.Pongs);
        var report = await ws.ReportAsync();
        Assert.Equal(expected.Code, report.Code);
        Assert.Equal(["2.2", "2.1", "4.1", "8.2", "8.1"], report.Pongs);
    }

    /// <summary>Each message whole or in fragments, compressed or not, with a ping within or after it.</summary>
    private static async Task SendAsync(CoreEnd core, (MessageKind Kind, byte[] Data)[] messages, Random random)
    {
        foreach (var ((kind, data), at) in messages.Select((message, at) => (message, at)))
        {
            var choice = (CompressionChoice)random.Next(3);
            var rest = (ReadOnlyMemory<byte>)data;
            var fragments = random.Next(4);
            for (var fragment = 0; fragment < fragments; fragment++)
            {
                var length = random.Next(rest.Length + 1);
                await core.StepAsync(new Input.SendPart(kind, rest[..length], Final: false) { Compress = choice });
                if (fragment == 0) await core.StepAsync(new Input.Ping(new[] { (byte)at }));
                rest = rest[length..];
            }

            await core.StepAsync(
                fragments == 0
                    ? new Input.Send(kind, rest) { Compress = choice }
                    : new Input.SendPart(kind, rest, Final: true) { Compress = choice }
            );
            if (fragments == 0)
                await core.StepAsync(new Input.Ping(new[] { (byte)at }));
        }
    }
}
