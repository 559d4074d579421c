using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Runs cases against a server over TCP or TLS, with HTTP/1.1 or HTTP/2. Each case opens its own connection, so any number of cases can run
/// at the same time.
/// </summary>
/// <param name="target">The server to test.</param>
/// <param name="options">The tester's options for settings that a case does not define.</param>
public sealed class TcpRunner(TestTarget target, TesterOptions options)
{
    private const string WarmUp = "1.1.1";
    private const string WarmUpWithoutEcho = "2.1";

    // The minimum value of TesterOptions.Patience for the case that the probe runs. Long time limits are acceptable, because the probe only
    // checks whether a server answers.
    private const double WarmUpPatience = 4;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(30);

    private readonly PeerActivity activity = new();

    /// <summary>
    /// Whether the server echoes messages. If the value is false, <see cref="ProbeAsync(CancellationToken)"/> runs a case that sends only
    /// a ping and a close frame.
    /// </summary>
    internal bool Echoes { get; init; } = true;

    /// <summary>The URL of the server.</summary>
    internal Uri Url => target.Url;

    /// <summary>
    /// The function that is called at the start of each wait for the server, with what is awaited and the time limit. A time limit of
    /// TimeSpan.MaxValue means that there is none.
    /// </summary>
    internal Action<string, TimeSpan> OnWait { get; init; } = (_, _) => { };

    /// <summary>Creates a runner for a server, with default options.</summary>
    /// <param name="url">The URL of the server, such as ws://host:port/path or wss://host:port/path.</param>
    public TcpRunner(Uri url)
        : this(new TestTarget(url), TesterOptions.Default)
    {
    }

    /// <summary>Runs a case to its end. The result always has a verdict, even if the server cannot be reached.</summary>
    public Task<CaseResult> RunAsync(Case running, CancellationToken cancellationToken = default) =>
        RunAsync(running, CompressedMessages.For(Seq.create(running)), cancellationToken);

    /// <summary>Runs a case to its end, with compressed messages that other cases can share.</summary>
    internal Task<CaseResult> RunAsync(Case running, CompressedMessages messages, CancellationToken stop) =>
        target.IsHttp2 ? RunHttp2Async(running, messages, stop) : RunHttp1Async(running, messages, stop);

    private Task<CaseResult> RunHttp2Async(Case running, CompressedMessages messages, CancellationToken stop)
    {
        OnWait("the response to the opening handshake", options.OpeningLimit);
        return new Http2Runner(target, options, activity).RunAsync(running, messages, stop);
    }

    private async Task<CaseResult> RunHttp1Async(Case running, CompressedMessages messages, CancellationToken stop)
    {
        var run = new CaseRun(running, Role.Client, messages, options);
        var clock = Stopwatch.StartNew();
        var opening = TcpOpening.For(target, running);
        var due = options.OpeningLimit;
        try
        {
            var socket = await ConnectAsync(stop).ConfigureAwait(false);
            clock.Restart();
            var link = await LinkAsync(socket, clock, due, new ClientTls(target), stop).ConfigureAwait(false);
            try
            {
                OnWait("the response to the opening handshake", due);
                var (entry, trailing) = await TcpOpening.OpenAsync(link, opening, due, stop).ConfigureAwait(false);
                OnWait("the answers to a first case", LimitOf(running));
                await Conversation.HoldAsync(run, running, link, entry, trailing, [], stop, activity).ConfigureAwait(false);
            }
            finally
            {
                // Close the link in the background, so that the verdict is returned without delay.
                _ = link.EndAsync(stop);
            }
        }
        catch (PeerUnreachableException gone)
        {
            run.Report(
                new TranscriptEntry.NotOpened(gone.Message, TimedOut: false, Request: "", Response: "") { IsUnreached = true },
                clock.Elapsed
            );
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            run.Report(opening.Failed($"TLS: {(error.InnerException ?? error).Message.TrimEnd('.')}"), clock.Elapsed);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            run.Report(TcpOpening.TimedOut(opening, due), clock.Elapsed);
        }

        return run.ToResult();
    }

    /// <summary>
    /// Checks that the server can be reached and, if the URL requires TLS, that the TLS handshake succeeds. Then runs one case and
    /// ignores its verdict, so that the start-up time of the tester does not affect the later cases.
    /// </summary>
    /// <returns>
    /// The result of the case. The result includes the head of the server's response, which can contain the name of the server. The verdict
    /// of the result must be ignored.
    /// </returns>
    /// <exception cref="PeerUnreachableException">
    /// The server cannot be reached, the TLS handshake failed, or the server requires TLS but the URL does not specify TLS.
    /// </exception>
    public Task<CaseResult> ProbeAsync(CancellationToken cancellationToken = default) => ProbeAsync(OnWait, cancellationToken);

    /// <summary>Does the same, and calls a function at the start of each wait, as described for <see cref="OnWait"/>.</summary>
    internal Task<CaseResult> ProbeAsync(Action<string, TimeSpan> onWait, CancellationToken stop) =>
        new TcpRunner(target, options) { Echoes = Echoes, OnWait = onWait }.ProbeAloneAsync(stop);

    /// <summary>Runs a case before all others, with time limits that are long enough for the first answers of a server.</summary>
    /// <param name="running">The case.</param>
    /// <param name="onWait">The function that is called at the start of each wait, as described for <see cref="OnWait"/>.</param>
    /// <param name="stop">The token that stops the case.</param>
    internal Task<CaseResult> RunPatientlyAsync(Case running, Action<string, TimeSpan> onWait, CancellationToken stop) =>
        new TcpRunner(target, options with { Patience = Math.Max(options.Patience, WarmUpPatience) }) { OnWait = onWait }
            .RunAsync(running, stop);

    private async Task<CaseResult> ProbeAloneAsync(CancellationToken stop)
    {
        await ProbeTransportAsync(stop).ConfigureAwait(false);
        var warmUp = Catalogue.All.First(found => found.Id.Text == (Echoes ? WarmUp : WarmUpWithoutEcho));
        var first = await RunPatientlyAsync(warmUp, OnWait, stop).ConfigureAwait(false);
        return
            !target.IsSecured
            && first.Observation is { WasOpen: false, OpeningTimedOut: false, Response: "" or [(char)0x15 or (char)0x16, (char)3, ..] }
            && await SpeaksTlsAsync(stop).ConfigureAwait(false)
            ? throw new PeerUnreachableException(
                $"{target.Url} cannot be reached: the server uses TLS. Use a URL that begins with wss://",
                new IOException("TLS where none was expected.")
            )
            : first;
    }

    private async Task ProbeTransportAsync(CancellationToken stop)
    {
        using var socket = await ConnectAsync(stop).ConfigureAwait(false);
        if (!target.IsSecured) return;
        var (tls, limit) = (new ClientTls(target), options.OpeningLimit);
        try
        {
            var link = await LinkAsync(socket, Stopwatch.StartNew(), limit, tls, stop).ConfigureAwait(false);
            await link.EndAsync(stop).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            throw new PeerUnreachableException(
                tls.Refused.Match(
                    Some: why => $"{target.Url} cannot be reached: {why}.",
                    None: () =>
                        $"{target.Url} cannot be reached: its port does not use TLS "
                            + $"({(error.InnerException ?? error).Message.TrimEnd('.')}). Without TLS use a URL that begins with ws://"
                ),
                error
            )
            {
                IsRefusal = tls.Refused.IsSome,
            };
        }
        catch (OperationCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw new PeerUnreachableException(
                $"{target.Url} cannot be reached: nothing at its port answered TLS within {limit.TotalSeconds:0.###} s. Without "
                    + $"TLS use a URL that begins with ws://",
                error
            );
        }
    }

    /// <summary>
    /// Returns whether a TLS handshake with the server succeeds. This method is called only if the response to a request without TLS is
    /// empty or begins like a TLS record (RFC 8446 §5.1).
    /// </summary>
    private async Task<bool> SpeaksTlsAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(ConnectPatience);
        OnWait("a TLS handshake", ConnectPatience);
        try
        {
            using var socket = await ConnectAsync(stop).ConfigureAwait(false);
            var tls = new ClientTls(target with { Trust = new CertificateTrust.Any() });
            var link = await Link.OverTlsAsync(
                    socket,
                    Stopwatch.StartNew(),
                    (stream, cancelled) => stream.AuthenticateAsClientAsync(tls.Options, cancelled),
                    limit.Token
                )
                .ConfigureAwait(false);
            await link.EndAsync(stop).ConfigureAwait(false);
            return true;
        }
        catch (Exception error)
            when (error is AuthenticationException or IOException or PeerUnreachableException
                || (error is OperationCanceledException && !stop.IsCancellationRequested)
            )
        {
            return false;
        }
    }

    private async Task<Link> LinkAsync(Socket socket, Stopwatch clock, TimeSpan due, ClientTls tls, CancellationToken stop)
    {
        if (!target.IsSecured) return Link.Over(socket, clock);
        OnWait("the TLS handshake", due);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (due < TimeSpan.MaxValue)
            limit.CancelAfter(due);
        return await Link.OverTlsAsync(
                socket,
                clock,
                (stream, cancelled) => stream.AuthenticateAsClientAsync(tls.Options, cancelled),
                limit.Token
            )
            .ConfigureAwait(false);
    }

    private TimeSpan LimitOf(Case running) =>
        running
            .Script.Map(step => step switch
            {
                TesterAction.FailAfter fail => fail.Time,
                TesterAction.CloseAfter close => close.Time,
                _ => TimeSpan.Zero,
            })
            .Filter(time => time > TimeSpan.Zero)
            .Map(time => time * options.Patience)
            .HeadOrNone()
            .IfNone(TimeSpan.MaxValue);

    private async Task<Socket> ConnectAsync(CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = options.TcpNoDelay };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var due = ConnectPatience * options.Patience;
        patience.CancelAfter(due);
        OnWait("a TCP connection", due);
        try
        {
            await socket.ConnectAsync(target.Url.IdnHost.Trim('[', ']'), target.Url.Port, patience.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !stop.IsCancellationRequested))
        {
            socket.Dispose();
            throw error is SocketException failed
                ? PeerUnreachableException.Of(target.Url, failed)
                : new PeerUnreachableException(
                    $"{target.Url} cannot be reached: no connection within {due.TotalSeconds:0.###} s",
                    error
                );
        }
    }
}

/// <summary>The exception that is thrown if the tested peer cannot be reached.</summary>
public sealed class PeerUnreachableException(string message, Exception cause) : Exception(message, cause)
{
    /// <summary>
    /// Whether the peer answered but its certificate was not accepted. If the value is true, another attempt would also fail.
    /// </summary>
    public bool IsRefusal { get; init; }

    /// <summary>Whether no address was found for the peer's host.</summary>
    internal bool IsUnknownHost => InnerException is SocketException error && IsOfName(error);

    /// <summary>Creates the exception for a connection that failed, or for a host without an address.</summary>
    internal static PeerUnreachableException Of(Uri url, SocketException error)
    {
        var why = IsOfName(error)
            ? $"no address was found for the host {url.IdnHost} ({error.Message.TrimEnd('.')})"
            : error.Message;
        return new PeerUnreachableException($"{url} cannot be reached: {why}", error);
    }

    private static bool IsOfName(SocketException error) =>
        error.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery;
}
