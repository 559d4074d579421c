using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Tests clients: they connect and name a case, and the case runs on that connection, with this end as the tester. The addresses are
/// those of the Autobahn Testsuite, so that its drivers work: /getCaseCount, then /runCase?case=N&amp;agent=A for each case, echoing
/// every message, then /updateReports?agent=A. A browser is tested by its opening the page at /. Any number of clients at once.
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
        // As in the reports of a server's run: a case's number is its place among those chosen.
        Options = options with { Cases = Seq.create<Case>([.. options.Cases.Select((found, at) => found with { Index = at + 1 })]) };
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        stopping = new Lazy<Task>(() => Task.Run(StopOnceAsync));
        Accept(socket);
    }

    /// <summary>Where it listens: with the real port, where the one asked for was 0.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>
    /// Completes when the server has stopped: because a client asked for it (/stopServer, or shutdownOnComplete of /updateReports), or
    /// because it was disposed.
    /// </summary>
    public Task Stopped => stopped.Task;

    internal FuzzingServerOptions Options { get; }

    internal CaseResults Results { get; } = new();

    /// <summary>Starts a server.</summary>
    /// <param name="endPoint">Where to listen. Port 0: a free one, see <see cref="EndPoint"/>. <see cref="IPAddress.IPv6Any"/>: IPv4 as
    /// well.</param>
    /// <param name="options">What it runs, and how.</param>
    /// <exception cref="IOException">The end point cannot be listened on, as when the port is in use; the message names it.</exception>
    public static FuzzingServer Start(IPEndPoint endPoint, FuzzingServerOptions options) => new(Listen(endPoint), options);

    /// <summary>Listens at one more end point, where everything is served that is served at the first.</summary>
    /// <exception cref="IOException">The end point cannot be listened on.</exception>
    public void ListenAlso(IPEndPoint endPoint) => Accept(Listen(endPoint));

    private static Socket Listen(IPEndPoint endPoint)
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

    /// <summary>Stops: no more connections are accepted, those that are open end. The index of the reports is not written.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.Value.ConfigureAwait(false);
        stop.Dispose();
    }

    /// <summary>Stops as a client asked.</summary>
    internal void RequestStop() => _ = stopping.Value;

    internal void Tell(FuzzingServerEvent told) => Options.OnEvent(told);

    /// <summary>Whether one more WebSocket connection may be there; then it is, until <see cref="Leave"/>.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref open) <= Options.Tester.MaxConnections || Options.Tester.MaxConnections == 0) return true;
        Leave();
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref open);

    /// <summary>A case of an agent runs as long as the task does: from before its client can know of it.</summary>
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

    /// <summary>What an agent's heavy cases move.</summary>
    internal PeerActivity ActivityOf(string agent) => agents.GetOrAdd(agent, _ => new PeerActivity());

    /// <summary>A case of an agent begins.</summary>
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
        Tell(new FuzzingServerEvent.CaseStarted(agent, running, peer));
    }

    /// <summary>A case ended: its report is written, and then its verdict is there for those who wait.</summary>
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
                        Again = $"purews test client --cases {result.Case.Id}",
                        Cases = Options.Cases.Map(found => found.Id),
                    }
                )
        );
        Options.Reports.End(agent);
        Results.Add(agent, result);
        Tell(new FuzzingServerEvent.CaseEnded(agent, result));
    }

    /// <summary>
    /// Writes the index of the reports. An agent that drops its last connection and asks at once is to find that case in it.
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
                Tell(new FuzzingServerEvent.ReportsWritten(Options.Reports.Path));
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
                // It passes, as no file descriptor being left does.
                Tell(new FuzzingServerEvent.Faulted("accepting connections", error));
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
            Tell(new FuzzingServerEvent.Faulted(what, error));
        }
    }
}
