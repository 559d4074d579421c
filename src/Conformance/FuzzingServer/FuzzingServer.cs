using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A server that tests clients. A client connects and requests a case. The server is the tester, and runs the case on the same connection.
/// The request paths are the same as in the Autobahn Testsuite, so clients that were written for that suite need no changes. Such a client
/// requests /getCaseCount, then /runCase?case=N&amp;agent=A for each case, and finally /updateReports?agent=A. During a case, the client
/// echoes every message. To test a browser, open the server's page at / in that browser. Any number of clients can be tested at the same
/// time.
/// </summary>
public sealed class FuzzingServer : IAsyncDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan UpdatePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentBag<(Socket Socket, Task Accepting)> listening = [];
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Task, bool> connections = new();
    private readonly ConcurrentDictionary<Task, string> running = new();
    private readonly ConcurrentDictionary<string, PeerActivity> agents = new(StringComparer.Ordinal);
    private readonly Lock writing = new();
    private readonly Lazy<Task> stopping;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int open;

    private FuzzingServer(Socket socket, FuzzingServerOptions options)
    {
        // Number the chosen cases consecutively, as in the Autobahn Testsuite. Clients request a case by its number.
        Options = options;
        Cases = Seq.create<Case>([.. options.Cases.Select((found, at) => found with { Index = at + 1 })]);
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        stopping = new Lazy<Task>(() => Task.Run(StopOnceAsync));
        Accept(socket);
    }

    /// <summary>The endpoint on which the server listens. If port 0 was requested, the endpoint contains the actual port.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>
    /// The task that completes when the server has stopped. The server stops when it is disposed, or when a client requests /stopServer or
    /// /updateReports with shutdownOnComplete=true.
    /// </summary>
    public Task Stopped => stopped.Task;

    internal FuzzingServerOptions Options { get; }

    /// <summary>The cases from the options, each with its number.</summary>
    internal Seq<Case> Cases { get; }

    internal CaseResults Results { get; } = new();

    /// <summary>Starts a server.</summary>
    /// <param name="endPoint">
    /// The endpoint on which the server listens. If the port is 0, the server selects a free port, which <see cref="EndPoint"/> then
    /// contains. <see cref="IPAddress.IPv6Any"/> also accepts IPv4 connections.
    /// </param>
    /// <param name="options">The cases, and the options for running them.</param>
    /// <exception cref="IOException">
    /// The server cannot listen on the endpoint, for example because the port is in use. The message contains the endpoint.
    /// </exception>
    public static FuzzingServer Start(IPEndPoint endPoint, FuzzingServerOptions options) => new(Listen(endPoint), options);

    /// <summary>Listens on an additional endpoint, and serves the same requests on this endpoint.</summary>
    /// <exception cref="IOException">The server cannot listen on the endpoint.</exception>
    public void ListenAlso(IPEndPoint endPoint) => Accept(Listen(endPoint));

    internal static Socket Listen(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = endPoint.Address.Equals(IPAddress.IPv6Any);
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen on {endPoint}: {error.Message}.", error);
        }
    }

    /// <summary>
    /// Stops the server. The server then accepts no further connections and ends all open connections. The index of the reports is not
    /// written.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.Value.ConfigureAwait(false);
        stop.Dispose();
    }

    /// <summary>Stops the server at a client's request.</summary>
    internal void RequestStop() => _ = stopping.Value;

    internal void Raise(FuzzingServerEvent raised) => Options.OnEvent(raised);

    /// <summary>
    /// Counts an additional open WebSocket connection, and returns true. The caller must call <see cref="Leave"/> when the connection has
    /// ended. If the maximum number of connections is already open, the connection is not counted and the result is false.
    /// </summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref open) <= Options.Tester.MaxConnections || Options.Tester.MaxConnections == 0) return true;
        Leave();
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref open);

    /// <summary>
    /// Runs a case for an agent, and marks the case as running until the case has ended. The case is marked before the client can notice
    /// that the case has started.
    /// </summary>
    internal async Task FollowAsync(string agent, Func<Task> run)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running.TryAdd(ended.Task, agent);
        try
        {
            await run().ConfigureAwait(false);
        }
        finally
        {
            running.TryRemove(ended.Task, out _);
            ended.SetResult();
        }
    }

    /// <summary>Returns the object that records when bytes of the agent's heavy cases were last transferred.</summary>
    internal PeerActivity ActivityOf(string agent) => agents.GetOrAdd(agent, _ => new PeerActivity());

    /// <summary>Records that a case of an agent has started. If this is the agent's first case, also records the start of a run.</summary>
    internal void Started(string agent, Case running, EndPoint peer)
    {
        if (agents.TryAdd(agent, new PeerActivity()))
            Options.Reports.Begin(
                new AgentRun(
                    agent,
                    $"a client at {(peer as IPEndPoint)?.Address}",
                    Options.Command,
                    Product.Token,
                    DateTimeOffset.UtcNow,
                    TimeSpan.Zero,
                    Options.Tester.Patience
                )
            );
        Raise(new FuzzingServerEvent.CaseStarted(agent, running, peer));
    }

    /// <summary>Records that a case has ended. The report is written before the verdict becomes available to clients.</summary>
    internal void Ended(string agent, CaseResult result)
    {
        Try(
            $"the report of case {result.Case.Id} of {agent}",
            () =>
                Options.Reports.Add(
                    agent,
                    result,
                    new CasePageOptions
                    {
                        Again = $"{Options.CaseCommand} --cases {result.Case.Id}",
                        Cases = Cases.Map(found => found.Id),
                    }
                )
        );
        Options.Reports.End(agent);
        Results.Add(agent, result);
        Raise(new FuzzingServerEvent.CaseEnded(agent, result));
    }

    /// <summary>
    /// Waits up to one second for the agent's running cases to end, and then writes the index of the reports. The wait is necessary because
    /// a client can drop the connection of its last case and request the index immediately. At that time, the server can still be running
    /// the case.
    /// </summary>
    internal async Task UpdateReportsAsync(string agent)
    {
        await Task.WhenAll(running.Where(one => one.Value == agent).Select(one => one.Key))
            .WaitAsync(UpdatePatience)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Try(
            "the index of the reports",
            () =>
            {
                lock (writing)
                    Options.Reports.WriteIndex();
                Raise(new FuzzingServerEvent.ReportsWritten(Options.Reports.Path));
            }
        );
    }

    private void Accept(Socket socket) => listening.Add((socket, Task.Run(() => AcceptAllAsync(socket))));

    private async Task AcceptAllAsync(Socket socket)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Serve(await socket.AcceptAsync(stop.Token).ConfigureAwait(false));
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException error)
            {
                // An error in accepting a connection is usually temporary. For example, it occurs if too many files are open.
                Raise(new FuzzingServerEvent.Faulted("accepting connections", error));
                await Task.Delay(AcceptPause, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void Serve(Socket socket)
    {
        var served = Task.Run(() => ServerConnection.ServeAsync(this, socket, stop.Token));
        connections.TryAdd(served, true);
        _ = served.ContinueWith(
            ended => connections.TryRemove(ended, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    private async Task StopOnceAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        foreach (var (socket, _) in listening) socket.Dispose();
        await Task.WhenAll(listening.Select(one => one.Accepting)).ConfigureAwait(false);
        await Task.WhenAll(connections.Keys).WaitAsync(StopPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopped.TrySetResult();
    }

    private void Try(string what, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Raise(new FuzzingServerEvent.Faulted(what, error));
        }
    }
}
