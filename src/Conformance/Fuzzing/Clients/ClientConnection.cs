using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>A connection from a client to the tester, before the tester has read the client's request.</summary>
/// <param name="peer">The client.</param>
/// <param name="patience">The factor by which the time limits for the client are multiplied.</param>
/// <param name="stop">The token that cancels the wait for the request, and any case that tests the opening handshake.</param>
internal sealed class ClientConnection(SocketPeer peer, double patience, CancellationToken stop)
{
    /// <summary>
    /// The status of an error that is not reported to the client, because the client has ended the transport or sends nothing.
    /// </summary>
    public const int NoAnswer = 0;

    private static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns whether a request offers permessage-deflate.</summary>
    public static bool OffersDeflate(ByteString head) =>
        HeadParser
            .ParseRequest(head)
            .ToOption()
            .Exists(request =>
                HeaderList
                    .Values(request.Headers, "Sec-WebSocket-Extensions")
                    .Exists(value => value.Contains(AgreedDeflate.Extension, StringComparison.Ordinal))
            );

    /// <summary>
    /// Reads the head of the request. Returns the head and the bytes after it, or an error and the bytes received so far. If the client was
    /// silent or ended the transport, the received bytes are empty.
    /// </summary>
    /// <exception cref="OperationCanceledException">The wait for the request was cancelled.</exception>
    public Either<(HandshakeError Error, ByteString Received), (ByteString Head, ByteString Trailing)> Head()
    {
        var incoming = new IncomingHead();
        var received = new List<byte>();
        while (peer.Now < HeadPatience * patience)
        {
            stop.ThrowIfCancellationRequested();
            var octets = peer.Elapse(peer.Now + Moment);
            received.AddRange(octets.Memory.Span);
            if (octets.Length > 0 && incoming.Read(octets.Memory).Case is Either<HandshakeError, (ByteString, ByteString)> read)
                return read.MapLeft(error => (error, (ByteString)received.ToArray()));
            if (peer.HasEnded) return Silent($"the client ended the transport before its request was complete: {incoming.Shown()} came");
        }

        return Silent($"no request within {(HeadPatience * patience).TotalSeconds} s, only {incoming.Shown()}");

        static (HandshakeError, ByteString) Silent(string why) =>
            (new HandshakeError(NoAnswer, Seq<Header>.Empty, "RFC 6455 §4.1", why), ByteString.Empty);
    }

    /// <summary>Returns a target that runs one conversation with the client on this connection.</summary>
    /// <param name="head">The head of the request, and the bytes after it.</param>
    public FuzzTarget Target((ByteString Head, ByteString Trailing) head) =>
        new(
            wanted =>
            {
                var early = peer.WithEarly((byte[])[.. head.Head.Memory.Span, .. head.Trailing.Memory.Span]);
                return OpenedPeer.Open(early, Role.Client, wanted) with
                {
                    Clock = () => early.Now,
                    Patience = patience,
                };
            },
            running => RunCase(running, head)
        );

    /// <summary>Accepts a request, sends a text message if <paramref name="message"/> is not null, and closes the connection.</summary>
    public void SendAndClose(UpgradeRequest upgrade, string? message)
    {
        byte[] frames =
        [
            .. message is null ? [] : Frame(1, Payload.Of(System.Text.Encoding.UTF8.GetBytes(message))),
            .. Frame(8, Payload.Empty),
        ];
        var model = PeerModel.Start(Role.Client, PeerProfile.Silent, agreed: null).AfterSent(frames);
        peer.Receive(ServerOpening.Accept(upgrade), peer.Now);
        model = model.AfterReceived(peer.Receive(frames, peer.Now).Memory);
        for (var until = peer.Now + (ClosePatience * patience); !model.Received.HasClosed && !peer.HasEnded && peer.Now < until;)
            model = model.AfterReceived(peer.Elapse(peer.Now + Moment).Memory);
        peer.End();
    }

    private static byte[] Frame(int opcode, Payload payload) => WireFrame.Encode(new RawFrame(opcode, payload), Option<MaskKey>.None);

    private CaseResult RunCase(Case running, (ByteString Head, ByteString Trailing) head)
    {
        var (link, run) = (
            peer.ToLink(Stopwatch.StartNew()),
            new CaseRun(running, Role.Server, CompressedMessages.NotShared(), TesterOptions.Default with { Patience = patience })
        );
        var (response, opening) = ServerOpening.Answer(head.Head, running);
        Conversation
            .HoldAsync(run, running, link, opening, head.Trailing, running.Opening.ToWrites(response), stop)
            .GetAwaiter()
            .GetResult();
        link.EndAsync(stop).GetAwaiter().GetResult();
        return run.ToResult();
    }
}
