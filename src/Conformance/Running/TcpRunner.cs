using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Pure.WebSockets.Conformance;

/// <summary>Runs cases against a server over TCP or TLS, or over HTTP/2 on either: a connection a case, any number of them at once.</summary>
/// <param name="target">The server.</param>
/// <param name="options">How the tester behaves where no case says it.</param>
public sealed class TcpRunner(Target target, TesterOptions options)
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(30);

    /// <summary>Against a server of which nothing is asked but WebSocket.</summary>
    /// <param name="url">The server: ws://host:port/path, or wss://…</param>
    public TcpRunner(Uri url)
        : this(new Target(url), TesterOptions.Default)
    {
    }

    /// <summary>Runs a case to its end. Whatever the server does is a verdict; that it is gone, too.</summary>
    public Task<CaseResult> RunAsync(Case running, CancellationToken stop) => RunAsync(running, CompressedMessages.For(Seq.create(running)), stop);

    /// <summary>Runs a case to its end, with the messages that it shares with others of its run.</summary>
    public Task<CaseResult> RunAsync(Case running, CompressedMessages messages, CancellationToken stop) =>
        target.IsHttp2 ? new Http2Runner(target, options).RunAsync(running, messages, stop) : RunHttp1Async(running, messages, stop);

    private async Task<CaseResult> RunHttp1Async(Case running, CompressedMessages messages, CancellationToken stop)
    {
        var run = new CaseRun(running, Role.Client, messages, options);
        var clock = Stopwatch.StartNew();
        var opening = TcpOpening.For(target, running);
        var due = options.OpenHandshakeTimeout > TimeSpan.Zero ? options.OpenHandshakeTimeout : TimeSpan.MaxValue;
        try
        {
            var socket = await ConnectAsync(stop).ConfigureAwait(false);
            clock.Restart();
            var link = await LinkAsync(socket, clock, due, stop).ConfigureAwait(false);
            try
            {
                var (entry, behind) = await TcpOpening.OpenAsync(link, opening, due, stop).ConfigureAwait(false);
                await Conversation.HoldAsync(run, running, link, entry, behind, [], stop).ConfigureAwait(false);
            }
            finally
            {
                // The verdict does not wait for it.
                _ = link.EndAsync(stop);
            }
        }
        catch (PeerUnreachableException gone)
        {
            run.Tell(new Entry.NotOpened(gone.Message, TimedOut: false, Request: "", Response: ""), clock.Elapsed);
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            run.Tell(opening.Failed($"TLS: {(error.InnerException ?? error).Message.TrimEnd('.')}"), clock.Elapsed);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            run.Tell(TcpOpening.TimedOut(opening, due), clock.Elapsed);
        }

        return run.ToResult();
    }

    /// <summary>Whether the server can be reached at all; else a <see cref="PeerUnreachableException"/>.</summary>
    public async Task ProbeAsync(CancellationToken stop)
    {
        using var socket = await ConnectAsync(stop).ConfigureAwait(false);
    }

    private async Task<Link> LinkAsync(Socket socket, Stopwatch clock, TimeSpan due, CancellationToken stop)
    {
        if (!target.IsSecured) return Link.Over(socket, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (due < TimeSpan.MaxValue) limit.CancelAfter(due);
        return await Link.OverTlsAsync(socket, clock, (tls, cancelled) => tls.AuthenticateAsClientAsync(Tls(), cancelled), limit.Token).ConfigureAwait(false);
    }

    private SslClientAuthenticationOptions Tls() => new()
    {
        TargetHost = target.TlsHost.IfNone(target.Url.IdnHost),
#pragma warning disable MA0039, CA5359 // Any certificate will do, as the target's docstring says.
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore MA0039, CA5359
    };

    private async Task<Socket> ConnectAsync(CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = options.TcpNoDelay };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(ConnectPatience);
        try
        {
            await socket.ConnectAsync(target.Url.IdnHost.Trim('[', ']'), target.Url.Port, patience.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !stop.IsCancellationRequested))
        {
            socket.Dispose();
            throw new PeerUnreachableException($"{target.Url} cannot be reached: {(error is SocketException ? error.Message : $"no connection within {ConnectPatience.TotalSeconds} s")}", error);
        }
    }
}

/// <summary>A peer to test cannot be reached.</summary>
public sealed class PeerUnreachableException(string message, Exception cause) : Exception(message, cause);
