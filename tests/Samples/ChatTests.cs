using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Samples.Tests;

/// <summary>One browser for all tests of pages.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Chromium>
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "Browser";
}

/// <summary>The chat with rooms, in Chromium and with readers that do not read.</summary>
[Collection(BrowserTests.Name)]
public sealed class ChatTests(Chromium chromium)
{
    /// <summary>A line that fills the buffers of a reader that does not read within a hundred lines or so.</summary>
    private const int LongLine = 60_000;

    private const int MaxLines = 2_000;

    [Fact]
    public async Task The_members_of_a_room_see_its_lines_and_no_other_room_does()
    {
        var (program, site) = await SampleProgram.ServeAsync("Chat", []);
        await using var owned = program;
        await using var ann = await EnterAsync(site, "Ann", "tea");
        await using var ben = await EnterAsync(site, "Ben", "tea");
        await using var eve = await EnterAsync(site, "Eve", "coffee");
        await SayAsync(ann, "hello <b>all</b>");
        await SeesAsync(ben, "Ann: hello <b>all</b>");
        await SayAsync(ben, "hello Ann");
        await SeesAsync(ann, "Ben: hello Ann");
        Assert.Equal(["Ann has entered.", "Ben has entered.", "Ann: hello <b>all</b>", "Ben: hello Ann"], await ann.SeenAsync("li"));
        Assert.Equal(["Ben has entered.", "Ann: hello <b>all</b>", "Ben: hello Ann"], await ben.SeenAsync("li"));
        Assert.Equal(["Eve has entered."], await eve.SeenAsync("li"));
        await ann.PictureAsync("chat");
        await ben.Page.CloseAsync();
        await SeesAsync(ann, "Ben has left.");
        Assert.True(await ann.FitsAsync());
        ann.HasOnlyAskedFor(site.ToString());
    }

    [Fact]
    public async Task A_member_that_does_not_read_is_removed_and_delays_nobody()
    {
        var (program, site) = await SampleProgram.ServeAsync("Chat", []);
        await using var owned = program;
        await using var ann = await EnterAsync(site, "Ann", "tea");
        await using var ben = await EnterAsync(site, "Ben", "tea");
        using var silent = await StartSilentAsync(site, "/rooms/tea?name=Silent");
        await SeesAsync(ann, "Silent has entered.");

        // Each line is seen by both pages before the next is said. The silent member never takes a byte.
        const string Removed = "Silent does not read and was removed.";
        var said = 0;
        while (!(await ann.SeenAsync(".note")).Contains(Removed, StringComparer.Ordinal))
        {
            Assert.True(++said < MaxLines, $"the silent member is still there after {said} lines");
            await SayAsync(ann, $"{said} {new string('x', LongLine)}");
            await SeesAsync(ann, $"Ann: {said} ");
            await SeesAsync(ben, $"Ann: {said} ");
        }

        await SayAsync(ben, "the room goes on");
        await SeesAsync(ann, "Ben: the room goes on");
        await SeesAsync(ben, Removed);
        foreach (var page in (Window[])[ann, ben])
        {
            var numbers = await page.AskAsync<string[]>($"{Lines(".said")}.map(one => one.textContent.split(' ')[1])");
            Assert.Equal([.. Enumerable.Range(1, said).Select(number => $"{number}"), "the"], numbers);
            Assert.Empty(await page.SeenAsync(".missed"));
        }

        // The connection of the silent member ends, although it sends no close frame.
        await EndOfAsync(silent).Within();
    }

    [Fact]
    public async Task A_member_that_reads_again_learns_how_many_lines_it_has_missed()
    {
        var (program, site) = await SampleProgram.ServeAsync("Chat", []);
        await using var owned = program;
        await using var speaker = await ConnectAsync(site, "/rooms/tea?name=Speaker");
        await using var sleeper = await ConnectAsync(site, "/rooms/tea?name=Sleeper");
        // The response arrives before the server has put the connection into the room.
        Assert.Equal(("note", "has entered"), await ReadAsync(sleeper));
        using var http = new HttpClient();
        int missed;
        for (var said = 0; (missed = await MissedAsync(http, site)) < 3; said++)
        {
            Assert.True(said < MaxLines, $"the sleeper has missed nothing after {said} lines");
            await speaker.SendTextAsync($"{said} {new string('x', LongLine)}", Patience.Token);
            while ((await ReadAsync(speaker)).Text.Split(' ')[0] != $"{said}") { }
        }

        // The sleeper takes what was kept for it. The next line that has room comes after the number.
        var waking = Task.Run(async () =>
        {
            while (true)
                if (await ReadAsync(sleeper) is { Kind: "missed" } line) return (line, await ReadAsync(sleeper));
        });
        while (!waking.IsCompleted)
        {
            await speaker.SendTextAsync("are you awake?", Patience.Token);
            while ((await ReadAsync(speaker)).Text != "are you awake?") { }
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var (note, next) = await waking.Within();
        Assert.InRange(int.Parse(note.Text), missed, missed + 19);
        Assert.Equal("are you awake?", next.Text);
        Assert.Equal(0, await MissedAsync(http, site));
    }

    private async Task<Window> EnterAsync(Uri site, string name, string room)
    {
        var window = await chromium.OpenAsync();
        await window.GoToAsync(site.ToString());
        await window.Page.FillAsync("#name", name);
        await window.Page.FillAsync("#room", room);
        await window.Page.ClickAsync("#enter button");
        await SeesAsync(window, $"{name} has entered.");
        return window;
    }

    private static Task SayAsync(Window window, string line) =>
        window.AskAsync<int>($"(text.value = {JsonSerializer.Serialize(line)}, say.requestSubmit(), 0)");

    /// <summary>Waits until a line that starts like this is on a page.</summary>
    private static Task SeesAsync(Window window, string start) =>
        window.UntilAsync($"{Lines("li")}.some(one => one.textContent.startsWith({JsonSerializer.Serialize(start)}))");

    private static string Lines(string selector) => $"[...document.querySelectorAll('{selector}')]";

    /// <summary>Opens a connection whose client reads nothing, not even the response.</summary>
    private static async Task<Socket> StartSilentAsync(Uri site, string target)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, site.Port);
        var request = $"GET {target} HTTP/1.1\r\nHost: {site.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return socket;
    }

    private static async Task EndOfAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer) > 0) { }
        }
        catch (SocketException)
        {
            // The server has dropped the connection.
        }
    }

    private static async Task<WebSocketConnection> ConnectAsync(Uri site, string target)
    {
        return await WebSocketClient.ConnectAsync(
            new UriBuilder(new Uri(site, target)) { Scheme = "ws" }.Uri,
            WebSocketClientOptions.Default with { MaxUnreadBytes = 64 * 1024 });
    }

    private static async Task<(string Kind, string Text)> ReadAsync(WebSocketConnection connection)
    {
        var message = await connection.ReceiveAsync(Patience.Token) ?? throw new InvalidOperationException("the connection has ended");
        using var line = JsonDocument.Parse(message.ToText());
        return (line.RootElement.GetProperty("kind").GetString()!, line.RootElement.GetProperty("text").GetString()!);
    }

    private static async Task<int> MissedAsync(HttpClient http, Uri site)
    {
        using var members = JsonDocument.Parse(await http.GetStringAsync(new Uri(site, "/members/tea")));
        return members.RootElement.GetProperty("Sleeper").GetInt32();
    }
}
