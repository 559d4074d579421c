namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// An application has answered when it asks for the next message, or when it returns. Until then a close frame, a violation and the end
/// of the input wait, over every carrier and in both roles. The clock stands still: nothing happens because of a timeout, unless the
/// test advances the clock.
/// </summary>
public sealed class AnswersBeforeEndsTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private readonly VirtualTime time = new();

    /// <summary>The end that follows a message in the same write.</summary>
    public enum Event
    {
        Close,
        Violation,
        End,
    }

    public static TheoryData<Carrier, Event> Cases
    {
        get
        {
            var cases = new TheoryData<Carrier, Event>();
            foreach (var carrier in Carried.All.Select(row => row.Data))
                foreach (var happens in Enum.GetValues<Event>()) cases.Add(carrier, happens);
            return cases;
        }
    }

    private WebSocketConnectionOptions Options => new() { Time = time };

    [Theory, MemberData(nameof(Cases))]
    public async Task An_immediate_answer_is_sent_before_the_end(Carrier carrier, Event happens)
    {
        await using var carried = await Carried.OpenAsync(carrier, EchoAsync, Options);
        var peer = carried.Peer;
        await SendAsync(peer, happens, [.. peer.Text("one"), .. peer.Text("two"), .. peer.Text("three")]);
        if (CanRead(peer, happens)) Assert.Equal(["one", "two", "three", Wire(happens)], await ReadAsync(peer, 4));
        await carried.Application;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_later_answer_is_sent_before_the_end_and_a_ping_is_answered_at_once(Carrier carrier, Event happens)
    {
        var signal = new TaskCompletionSource();
        await using var carried = await Carried.OpenAsync(
            carrier,
            async talk =>
            {
                while (await talk.ReceiveAsync() is { } text)
                {
                    await signal.Task.Within();
                    await talk.SendAsync(text);
                }
            },
            Options);
        var peer = carried.Peer;
        await SendAsync(peer, happens, [.. peer.Text("one"), .. peer.Text("two"), .. peer.Frame(Opcode.Ping, [1]), .. peer.Text("three")]);
        if (CanRead(peer, happens)) Assert.Equal("Pong", await peer.ReadAsync());

        // The end has arrived, and waits.
        await Patience.Until(() => time.Waited is not null);
        signal.SetResult();
        if (CanRead(peer, happens)) Assert.Equal(["one", "two", "three", Wire(happens)], await ReadAsync(peer, 4));
        await carried.Application;
        Assert.Null(time.Waited);
    }

    [Theory, MemberData(nameof(Cases))]
    public Task An_application_that_never_asks_again_can_send_until_its_time_is_over(Carrier carrier, Event happens) =>
        TimeIsOver(carrier, happens, receives: true);

    [Theory, MemberData(nameof(Cases))]
    public Task An_application_that_only_sends_can_send_until_its_time_is_over(Carrier carrier, Event happens) =>
        TimeIsOver(carrier, happens, receives: false);

    private static async Task EchoAsync(Talk talk)
    {
        while (await talk.ReceiveAsync() is { } text) await talk.SendAsync(text);
    }

    private async Task TimeIsOver(Carrier carrier, Event happens, bool receives)
    {
        TaskCompletionSource send = new(), sent = new(), leave = new();
        await using var carried = await Carried.OpenAsync(
            carrier,
            async talk =>
            {
                if (receives) Assert.Equal("one", await talk.ReceiveAsync());
                await send.Task.Within();
                await talk.SendAsync("late");
                sent.SetResult();
                await leave.Task.Within();
            },
            Options);
        var peer = carried.Peer;
        await SendAsync(peer, happens, peer.Text("one"));
        await Patience.Until(() => time.Waited is not null);
        Assert.Equal(TimeSpan.FromMilliseconds(500), time.Waited);
        time.Advance(time.Waited!.Value - Tick);
        send.SetResult();
        await Task.WhenAny(sent.Task, carried.Application).Within();
        Assert.True(sent.Task.IsCompletedSuccessfully, $"{carried.Application.Exception}");
        time.Advance(Tick);
        if (CanRead(peer, happens)) Assert.Equal(["late", Wire(happens)], await ReadAsync(peer, 2));
        Assert.Null(time.Waited);
        leave.SetResult();
        await carried.Application;
    }

    // If both directions end at once, the application receives the same, and the peer nothing.
    private static bool CanRead(FarEnd peer, Event happens) => happens != Event.End || peer.EndsByHalves;

    private static async Task SendAsync(FarEnd peer, Event happens, byte[] before)
    {
        byte[] after = happens switch
        {
            Event.Close => peer.Frame(Opcode.Close, [0x0B, 0xB8]),
            Event.Violation => peer.Frame((Opcode)3, []),
            _ => [],
        };
        if (!CanRead(peer, happens))
        {
            // An end of both directions may lose bytes on their way, so wait until they have arrived.
            await peer.SendAsync([.. before, .. peer.Frame(Opcode.Ping, [])]);
            while (await peer.ReadAsync() is var frame && frame != "Pong") Assert.NotEqual("the end", frame);
        }
        else
        {
            await peer.SendAsync([.. before, .. after]);
        }

        if (happens == Event.End) await peer.EndAsync();
    }

    private static string Wire(Event happens) => happens switch
    {
        Event.Close => "Close 3000",
        Event.Violation => "Close 1002",
        _ => "the end",
    };

    private static async Task<List<string>> ReadAsync(FarEnd peer, int count)
    {
        var read = new List<string>();
        while (read.Count < count && (read.Count == 0 || read[^1] != "the end")) read.Add(await peer.ReadAsync());
        return read;
    }
}
