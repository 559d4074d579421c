using System.Collections.Concurrent;
using System.Globalization;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// A handler, its clients and other threads act at random: they send, close, abort, dispose and fail. The calls of each connection stay in
/// order, the memory of a message does not change within its call, and nothing is left at the end.
/// </summary>
public sealed class HandlerStressTests
{
    private const int Clients = 8;
    private const int Rounds = 6;
    private const int Echoes = 200;

    /// <summary>The factor for the number of rounds, for long runs.</summary>
    private static readonly int Factor = int.Parse(
        Environment.GetEnvironmentVariable("PUREWS_STRESS") ?? "1",
        CultureInfo.InvariantCulture
    );

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(1, true, true)]
    [InlineData(3000, false, true)]
    [InlineData(3000, true, false)]
    [InlineData(256 * 1024, false, false)]
    public async Task Random_actions_keep_the_order_of_the_calls_and_leave_nothing(int maxUnsentBytes, bool compressed, bool pieces)
    {
        for (var round = 0; round < Factor; round++) await RunAsync(maxUnsentBytes, compressed, pieces, round);
    }

    private static async Task RunAsync(int maxUnsentBytes, bool compressed, bool pieces, int round)
    {
        var protocol = ConnectionOptions.Default with
        {
            Compression = compressed ? CompressionOptions.Default with { MinBytes = 64 } : ConnectionOptions.Default.Compression,
            KeepAliveInterval = TimeSpan.FromMilliseconds(20),
            ClosingHandshakeTimeout = TimeSpan.FromSeconds(2),
        };
        var handler = new Handler();
        var serving = Serving.With(
            handler,
            WebSocketServerOptions.Default with
            {
                Protocol = pieces ? protocol with { Delivery = Delivery.Pieces } : protocol,
                MaxUnsentBytes = maxUnsentBytes,
                MaxLifetime = TimeSpan.FromSeconds(round % 2 == 0 ? 0 : 1),
                LingerTimeout = TimeSpan.FromMilliseconds(100),
                Accept = async context =>
                {
                    if (context.Request.Path == "/later") await Task.Yield();
                    return context.Request.Path == "/never" ? Rejection.WithStatus(403) : Acceptance.Plain;
                },
            }
        );
        await using (serving)
        {
            using var over = new CancellationTokenSource();
            var threads = Enumerable.Range(0, 2).Select(seed => Task.Run(() => ActAsync(handler, new Random(seed), over.Token))).ToArray();
            var clients = Enumerable
                .Range(0, Clients)
                .Select(seed => Task.Run(() => ClientAsync(serving.Uri, protocol, new Random((round * Clients) + seed), seed)))
                .ToArray();
            var faithful = Task.Run(() => FaithfulAsync(serving.Uri, protocol, round % 2 == 0));
            await Task.WhenAll(clients).Within();
            await faithful.Within();
            await over.CancelAsync();
            await Task.WhenAll(threads).Within();

            // The last clients are in the middle of everything when the server stops.
            var last = Enumerable
                .Range(0, 4)
                .Select(seed => Task.Run(() => Record.ExceptionAsync(() => ClientAsync(serving.Uri, protocol, new Random(seed), seed))))
                .ToArray();
            await Task.Delay(round % 5);
            await serving.Server.StopAsync(TimeSpan.FromSeconds(round % 3)).Within();
            await Task.WhenAll(last).Within();
            await serving.BecomesEmpty();
        }

        Assert.Empty(handler.Faults);
        Assert.Equal(handler.Opened, handler.Closed);
        Assert.All(serving.Errors, error => Assert.IsType<InvalidTimeZoneException>(error));
    }

    /// <summary>A client that receives each of its messages again, because only the client closes its connection.</summary>
    private static async Task FaithfulAsync(Uri uri, ConnectionOptions protocol, bool isUnlimited)
    {
        if (!isUnlimited) return;
        var faithful = new UriBuilder(uri) { Path = "/faithful" }.Uri;
        await using var client = await WebSocketClient
            .ConnectAsync(faithful, WebSocketClientOptions.Default with { Protocol = protocol })
            .Within();
        var sending = Task.Run(async () =>
        {
            for (var index = 0; index < Echoes; index++) await client.SendTextAsync(new string('f', index * 37), Patience.Token);
        });
        for (var (index, bytes) = (0, 0); index < Echoes;)
        {
            var message = await client.ReceiveAsync(Patience.Token);
            Assert.True(message is not null, $"{index} echoes, then {client.Closed.Status}");
            if (message.Value.Kind != MessageKind.Text) continue;
            bytes += message.Value.Data.Length;
            if (bytes < index * 37) continue;
            Assert.Equal(index * 37, bytes);
            (index, bytes) = (index + 1, 0);
        }

        await sending.Within();
        await client.CloseAsync(cancellationToken: Patience.Token).Within();
    }

    private static async Task ClientAsync(Uri uri, ConnectionOptions protocol, Random random, int seed)
    {
        for (var round = 0; round < Rounds; round++)
        {
            try
            {
                var path = random.Next(10) switch { 0 => "/never", 1 or 2 => "/later", _ => "/chat" };
                await using var client = await WebSocketClient.ConnectAsync(
                    new UriBuilder(uri) { Path = path }.Uri, WebSocketClientOptions.Default with { Protocol = protocol }, Patience.Token);
                var receiving = random.Next(4) == 0 ? Task.CompletedTask : Task.Run(() => ReceiveAsync(client));
                var letter = (char)('a' + seed);
                for (var index = random.Next(60); index > 0; index--) await ClientActAsync(client, random, letter);
                if (random.Next(3) == 0) client.Abort();
                else if (random.Next(2) == 0)
                    await client.CloseAsync(4000 + seed, cancellationToken: new CancellationTokenSource(3000).Token);
                if (random.Next(2) == 0) continue;
                client.Abort();
                await receiving.Within();
            }
            catch (Exception exception)
                when (exception is WebSocketClosedException or WebSocketConnectException or OperationCanceledException)
            {
                // Others close the connection too.
            }
        }
    }

    private static async Task ClientActAsync(WebSocketConnection client, Random random, char letter)
    {
        var text = new string(letter, random.Next(6) == 0 ? random.Next(70_000) : random.Next(300));
        switch (random.Next(12))
        {
            case 0:
                await client.SendPartAsync(MessageKind.Text, text.Select(sign => (byte)sign).ToArray(), isFinal: false, Limit());
                await client.SendPartAsync(MessageKind.Text, new[] { (byte)letter }, isFinal: true, Limit());
                break;
            case 1:
                await client.PongAsync(default, Limit());
                _ = client.PingAsync(Limit()).ContinueWith(ping => ping.Exception, TaskScheduler.Default);
                break;
            case 2:
                await Task.Delay(random.Next(3));
                break;
            default:
                await client.SendTextAsync(text, Limit());
                break;
        }

        // A client that does not read can wait forever, because the server then stops reading too.
        static CancellationToken Limit() => new CancellationTokenSource(1000).Token;
    }

    private static async Task ReceiveAsync(WebSocketConnection client)
    {
        await foreach (var message in client.ReadAllAsync(Patience.Token)) Assert.True(IsOfOneLetter(message.Data.Span), "mixed bytes");
    }

    /// <summary>Another thread of the application.</summary>
    private static async Task ActAsync(Handler handler, Random random, CancellationToken over)
    {
        var data = new byte[] { 1 };
        while (!over.IsCancellationRequested)
        {
            foreach (var connection in handler.Others) handler.Act(connection, random, data, [], inCall: false);
            foreach (var connection in handler.Faithful) connection.TrySend(MessageKind.Binary, new byte[random.Next(200)]);
            await Task.Delay(random.Next(2), CancellationToken.None);
        }
    }

    private static bool IsOfOneLetter(ReadOnlySpan<byte> data) => data.IsEmpty || !data.ContainsAnyExcept(data[0]);

    private sealed class Handler : WebSocketHandler
    {
        private readonly ConcurrentDictionary<WebSocketConnection, Calls> calls = new();
        private int opened;
        private int closed;

        public ConcurrentQueue<string> Faults { get; } = new();

        public int Opened => Volatile.Read(ref opened);

        public int Closed => Volatile.Read(ref closed);

        public IEnumerable<WebSocketConnection> Others =>
            calls.Where(pair => !pair.Value.IsFaithful && !pair.Value.IsClosed).Select(pair => pair.Key);

        public IEnumerable<WebSocketConnection> Faithful =>
            calls.Where(pair => pair.Value.IsFaithful && !pair.Value.IsClosed).Select(pair => pair.Key);

        public override void OnOpened(WebSocketConnection connection)
        {
            Interlocked.Increment(ref opened);
            var own = new Calls { IsFaithful = connection.Request.Path == "/faithful" };
            if (!calls.TryAdd(connection, own)) Faults.Enqueue("opened twice");
            own.Enter(this);
            try
            {
                if (!own.IsFaithful && Random.Shared.Next(4) == 0) Act(connection, Random.Shared, "o"u8.ToArray(), own.Ended, inCall: true);
            }
            finally
            {
                own.Leave();
            }
        }

        public override void OnMessage(WebSocketConnection connection, BorrowedMessage message)
        {
            if (!calls.TryGetValue(connection, out var own))
            {
                Faults.Enqueue("a message before OnOpened");
                return;
            }

            own.Enter(this);
            try
            {
                if (own.IsClosed) Faults.Enqueue("a message after OnClosed");
                if (own.Ended.Count > 0) Faults.Enqueue($"a message after {own.Ended[0]}");
                var pin = Random.Shared.Next(8) == 0 ? message.Data.Pin() : default;
                if (own.IsFaithful)
                {
                    if (connection.TrySend(message.Kind, message.Data) == TrySendResult.Full)
                        _ = connection.SendAsync(message.Kind, message.Data.ToArray(), Patience.Token).AsTask();
                }
                else
                {
                    foreach (var other in Others.Take(2)) other.TrySend(message.Kind, message.Data);
                    Act(connection, Random.Shared, message.Data, own.Ended, inCall: true);
                }

                if (!IsOfOneLetter(message.Data.Span)) Faults.Enqueue("the memory has changed");
                pin.Dispose();
            }
            finally
            {
                own.Leave();
            }
        }

        public override void OnClosed(WebSocketConnection connection, CloseResult result)
        {
            Interlocked.Increment(ref closed);
            var own = calls[connection];
            own.Enter(this);
            if (own.IsClosed) Faults.Enqueue("closed twice");
            own.IsClosed = true;
            if (connection.TrySend(MessageKind.Text, default) != TrySendResult.Closed) Faults.Enqueue("open in OnClosed");
            if (Random.Shared.Next(4) == 0) _ = connection.DisposeAsync();
            if (Random.Shared.Next(4) == 0) connection.Abort();
            own.Leave();
            if (Random.Shared.Next(20) == 0) throw new InvalidTimeZoneException();
        }

        /// <summary>Does something at random. Adds to the list what no message may follow on this thread.</summary>
        public void Act(WebSocketConnection connection, Random random, ReadOnlyMemory<byte> data, List<string> ended, bool inCall)
        {
            switch (random.Next(inCall ? 400 : 4000))
            {
                case 0:
                    if (inCall) ended.Add("Abort");
                    connection.Abort();
                    break;
                case 1:
                    _ = connection.CloseAsync(4001, "at random");
                    break;
                case 2:
                    if (inCall) ended.Add("DisposeAsync");
                    _ = connection.DisposeAsync();
                    break;
                case 3 when inCall:
                    ended.Add("an exception");
                    throw new InvalidTimeZoneException();
                case < 20:
                    _ = connection.PingAsync().ContinueWith(ping => ping.Exception, TaskScheduler.Default);
                    break;
                case < 60:
                    var copy = data.ToArray();
                    _ = connection.SendAsync(MessageKind.Binary, copy).AsTask().ContinueWith(send => send.Exception, TaskScheduler.Default);
                    break;
                case < 65 when inCall && random.Next(10) == 0:
                    Thread.Sleep(60);
                    break;
                case < 300:
                    connection.TrySend(MessageKind.Binary, data);
                    break;
            }
        }
    }

    /// <summary>The calls for one connection.</summary>
    private sealed class Calls
    {
        private int isInside;

        public bool IsFaithful { get; init; }

        public bool IsClosed { get; set; }

        public List<string> Ended { get; } = [];

        public void Enter(Handler handler)
        {
            if (Interlocked.Exchange(ref isInside, 1) != 0) handler.Faults.Enqueue("two calls at the same time");
        }

        public void Leave() => Volatile.Write(ref isInside, 0);
    }
}
