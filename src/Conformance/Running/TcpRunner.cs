using System.Diagnostics;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>Runs cases against a server over TCP: a connection a case, any number of them at once.</summary>
/// <param name="target">The server: ws://host:port/path.</param>
public sealed class TcpRunner(Uri target)
{
    private const int ReadBytes = 64 * 1024;
    private const int LentBytes = 256 * 1024;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(30);

    /// <summary>Runs a case to its end. Whatever the server does is a verdict; that it is gone, too.</summary>
    public Task<CaseResult> RunAsync(Case running, CancellationToken stop) => RunAsync(running, CompressedMessages.For(Seq.create(running)), stop);

    /// <summary>Runs a case to its end, with the messages that it shares with others of its run.</summary>
    public async Task<CaseResult> RunAsync(Case running, CompressedMessages messages, CancellationToken stop)
    {
        var run = new CaseRun(running, Role.Client, messages);
        var clock = Stopwatch.StartNew();
        try
        {
            using var socket = await ConnectAsync(stop).ConfigureAwait(false);
            await ConverseAsync(running, run, socket, clock, stop).ConfigureAwait(false);
        }
        catch (PeerUnreachableException gone)
        {
            run.Tell(new Entry.NotOpened(gone.Message, TimedOut: false, Request: "", Response: ""), clock.Elapsed);
        }

        return run.ToResult();
    }

    private async Task ConverseAsync(Case running, CaseRun run, Socket socket, Stopwatch clock, CancellationToken stop)
    {
        var opening = await TcpOpening.OpenAsync(socket, target, running.Compression, stop).ConfigureAwait(false);
        var writer = new TcpWriter(socket);
        writer.Write(run.Tell(opening.Entry, clock.Elapsed));
        if (!run.IsOver && opening.Behind.Length > 0) writer.Write(run.Tell(new Entry.Received(opening.Behind, opening.Behind.Length), clock.Elapsed));

        var reader = new TcpReader(socket, running.HoldsNothing ? LentBytes : ReadBytes, lends: running.HoldsNothing);
        while (!run.IsOver)
        {
            // What has arrived is looked at before a timer is: a tester that was kept waiting does not blame its peer.
            var due = run.NextTimer.IfNone(TimeSpan.MaxValue) - clock.Elapsed;
            if (due <= TimeSpan.Zero && socket.Available == 0) writer.Write(run.TellNextTimer(clock.Elapsed));
            else if ((await reader.ReadAsync(due, stop).ConfigureAwait(false)).Case is SomeCase<Octets>(var octets))
                writer.Write(run.Tell(octets.Length == 0 ? new Entry.Dropped(Side.Theirs) : new Entry.Received(octets, octets.Length), clock.Elapsed));
        }
    }

    /// <summary>Whether the server can be reached at all; else a <see cref="PeerUnreachableException"/>.</summary>
    public async Task ProbeAsync(CancellationToken stop)
    {
        using var socket = await ConnectAsync(stop).ConfigureAwait(false);
    }

    private async Task<Socket> ConnectAsync(CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(ConnectPatience);
        try
        {
            await socket.ConnectAsync(target.IdnHost.Trim('[', ']'), target.Port, patience.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !stop.IsCancellationRequested))
        {
            socket.Dispose();
            throw new PeerUnreachableException($"{target} cannot be reached: {(error is SocketException ? error.Message : $"no connection within {ConnectPatience.TotalSeconds} s")}", error);
        }
    }
}

/// <summary>A peer to test cannot be reached.</summary>
public sealed class PeerUnreachableException(string message, Exception cause) : Exception(message, cause);
