using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Pure.WebSockets.Conformance;

/// <summary>Serves one connection to a <see cref="FuzzingServer"/>.</summary>
internal sealed class ServerConnection
{
    private const int Forbidden = 403;

    private static readonly Input Empty = new Input.Close(CloseStatus.None);
    private static readonly TimeSpan FilePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(3);

    private readonly FuzzingServer server;
    private readonly Link link;
    private readonly EndPoint peer;
    private readonly TimeSpan due;
    private readonly CancellationToken stop;

    private ServerConnection(FuzzingServer server, Link link, EndPoint peer, TimeSpan due, CancellationToken stop) =>
        (this.server, this.link, this.peer, this.due, this.stop) = (server, link, peer, due, stop);

    private Seq<Case> Cases => server.Cases;

    private TesterOptions Tester => server.Options.Tester;

    /// <summary>
    /// Serves a connection on an accepted socket until the connection ends. Errors are reported as events
    /// (<see cref="FuzzingServerEvent"/>) and not thrown.
    /// </summary>
    public static async Task ServeAsync(FuzzingServer server, Socket socket, CancellationToken stop)
    {
        var remote = PeerOf(socket);
        var limit = server.Options.Tester.OpeningLimit;
        try
        {
            socket.NoDelay = server.Options.Tester.TcpNoDelay;
            var accepted = await LinkAsync(server, socket, limit, stop).ConfigureAwait(false);
            await new ServerConnection(server, accepted, remote, limit, stop).ServeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is AuthenticationException or IOException or SocketException or ObjectDisposedException)
        {
            server.Raise(
                new FuzzingServerEvent.Rejected(
                    remote,
                    Option<int>.None,
                    $"the connection could not be opened: {(error.InnerException ?? error).Message.TrimEnd('.')}"
                )
            );
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            server.Raise(new FuzzingServerEvent.Rejected(remote, Option<int>.None, $"no TLS within {limit.TotalSeconds:0.###} s"));
        }
        catch (OperationCanceledException)
        {
            // The server is stopping.
        }
        catch (Exception error)
        {
            server.Raise(new FuzzingServerEvent.Faulted($"serving {remote}", error));
        }
    }

    private static async Task<Link> LinkAsync(FuzzingServer server, Socket socket, TimeSpan limit, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        if (server.Options.Tls.Case is not System.Net.Security.SslServerAuthenticationOptions tls) return Link.Over(socket, clock);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (limit < TimeSpan.MaxValue)
            cancel.CancelAfter(limit);
        return await Link.OverTlsAsync(socket, clock, (stream, cancelled) => stream.AuthenticateAsServerAsync(tls, cancelled), cancel.Token)
            .ConfigureAwait(false);
    }

    private static EndPoint PeerOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint ?? new IPEndPoint(IPAddress.None, 0);
        }
        catch (SocketException)
        {
            return new IPEndPoint(IPAddress.None, 0);
        }
    }

    private async Task ServeAsync()
    {
        var isPage = false;
        try
        {
            if ((await HeadAsync().ConfigureAwait(false)).Case is not (ByteString head, ByteString trailing)) return;
            if (Plain(head).Case is RequestHead plain)
            {
                isPage = true;
                link.Writer.Write(WebPages.Answer(plain.Target, Cases, server.Results, server.Options.Reports).ToOctets());
                return;
            }

            await UpgradeAsync(head, trailing).ConfigureAwait(false);
        }
        finally
        {
            await link.EndAsync(isPage ? FilePatience : Link.EndPatience, stop).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Reads the head of the request. If the head is incomplete or invalid, reports the problem as an event and returns None. The client
    /// receives an answer only if the head is invalid.
    /// </summary>
    private async Task<Option<(ByteString Head, ByteString Trailing)>> HeadAsync()
    {
        var incoming = new IncomingHead();
        while (true)
        {
            if ((await link.Reader.ReadAsync(due, stop).ConfigureAwait(false)).Case is not ByteString octets)
                return Silent($"no request within {due.TotalSeconds:0.###} s, only {incoming.Shown()}");
            if (octets.Length == 0)
                return Silent($"the client ended the transport before its request was complete: {incoming.Shown()} came");
            if (incoming.Read(octets.Memory).Case is not Either<HandshakeError, (ByteString, ByteString)> read)
                continue;
            return read.Match(Right: Option<(ByteString, ByteString)>.Some, Left: Refused);
        }

        Option<(ByteString, ByteString)> Silent(string why)
        {
            server.Raise(new FuzzingServerEvent.Rejected(peer, Option<int>.None, why));
            return Option<(ByteString, ByteString)>.None;
        }

        Option<(ByteString, ByteString)> Refused(HandshakeError error)
        {
            Refuse(error);
            return Option<(ByteString, ByteString)>.None;
        }
    }

    /// <summary>
    /// Returns the request if it is a GET request without an Upgrade header field and the server serves web pages; otherwise, returns
    /// None.
    /// </summary>
    private Option<RequestHead> Plain(ByteString head) => HeadParser.ParseRequest(head).ToOption()
        .Filter(request => Tester.WebStatus && request.Method == "GET" && HeaderList.Values(request.Headers, "Upgrade").IsEmpty);

    private async Task UpgradeAsync(ByteString head, ByteString trailing)
    {
        if (!server.TryEnter())
        {
            var most = CountText.Of(Tester.MaxConnections, "connection");
            Refuse(Error(503, "maxConnections of this server", $"the maximum of {most} is reached"));
            return;
        }

        try
        {
            var request = HeadParser.ParseRequest(head);
            var upgrade = request.Bind(ServerHandshake.Check).Bind(Admitted);
            var asked = request.Bind(read =>
                FuzzingRequest.Parse(read.Target, Cases).MapLeft(why => Error(500, "the parameters of this server", why))
            );
            // A case is run even if the client's opening handshake is invalid, so that a verdict on the case is recorded. However, no
            // case is run if the origin is not allowed. For all other requests, an invalid opening handshake takes precedence over
            // other errors.
            await asked
                .Match(
                    Right: wanted =>
                        wanted is FuzzingRequest.RunCase run
                        && !server.Options.IsExcluded(run.Agent, run.Case)
                        && upgrade.Match(Right: _ => true, Left: error => error.Status != Forbidden)
                            ? server.FollowAsync(run.Agent, () => RunAsync(run, head, trailing))
                            : upgrade.Match(Right: accepted => AnswerAsync(accepted, wanted, trailing), Left: RefuseAsync),
                    Left: wrong => RefuseAsync(upgrade.Match(Right: _ => wrong, Left: error => error))
                )
                .ConfigureAwait(false);
        }
        finally
        {
            server.Leave();
        }
    }

    private async Task RunAsync(FuzzingRequest.RunCase asked, ByteString head, ByteString trailing)
    {
        var run = new CaseRun(asked.Case, Role.Server, CompressedMessages.NotShared(), Tester);
        server.Started(asked.Agent, asked.Case, peer);
        var (response, opening) = ServerOpening.Answer(head, asked.Case);
        await Conversation
            .HoldAsync(
                run,
                asked.Case,
                link,
                opening,
                trailing,
                asked.Case.Opening.ToWrites(response),
                stop,
                server.ActivityOf(asked.Agent)
            )
            .ConfigureAwait(false);
        // Record the verdict before the transport ends, because the client can request the verdict immediately after the end of the
        // transport.
        server.Ended(asked.Agent, run.ToResult());
    }

    private async Task AnswerAsync(UpgradeRequest upgrade, FuzzingRequest asked, ByteString trailing)
    {
        link.Writer.Write([ServerOpening.Accept(upgrade)]);
        var conversation = new CoreConversation(link, Tester);
        switch (asked)
        {
            case FuzzingRequest.CaseCount:
                conversation.Post(Input.Send.Text($"{Cases.Count}"), Empty);
                break;
            case FuzzingRequest.CaseInfo info:
                conversation.Post(
                    Input.Send.Text(ServedJson.Line(("id", info.Case.Id.Text), ("description", ServedJson.Plain(info.Case.Description)))),
                    Empty
                );
                break;
            case FuzzingRequest.CaseStatus status:
                await SendStatusAsync(conversation, status, trailing).ConfigureAwait(false);
                return;
            case FuzzingRequest.UpdateReports update:
                await server.UpdateReportsAsync(update.Agent).ConfigureAwait(false);
                conversation.Post(Empty);
                if (!update.ShutsDown) break;
                await LeaveAsync(conversation, trailing).ConfigureAwait(false);
                return;
            case FuzzingRequest.StopServer:
                conversation.Post(Empty);
                await LeaveAsync(conversation, trailing).ConfigureAwait(false);
                return;
            case FuzzingRequest.RunCase:
                conversation.Post(Empty);
                break;
        }

        await conversation.HoldAsync(trailing, message => PerformIfDirect(asked, message, conversation), stop).ConfigureAwait(false);
    }

    /// <summary>
    /// Closes the connection to a client that has requested a stop, and then stops the server. The server stops even if the client does not
    /// answer the close frame in time.
    /// </summary>
    private async Task LeaveAsync(CoreConversation conversation, ByteString trailing)
    {
        var closing = conversation.HoldAsync(trailing, _ => { }, stop);
        try
        {
            await closing.WaitAsync(LeavePatience, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            server.RequestStop();
        }

        await closing.ConfigureAwait(false);
    }

    private async Task SendStatusAsync(CoreConversation conversation, FuzzingRequest.CaseStatus asked, ByteString trailing)
    {
        server.Results.WhenAvailable(asked.Agent, asked.Case.Id, Send);
        try
        {
            await conversation.HoldAsync(trailing, _ => { }, stop).ConfigureAwait(false);
        }
        finally
        {
            server.Results.Cancel(asked.Agent, asked.Case.Id, Send);
        }

        void Send(CaseVerdict verdict) =>
            conversation.Post(Input.Send.Text(ServedJson.Line(("behavior", VerdictText.Of(verdict.Judgement.Behavior)))), Empty);
    }

    private void PerformIfDirect(FuzzingRequest asked, Effect.Message message, CoreConversation conversation)
    {
        if (asked is FuzzingRequest.Commands) DirectCommands.Perform(message, conversation);
    }

    private Either<HandshakeError, UpgradeRequest> Admitted(UpgradeRequest asked) =>
        asked.Origin.Exists(origin => !Tester.AllowedOrigins.Any(pattern => Origins.Matches(pattern, origin)))
            ? Error(Forbidden, "allowedOrigins of this server", $"origin {asked.Origin.IfNone("")} is not allowed")
            : asked;

    private void Refuse(HandshakeError error)
    {
        link.Writer.Write([ServerOpening.Refuse(error)]);
        server.Raise(new FuzzingServerEvent.Rejected(peer, error.Status, $"{error.Seen} ({error.Rule})"));
    }

    private Task RefuseAsync(HandshakeError error)
    {
        Refuse(error);
        return Task.CompletedTask;
    }

    private static HandshakeError Error(int status, string rule, string seen) => new(status, Seq<Header>.Empty, rule, seen);
}
