namespace Pure.WebSockets.Host.Tests.Soak;

/// <summary>One client, and the messages that the server received from it.</summary>
internal sealed class Station(int number, int seed)
{
    private readonly Random random = new((seed * 31) + number);
    private readonly List<int> received = [];
    private readonly List<int> acknowledged = [];
    private string failure = "";

    public int Sent { get; private set; }

    public int Received => received.Count;

    public int Acknowledged => acknowledged.Count;

    public bool Clean { get; private set; }

    /// <summary>The server's application: receives messages, and acknowledges each.</summary>
    public static async Task ServeAsync(Station[] stations, WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop))
        {
            var (station, index) = Numbered.Read(message.Data.Span);
            lock (stations[station].received) stations[station].received.Add(index);
            await connection.SendTextAsync($"{index}", stop);
        }
    }

    public async Task ConnectAsync(
        Uri target,
        WebSocketClientOptions options,
        BufferPool buffers,
        List<WeakReference<WebSocketConnection>> alive
    )
    {
        var outcome = await WebSocketClient.TryConnectAsync(target, options, buffers, CancellationToken.None);
        await outcome.Match(Left: _ => Task.CompletedTask, Right: connection =>
        {
            lock (alive) alive.Add(new WeakReference<WebSocketConnection>(connection));
            return ConverseAsync(connection);
        });
    }

    /// <summary>Acknowledged messages are the first ones sent, and the server has each once and in order.</summary>
    public void Check()
    {
        Assert.True(failure.Length == 0, failure);
        Assert.Equal(Enumerable.Range(0, received.Count), received);
        Assert.Equal(Enumerable.Range(0, acknowledged.Count), acknowledged);
        Assert.InRange(acknowledged.Count, 0, received.Count);
        Assert.InRange(received.Count, 0, Sent);
        if (Clean) Assert.Equal((Sent, Sent), (received.Count, acknowledged.Count));
    }

    private async Task ConverseAsync(WebSocketConnection connection)
    {
        await using var held = connection;
        var count = random.Next(1, 30);
        var slow = random.Next(8) == 0;
        var reading = ReadAsync(connection, count, slow);
        try
        {
            for (var index = 0; index < count; index++)
            {
                // Counted before the send, because a failed send may have been delivered.
                Sent = index + 1;
                await SendAsync(connection, Numbered.Make(number, index));
                if (random.Next(10) == 0) _ = connection.PingAsync();
            }
        }
        catch (WebSocketClosedException)
        {
            // A fault of the network.
        }

        if (!await reading) return;
        Clean = (await connection.CloseAsync()).Clean;
    }

    private async Task SendAsync(WebSocketConnection connection, byte[] data)
    {
        switch (random.Next(4))
        {
            case 0:
                await connection.SendAsync(MessageKind.Binary, new MemoryStream(data));
                break;
            case 1:
                var cut = random.Next(data.Length);
                await connection.SendPartAsync(MessageKind.Binary, data.AsMemory(0, cut), isFinal: false);
                await connection.SendPartAsync(MessageKind.Binary, data.AsMemory(cut), isFinal: true);
                break;
            default:
                await connection.SendAsync(
                    MessageKind.Binary,
                    data,
                    random.Next(2) == 0 ? CompressionChoice.Never : CompressionChoice.Default
                );
                break;
        }
    }

    /// <summary>Whether all acknowledgements have arrived.</summary>
    private async Task<bool> ReadAsync(WebSocketConnection connection, int count, bool slow)
    {
        try
        {
            while (acknowledged.Count < count)
            {
                if (await connection.ReceiveAsync() is not { } message) return false;
                acknowledged.Add(int.Parse(message.ToText(), System.Globalization.CultureInfo.InvariantCulture));
                if (slow) await Task.Delay(20);
            }

            return true;
        }
        catch (Exception exception)
        {
            failure = $"connection {number}: {exception}";
            return false;
        }
    }
}
