using System.Net.WebSockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Every reachable state of a WebSocket, every call in it, and the result.</summary>
internal static class StatesAndCalls
{
    private static readonly byte[] CloseFrame = RawPeer.Frame(Opcode.Close, Pair.Payload(new CloseStatus(1000, "")));

    public static IReadOnlyList<(string Name, Func<Pair, Task> Reach)> States { get; } =
    [
        ("Open", _ => Task.CompletedTask),
        ("CloseSent", pair => pair.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token)),
        ("CloseReceived", async pair =>
        {
            await pair.SendAsync(CloseFrame);
            await ReceiveAsync(pair);
        }),
        ("Closed, both close frames received", async pair =>
        {
            await pair.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
            await pair.SendAsync(CloseFrame);
            await ReceiveAsync(pair);
        }),
        ("Closed, by CloseAsync", async pair =>
        {
            await pair.SendAsync(CloseFrame);
            await pair.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        }),
        ("Closed, by Dispose", pair =>
        {
            pair.Socket.Dispose();
            return Task.CompletedTask;
        }),
        ("Aborted, by Abort", pair =>
        {
            pair.Socket.Abort();
            return Task.CompletedTask;
        }),
        ("Aborted, the peer vanished", async pair =>
        {
            pair.Vanish();
            await Record.ExceptionAsync(() => ReceiveAsync(pair));
        }),
        ("Aborted, the peer broke a rule", async pair =>
        {
            await pair.SendAsync(0x83, 0x80, 0, 0, 0, 0);
            await Record.ExceptionAsync(() => ReceiveAsync(pair));
        }),
    ];

    public static IReadOnlyList<(string Name, Func<Pair, Task<string>> Make)> Calls { get; } =
    [
        ("ReceiveAsync, a message comes", async pair =>
        {
            await TryAsync(pair.SendAsync(RawPeer.Text("hi")));
            return await ReceiveAsync(pair);
        }),
        ("ReceiveAsync, a close frame comes", async pair =>
        {
            await TryAsync(pair.SendAsync(CloseFrame));
            return await ReceiveAsync(pair);
        }),
        ("SendAsync", async pair =>
        {
            await pair.Socket.SendAsync(new byte[3], WebSocketMessageType.Binary, endOfMessage: true, Patience.Token);
            return "done";
        }),
        ("CloseOutputAsync", async pair =>
        {
            await pair.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
            return "done";
        }),
        ("CloseAsync, it is answered", async pair =>
        {
            await TryAsync(pair.SendAsync(CloseFrame));
            await pair.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
            return "done";
        }),
        ("CloseAsync, the peer vanishes", async pair =>
        {
            pair.Vanish();
            await pair.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
            return "done";
        }),
        ("Abort", pair =>
        {
            pair.Socket.Abort();
            return Task.FromResult("done");
        }),
        ("Dispose", pair =>
        {
            pair.Socket.Dispose();
            return Task.FromResult("done");
        }),
    ];

    /// <summary>The result of a call in a state, and the state after it if it changed.</summary>
    public static async Task<string> OutcomeAsync(Implementation whose, Func<Pair, Task> reach, Func<Pair, Task<string>> make)
    {
        using var pair = await Pair.OpenAsync(whose);
        await reach(pair);
        var before = pair.Socket.State;
        var outcome = await SaidAsync(make(pair));
        return pair.Socket.State == before ? outcome : $"{outcome} → {pair.Socket.State}";
    }

    private static async Task<string> SaidAsync(Task<string> call)
    {
        try
        {
            return await call.Within();
        }
        catch (WebSocketException exception)
        {
            return $"throws {exception.WebSocketErrorCode}";
        }
    }

    private static async Task<string> ReceiveAsync(Pair pair)
    {
        var result = await pair.Socket.ReceiveAsync(new byte[10].AsMemory(), Patience.Token);
        return result.MessageType == WebSocketMessageType.Close ? "the close frame" : "the message";
    }

    // An ended stream accepts nothing more, which is not under test here.
    private static async Task TryAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The peer's end is gone too.
        }
    }
}
