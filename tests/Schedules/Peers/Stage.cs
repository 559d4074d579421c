using System.Text;
using LanguageExt;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>
/// A connection over a <see cref="Wire"/>, with its peer and with calls of an application. At the end it checks what must hold in every
/// schedule.
/// </summary>
internal sealed class Stage : IConnectionHost
{
    private readonly Schedule schedule;
    private readonly Role role;
    private readonly BufferPool buffers;
    private readonly Task<Either<Rejection, Acceptance>>? answer;
    private readonly List<(string Sender, string Text, string Outcome)> sends = [];
    private readonly List<string> delivered = [];
    private int released;
    private int disposed;

    static Stage() => BufferPool.Pool = new CheckedPool();

    /// <summary>Creates a connection that is open, or that waits for an upgrade request if its answer is given.</summary>
    public Stage(
        Schedule schedule,
        Wire wire,
        Role role = Role.Server,
        ConnectionHostOptions? options = null,
        BufferPool? buffers = null,
        Task<Either<Rejection, Acceptance>>? answer = null)
    {
        this.schedule = schedule;
        this.role = role;
        this.buffers = buffers ?? new BufferPool();
        this.answer = answer;
        Wire = wire;
        options ??= new WebSocketConnectionOptions { AnswerTimeout = TimeSpan.Zero };
        if (options.Protocol.KeepAliveInterval == ConnectionOptions.Default.KeepAliveInterval)
            options = options with { Protocol = options.Protocol with { KeepAliveInterval = TimeSpan.Zero } };
        options = options with { Time = schedule.Clock, Clock = schedule.Clock };
        var start = answer is null
            ? WebSockets.Connection.CreateOpen(role, Agreement.Plain, options.Protocol)
            : WebSockets.Connection.Server(options.Protocol);
        Connection = new WebSocketConnection(start, wire, options, this.buffers, this);
        if (answer is null) Connection.MarkOpened();
    }

    public Wire Wire { get; }

    public WebSocketConnection Connection { get; }

    /// <summary>The application of a server. It begins on the loop's thread, and the connection is closed when it returns.</summary>
    public Func<Stage, Task>? Served { get; init; }

    /// <summary>The messages that the application received.</summary>
    public List<string> Received { get; } = [];

    /// <summary>The number of deadlines that may pass while everything waits. A deadline that saves a lost wake-up is a failure.</summary>
    public int Deadlines { get; init; }

    /// <summary>Whether the application takes every message until the end, so that none may be missing.</summary>
    public bool TakesAll { get; init; }

    public CancellationToken Stopping => CancellationToken.None;

    public CancellationToken Ending => CancellationToken.None;

    /// <summary>Starts the loop, as the host of a connection does.</summary>
    public void Start()
    {
        if (Served is null)
        {
            Connection.Hold();
            Connection.Start();
            return;
        }

        if (answer is not null)
        {
            Connection.Start();
            return;
        }

        schedule.Post("the loop", () =>
        {
            Connection.Receiver.RunOnLoop(Connection);
            _ = Connection.RunAsync();
        });
    }

    /// <summary>Adds a call of the application.</summary>
    public void Call(string name, Func<Task> code) => schedule.Call(name, code);

    /// <summary>Adds a sender, which sends its messages one after another.</summary>
    public void Sends(string sender, params string[] texts) =>
        Call(sender, async () =>
        {
            foreach (var text in texts) await SendAsync(sender, text);
        });

    /// <summary>Sends one message. Records how the send ended.</summary>
    public Task SendAsync(string sender, string text, CancellationToken cancellationToken = default) =>
        Record(sender, text, () => Connection.SendAsync(MessageKind.Binary, Encoding.Latin1.GetBytes(text), cancellationToken));

    /// <summary>Sends a fragment. Records how the send ended.</summary>
    public Task SendPartAsync(string sender, string text, bool isFinal) =>
        Record(sender, text, () => Connection.SendPartAsync(MessageKind.Binary, Encoding.Latin1.GetBytes(text), isFinal));

    /// <summary>Records how a send ended.</summary>
    public async Task Record(string sender, string text, Func<ValueTask> send)
    {
        var outcome = "sent";
        try
        {
            await send();
        }
        catch (WebSocketClosedException)
        {
            outcome = "closed";
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
        }

        sends.Add((sender, text, outcome));
    }

    /// <summary>Receives until the end of the messages.</summary>
    public async Task ReceiveAll()
    {
        while (await Connection.ReceiveAsync() is { } message) Take(message);
    }

    /// <summary>Reads a message.</summary>
    public void Take(BorrowedMessage message) => Received.Add(Encoding.Latin1.GetString(message.Data.Span));

    /// <summary>Adds a peer that answers a close frame, and then ends its half of the transport.</summary>
    public void PeerAnswersClose() =>
        Call("the peer", async () =>
        {
            await Wire.CloseWritten;
            Wire.Deliver(Frame(Opcode.Close, [0x03, 0xE8]));
            Wire.EndInput();
        });

    /// <summary>The peer sends messages, which arrive together.</summary>
    public void PeerSends(params string[] texts)
    {
        delivered.AddRange(texts);
        Wire.Deliver([.. texts.Select(text => Frame(Opcode.Binary, Encoding.Latin1.GetBytes(text)))]);
    }

    /// <summary>A frame of the peer.</summary>
    public byte[] Frame(Opcode opcode, byte[] payload)
    {
        var frame = new Frame(opcode, Final: true, Rsv1: false, payload);
        return role == Role.Server ? FrameEncoder.Encode(frame, new MaskKey(0x1234567)) : FrameEncoder.Encode(frame);
    }

    /// <summary>Checks what must hold at the end of every schedule in which the connection was disposed.</summary>
    public void Check(Schedule ended)
    {
        Expect(Connection.Closed.IsCompleted, "Closed has not completed");
        Expect(Connection.Ended.IsCompleted, "the connection has not ended");
        Expect(disposed <= 1, "the connection was disposed twice");
        Expect(released == 1, $"the connection was released {released} times");
        Expect(buffers.Rented == 0, $"{buffers.Rented} buffers are still rented");
        Expect(ended.Clock.Set == 0, $"{ended.Clock.Set} timers are still set");
        Expect(ended.Clock.Elapsed <= Deadlines, $"a deadline passed, because nothing else went on (number {ended.Clock.Elapsed})");
        CheckedPool.Check(ended);
        CheckFrames();
        Expect(delivered.Take(Received.Count).SequenceEqual(Received), $"received {Listed(Received)} of {Listed(delivered)}");
        if (TakesAll) Expect(Received.Count == delivered.Count, $"received {Listed(Received)} of {Listed(delivered)}");
    }

    bool IConnectionHost.TracksDeadline(TimeSpan deadline) => false;

    Connection IConnectionHost.Intern(Connection state) => state;

    ValueTask<Either<Rejection, Acceptance>> IConnectionHost.AnswerAsync(WebSocketConnection connection, UpgradeRequest request) =>
        new(answer!);

    void IConnectionHost.OnOpened(WebSocketConnection connection)
    {
        connection.Hold();
        schedule.Track("the application", ServeAsync());
    }

    void IConnectionHost.OnDisposed(WebSocketConnection connection)
    {
        disposed++;
        if (Served is null) connection.Release();
    }

    void IConnectionHost.OnReleased(WebSocketConnection connection) => released++;

    void IConnectionHost.Report(Exception exception, WebSocketConnection connection) =>
        Schedule.Fail($"the connection reported {exception}");

    private static string Described(WireFrame frame) => frame.IsControl ? $"opcode {frame.Opcode}" : frame.Text;

    private static string Listed(IEnumerable<string> texts) => $"[{string.Join(' ', texts)}]";

    private async Task ServeAsync()
    {
        await Served!(this);
        Connection.StopReceiving();
        Connection.BeginClose(CloseCode.NormalClosure);
        Connection.Release();
    }

    private void CheckFrames()
    {
        var frames = Wire.Frames();
        var end = frames.FindIndex(frame => frame.Opcode == WireFrame.Close);
        var after = end < 0 ? [] : frames.Skip(end + 1).Select(Described).ToArray();
        Expect(after.Length == 0, $"frames after the close frame: {Listed(after)}");
        var data = frames.Where(frame => !frame.IsControl).Select(frame => frame.Text).ToList();
        Expect(data.Distinct(StringComparer.Ordinal).Count() == data.Count, $"a message was written twice: {Listed(data)}");
        foreach (var sender in sends.GroupBy(send => send.Sender, StringComparer.Ordinal))
        {
            var accepted = sender.Where(send => send.Outcome == "sent").Select(send => send.Text).ToList();
            var own = sender.Select(send => send.Text).ToHashSet(StringComparer.Ordinal);
            var wrote = data.Where(own.Contains).ToList();
            var isWhole = !Wire.IsDropped && wrote.Count == accepted.Count;
            Expect(
                (isWhole || Wire.IsDropped) && accepted.Take(wrote.Count).SequenceEqual(wrote),
                $"{sender.Key} sent {Listed(accepted)}, and {Listed(wrote)} was written");
        }

        var sent = sends.Select(send => send.Text).ToHashSet(StringComparer.Ordinal);
        Expect(data.TrueForAll(sent.Contains), $"unknown data was written: {Listed(data.Where(text => !sent.Contains(text)))}");
    }

    private void Expect(bool holds, string what)
    {
        if (!holds) schedule.Add(what);
    }
}
