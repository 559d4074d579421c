using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A server that tests clients by running a generated conversation on each connection. The server answers the same requests as
/// <see cref="FuzzingServer"/>, so a client that was written for the Autobahn Testsuite can be tested without changes. Clients with
/// different names are tested independently of each other.
/// </summary>
internal sealed class ClientFuzzing : IDisposable
{
    /// <summary>The maximum number of clients in one run. Each client name counts as one client.</summary>
    internal const int MostSessions = 64;

    private const int Workers = 32;

    // The number of additional conversations that the server announces. The connections of these conversations are used to shorten
    // findings.
    private const long AnnouncedForShortening = 1000;
    private const long MostAnnounced = 100_000;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastConversations = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeavingSilence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLeaving = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly FuzzSession settings;
    private readonly Option<SslServerAuthenticationOptions> tls;
    private readonly Action<string> onProblem;
    private readonly Socket listening;
    private readonly BlockingCollection<Socket> accepted = [];
    private readonly ConcurrentDictionary<string, ClientSession> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Agent, long Number), string> verdicts = new();
    private readonly Lock joining = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Thread[] threads;
    private long lastConnection;
    private long firstConversation = -1;
    private int refused;
    private bool isLeaving;
    private bool mustStop;

    private ClientFuzzing(Socket socket, FuzzSession settings, Option<SslServerAuthenticationOptions> tls, Action<string> onProblem)
    {
        (listening, this.settings, this.tls, this.onProblem) = (socket, settings, tls, onProblem);
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        threads = [Background(AcceptAll), .. Enumerable.Range(0, Workers).Select(_ => Background(ServeAll))];
    }

    /// <summary>The endpoint on which the server listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>
    /// Whether <see cref="Run"/> ended because no client connected for the time of <see cref="FuzzSession.ReturnPatience"/>, although
    /// conversations were left.
    /// </summary>
    public bool WasAbandoned { get; private set; }

    /// <summary>Starts the server.</summary>
    /// <param name="endPoint">The endpoint to listen on. Port 0 selects a free port.</param>
    /// <param name="settings">The seed, the limits, and the number of conversations with each client.</param>
    /// <param name="tls">The TLS settings of the server for wss, or None for ws.</param>
    /// <param name="onProblem">
    /// The function to call with a description of the problem if a connection cannot be accepted or served. The function can be called on
    /// any thread.
    /// </param>
    /// <exception cref="IOException">The server cannot listen on the endpoint.</exception>
    public static ClientFuzzing Start(
        IPEndPoint endPoint,
        FuzzSession settings,
        Option<SslServerAuthenticationOptions> tls,
        Action<string> onProblem
    ) => new(FuzzingServer.Listen(endPoint), settings, tls, onProblem);

    /// <summary>
    /// Tests clients until the time limit has elapsed or all conversations have been run. The server then continues to shorten findings
    /// while clients connect. The run ends early if a client requests a stop, or if no client connects again. Returns the result for each
    /// client.
    /// </summary>
    /// <param name="onProgress">The function to call repeatedly with the progress, on the caller's thread.</param>
    /// <param name="cancelled">The token that ends the run early.</param>
    public IReadOnlyList<(string Agent, FuzzReport Report)> Run(Action<FuzzProgress> onProgress, CancellationToken cancelled)
    {
        var lastActivity = TimeSpan.Zero;
        while (!cancelled.IsCancellationRequested && !Volatile.Read(ref mustStop))
        {
            cancelled.WaitHandle.WaitOne(Moment);
            onProgress(new FuzzProgress(sessions.Values.Sum(one => one.Held), Time, sessions.Values.Sum(one => one.Findings)));
            if (Time >= settings.Time)
                foreach (var session in sessions.Values) session.Close();
            if (sessions.IsEmpty) continue;
            if (sessions.Values.All(session => session.IsComplete)) break;
            // Do not stop while a conversation is running. A conversation can last longer than Silence without a new connection, and the
            // finding of the conversation must not be lost.
            if (sessions.Values.All(session => session is { Left: <= 0, IsRunning: false }) && SinceLastConnection > Silence) break;
            if (sessions.Values.Any(session => session.IsRunning)) lastActivity = clock.Elapsed;
            var absence = clock.Elapsed - Max(lastActivity, TimeSpan.FromTicks(Interlocked.Read(ref lastConnection)));
            WasAbandoned = settings.ReturnPatience > TimeSpan.Zero && absence > settings.ReturnPatience;
            if (WasAbandoned) break;
        }

        var time = Time;
        if (!cancelled.IsCancellationRequested) Leave(cancelled);
        return [.. sessions.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value.End(time)))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        listening.Dispose();
        accepted.CompleteAdding();
        foreach (var session in sessions.Values) session.Stop();
        var until = clock.Elapsed + LastConversations;
        var areOver = Array.TrueForAll(threads, thread => thread.Join(Max(until - clock.Elapsed, TimeSpan.Zero)));
        foreach (var socket in accepted.GetConsumingEnumerable()) socket.Dispose();
        // A conversation that is still in progress uses "accepted" and "stop", so these objects are not disposed. Such a conversation ends
        // at the latest when the process ends.
        if (!areOver) return;
        accepted.Dispose();
        stop.Dispose();
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private TimeSpan Time =>
        Interlocked.Read(ref firstConversation) is >= 0 and var first ? clock.Elapsed - TimeSpan.FromTicks(first) : TimeSpan.Zero;

    private TimeSpan SinceLastConnection => clock.Elapsed - TimeSpan.FromTicks(Interlocked.Read(ref lastConnection));

    /// <summary>
    /// Waits up to 20 s for clients to stop connecting. In the meantime, each connection for a conversation is opened and closed
    /// immediately, so that clients can complete their list of conversations as usual.
    /// </summary>
    private void Leave(CancellationToken cancelled)
    {
        Volatile.Write(ref isLeaving, value: true);
        for (var until = clock.Elapsed + LongestLeaving; clock.Elapsed < until && SinceLastConnection < LeavingSilence;)
            if (cancelled.WaitHandle.WaitOne(Moment)) return;
    }

    private static Thread Background(ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private void AcceptAll()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                accepted.Add(listening.Accept());
            }
            catch (Exception error) when (stop.IsCancellationRequested || error is ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            catch (SocketException error)
            {
                // An error in accepting a connection is usually temporary. For example, it occurs if too many files are open.
                onProblem($"accepting connections: {error.Message}");
                Thread.Sleep(Moment);
            }
        }
    }

    private void ServeAll()
    {
        foreach (var socket in accepted.GetConsumingEnumerable())
        {
            Interlocked.Exchange(ref lastConnection, clock.Elapsed.Ticks);
            if (stop.IsCancellationRequested) socket.Dispose();
            else Serve(socket);
        }
    }

    private void Serve(Socket socket)
    {
        try
        {
            using var peer = SocketPeer.Accepted(socket, tls);
            var connection = new ClientConnection(peer, settings.Patience, stop.Token);
            connection
                .Head()
                .Match(
                    Right: head => Answer(head, peer, connection),
                    Left: broken => Answer(broken.Error, broken.Received, peer, connection)
                );
        }
        catch (Exception error) when (error is IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            onProblem($"a connection could not be opened: {(error.InnerException ?? error).Message.TrimEnd('.')}");
            socket.Dispose();
        }
        catch (OperationCanceledException)
        {
            // The server is stopping.
        }
        catch (Exception error)
        {
            onProblem($"serving a client: {error}");
        }
    }

    private void Answer((ByteString Head, ByteString Trailing) head, SocketPeer peer, ClientConnection connection)
    {
        var asked = HeadParser
            .ParseRequest(head.Head)
            .Bind(request => ClientRequest.Parse(request.Target).MapLeft(why => Error("the parameters of this server", why)));
        if (asked.Case is ClientRequest.Converse wanted && !Volatile.Read(ref isLeaving))
        {
            Converse(wanted, head, peer, connection);
            return;
        }

        var upgrade = HeadParser.ParseRequest(head.Head).Bind(ServerHandshake.Check);
        if (asked.Case is HandshakeError wrong) Refuse(peer, wrong);
        else if (upgrade.Case is HandshakeError invalid) Refuse(peer, invalid);
        else if (upgrade.Case is UpgradeRequest accepting && asked.Case is ClientRequest request)
        {
            var text = Text(request);
            connection.SendAndClose(accepting, text);
            if (request is ClientRequest.Stop or ClientRequest.Update { ShutsDown: true }) Volatile.Write(ref mustStop, value: true);
        }
    }

    /// <summary>
    /// Answers a request whose head is invalid. If the request asks for a conversation, the request counts as a conversation, so that the
    /// error is reported as a finding.
    /// </summary>
    private void Answer(HandshakeError error, ByteString received, SocketPeer peer, ClientConnection connection)
    {
        if (
            ClientRequest.TargetOf(received) is ['/', ..] target
            && ClientRequest.Parse(target).Case is ClientRequest.Converse wanted
            && !Volatile.Read(ref isLeaving)
        )
            Converse(wanted, (received, ByteString.Empty), peer, connection);
        else Refuse(peer, error);
    }

    private string? Text(ClientRequest request) => request switch
    {
        ClientRequest.Count => FormattableString.Invariant($"{Announced()}"),
        ClientRequest.Info info => ServedJson.Line(
            ("id", FormattableString.Invariant($"{info.Number}")),
            ("description", "A generated conversation.")
        ),
        ClientRequest.Status status => ServedJson.Line(
            ("behavior", verdicts.GetValueOrDefault((status.Agent, status.Number), VerdictText.Of(Verdict.Ok)))
        ),
        _ => null,
    };

    /// <summary>
    /// Returns the number of conversations for clients to run. The request for this number does not contain the client's name, so the
    /// number is based on the client with the most conversations left.
    /// </summary>
    private long Announced()
    {
        var left = sessions.IsEmpty ? settings.Conversations : sessions.Values.Max(session => session.Left);
        return left > MostAnnounced ? MostAnnounced : left + AnnouncedForShortening;
    }

    /// <summary>Returns the session of a client, or null if the client is new and the maximum number of clients has been reached.</summary>
    private ClientSession? SessionOf(string agent)
    {
        if (sessions.TryGetValue(agent, out var known)) return known;
        lock (joining)
            return sessions.TryGetValue(agent, out known) || sessions.Count < MostSessions
                ? sessions.GetOrAdd(agent, _ => new ClientSession(settings))
                : null;
    }

    /// <summary>
    /// Refuses a client that exceeds the maximum number of clients. Only the first such client is reported, because a client might use a
    /// new name for each connection.
    /// </summary>
    private void RefuseAgent(SocketPeer peer, string agent)
    {
        var error = new HandshakeError(
            503,
            Seq<Header>.Empty,
            "the limit of this server",
            $"agent={PrintableText.OneLine(agent)} exceeds the limit of "
                + $"{CountText.Of(MostSessions, "client")} in a run. A client must use the same name for all its connections"
        );
        if (Interlocked.Increment(ref refused) == 1) Refuse(peer, error);
        else Reject(peer, error);
    }

    private void Converse(
        ClientRequest.Converse asked,
        (ByteString Head, ByteString Trailing) head,
        SocketPeer peer,
        ClientConnection connection
    )
    {
        if (SessionOf(asked.Agent) is { } session) Converse(asked, session, head, connection);
        else RefuseAgent(peer, asked.Agent);
    }

    private void Converse(
        ClientRequest.Converse asked,
        ClientSession session,
        (ByteString Head, ByteString Trailing) head,
        ClientConnection connection
    )
    {
        Interlocked.CompareExchange(ref firstConversation, clock.Elapsed.Ticks, -1);
        if (session.Next(ClientConnection.OffersDeflate(head.Head)) is not { } conversation)
        {
            foreach (var upgrade in HeadParser.ParseRequest(head.Head).Bind(ServerHandshake.Check).ToSeq())
                connection.SendAndClose(upgrade, message: null);
            return;
        }

        var visited = new ModelCoverage();
        ModelFinding? finding = null;
        try
        {
            finding = FuzzRun.Run(conversation.Script, connection.Target(head), settings.Profile, visited).Finding;
        }
        finally
        {
            var verdict =
                finding is null ? Verdict.Ok
                : finding.Demand == Demand.Must ? Verdict.Failed
                : Verdict.NonStrict;
            if (verdict == Verdict.Ok) verdicts.TryRemove((asked.Agent, asked.Number), out _);
            else verdicts[(asked.Agent, asked.Number)] = VerdictText.Of(verdict);
            session.Add(conversation, finding, visited);
        }
    }

    private void Refuse(SocketPeer peer, HandshakeError error)
    {
        onProblem($"{error.Seen} ({error.Rule})");
        Reject(peer, error);
    }

    private static void Reject(SocketPeer peer, HandshakeError error)
    {
        if (error.Status != ClientConnection.NoAnswer) peer.Receive(ServerOpening.Refuse(error), peer.Now);
        peer.End();
    }

    private static HandshakeError Error(string rule, string seen) => new(500, Seq<Header>.Empty, rule, seen);
}
