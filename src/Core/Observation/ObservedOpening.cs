namespace Pure.WebSockets;

/// <summary>
/// The state of an observer for the opening handshake of both directions. Two connections judge the handshake. One connection has the role
/// of the server and receives the request. The other connection has the role of the client and receives the response.
/// </summary>
internal sealed record ObservedOpening
{
    /// <summary>The maximum number of bytes that are stored while the observer waits for a head of the other direction.</summary>
    private const int MaxWaitingBytes = 1024 * 1024;

    private const string NoHead = "the bytes are not a head of HTTP/1.1, or the head is too long";

    private ObservedOpening(Limits limits)
    {
        Limits = limits;
        Server = Connection.Server(new ConnectionOptions { Limits = limits });
    }

    private Limits Limits { get; }

    /// <summary>The connection that receives the request.</summary>
    private Connection Server { get; init; }

    /// <summary>The connection that receives the response, or null if the request is incomplete or broke a rule.</summary>
    private Connection? Client { get; init; }

    private HeadBytes Request { get; init; } = HeadBytes.Empty;

    private HeadBytes Response { get; init; } = HeadBytes.Empty;

    private bool IsRequestRead { get; init; }

    /// <summary>The bytes of the client after the request.</summary>
    private ByteRope FromClient { get; init; } = ByteRope.Empty;

    /// <summary>The bytes of the server that arrived before the complete request.</summary>
    private ByteRope FromServer { get; init; } = ByteRope.Empty;

    /// <summary>The number of bytes of the server that have been read.</summary>
    private long ServerOffset { get; init; }

    private long ClientOffset { get; init; }

    public static ObservedOpening Start(Limits limits) => new(limits);

    /// <summary>Reads the next bytes of a direction.</summary>
    public ObservedStage Read(Role sender, ReadOnlySpan<byte> input, ICollection<Observed> events) =>
        sender == Role.Client ? ReadClient(input, events) : ReadServer(input, events);

    /// <summary>Ends a direction before the handshake is complete.</summary>
    /// <param name="sender">The endpoint that ended its direction.</param>
    /// <param name="length">The number of bytes in the direction.</param>
    /// <param name="events">The list to which events are added.</param>
    public ObservedStage End(Role sender, long length, ICollection<Observed> events)
    {
        if (sender == Role.Server && Client?.Phase is Phase.ReadingRefusal)
            return Answered(Kernel.EndOfStream(Client), events);
        if (sender == Role.Client && IsRequestRead)
            return new ObservedStage.Opening(this);
        events.Add(new Observed.RuleBroken(sender, length, HandshakeErrors.TransportEnded));
        return new ObservedStage.Closed();
    }

    private ObservedStage ReadClient(ReadOnlySpan<byte> input, ICollection<Observed> events)
    {
        if (IsRequestRead)
        {
            return FromClient.Length + input.Length > MaxWaitingBytes
                ? Unreadable(Role.Client, ClientOffset, "too many bytes follow the request before the response", events)
                : new ObservedStage.Opening(this with { FromClient = FromClient.Append(input) });
        }

        var (request, taken) = Request.Append(input);
        var result = Judge(Server, input[..taken]);
        var at = this with { Request = request, Server = result.Next, ClientOffset = ClientOffset + taken };
        Report(Role.Client, result, events);
        if (result.Next.Phase is Phase.Closed && IsTooLong(request)) return Unreadable(Role.Client, 0, NoHead, events);
        if (!request.IsComplete) return new ObservedStage.Opening(at);
        // Empty lines precede the request.
        if (result.Next.Phase is Phase.AwaitingRequest)
            return (at with { Request = HeadBytes.Empty }).ReadClient(input[taken..], events);

        at = at with { IsRequestRead = true, FromServer = ByteRope.Empty };
        if (result.Next.Phase is Phase.AwaitingAnswer awaiting)
        {
            events.Add(new Observed.Requested(awaiting.Request));
            at = at with { Client = ClientFor(awaiting.Request, Limits) };
        }

        var next = at.ReadClient(input[taken..], events);
        return next is ObservedStage.Opening opening && FromServer.Length > 0
            ? opening.Handshake.ReadServer(FromServer.ToArray(), events)
            : next;
    }

    private ObservedStage ReadServer(ReadOnlySpan<byte> input, ICollection<Observed> events)
    {
        if (!IsRequestRead)
        {
            return FromServer.Length + input.Length > MaxWaitingBytes
                ? Unreadable(Role.Server, 0, "too many bytes precede the request", events)
                : new ObservedStage.Opening(this with { FromServer = FromServer.Append(input) });
        }

        if (Client?.Phase is Phase.ReadingRefusal)
            return (this with { ServerOffset = ServerOffset + input.Length }).Answered(Judge(Client, input), events);

        var (response, taken) = Response.Append(input);
        var at = this with { Response = response, ServerOffset = ServerOffset + taken };
        if (Client is not null)
        {
            var result = Judge(Client, input[..taken]);
            Report(Role.Server, result, events);
            at = at with { Client = result.Next };
            if (result.Next.Phase is Phase.Open) return at.Opened(result.Next.Agreement, input[taken..], events);
            if (result.Lifecycle.Case is Effect.UpgradeRejected) return at.Answered(result, events);
            if (result.Next.Phase is Phase.ReadingRefusal) return at.ReadServer(input[taken..], events);
        }

        var start = at.ServerOffset - response.Bytes.Length;
        if (at.Client?.Phase is null or Phase.Closed && IsTooLong(response)) return Unreadable(Role.Server, start, NoHead, events);
        if (!response.IsComplete) return new ObservedStage.Opening(at);

        var next = at with { Response = HeadBytes.Empty };
        if (at.Client?.Phase is Phase.AwaitingResponse) return next.ReadServer(input[taken..], events);

        // The handshake broke a rule. The status decides whether the connection opened nevertheless.
        if (HeadParser.ParseResponse(response.Bytes.ToArray()).Case is not ResponseHead head)
            return Unreadable(Role.Server, start, NoHead, events);
        if (head.Status is >= 100 and < 200 and not 101) return next.ReadServer(input[taken..], events);
        if (head.Status != 101)
        {
            events.Add(new Observed.Rejected(new RejectedResponse(head, ByteString.Empty)));
            return new ObservedStage.Closed();
        }

        events.Add(new Observed.Assumed(Role.Server, at.ServerOffset, ObservationErrors.InvalidHandshake));
        return at.Opened(AgreementOf(head), input[taken..], events);
    }

    private ObservedStage Opened(Agreement agreement, ReadOnlySpan<byte> rest, ICollection<Observed> events)
    {
        events.Add(new Observed.Opened(agreement));
        return new ObservedStage.Open(
            ObservedFrames.Open(Role.Client, ClientOffset, agreement, Limits).Read(FromClient.ToArray(), events),
            ObservedFrames.Open(Role.Server, ServerOffset, agreement, Limits).Read(rest, events)
        );
    }

    private ObservedStage Answered(in StepResult result, ICollection<Observed> events)
    {
        if (result.Lifecycle.Case is not Effect.UpgradeRejected rejected)
            return new ObservedStage.Opening(this with { Client = result.Next });
        events.Add(new Observed.Rejected(rejected.Response));
        return new ObservedStage.Closed();
    }

    private bool IsTooLong(HeadBytes head) => head.Bytes.Length > Limits.MaxHeadBytes + (2 * StartLine.MostEmptyLines);

    private static ObservedStage.Closed Unreadable(Role sender, long offset, string reason, ICollection<Observed> events)
    {
        events.Add(new Observed.Unreadable(sender, offset, reason));
        return new ObservedStage.Closed();
    }

    private static void Report(Role sender, in StepResult result, ICollection<Observed> events)
    {
        if (result.Lifecycle.Case is Effect.Failed failed) events.Add(new Observed.RuleBroken(sender, 0, failed.Error));
    }

    /// <summary>Passes bytes to a connection until the connection has consumed all bytes or reports an event.</summary>
    private static StepResult Judge(Connection connection, ReadOnlySpan<byte> input)
    {
        ReadOnlyMemory<byte> rest = input.ToArray();
        var result = new StepResult(connection);
        while (!rest.IsEmpty)
        {
            result = Kernel.Receive(result.Next, rest, default);
            rest = rest[result.Consumed..];
            if (result.Event == StepEvent.Lifecycle) return result;
        }

        return result;
    }

    /// <summary>
    /// Returns a connection that has sent the request. Returns null if the connection could not have sent this request. In this case, the
    /// response is not checked.
    /// </summary>
    private static Connection? ClientFor(UpgradeRequest request, Limits limits)
    {
        var offers = request
            .Extensions.AsSeq()
            .Filter(DeflateElement.Is)
            .Choose(element => DeflateElement.Read(element).ToOption());
        var nonce = Convert.FromBase64String(request.Key.IfNone(""));
        // The unused bits of the last digit are lost when a key is decoded.
        if (Convert.ToBase64String(nonce) != request.Key.IfNone("")) return null;
        var options = new ConnectionOptions { Limits = limits, Compression = new CompressionOptions { Offers = offers } };
        return Connection
            .Client(new UpgradeOffer(request.Host.IfNone(""), request.Target) { Subprotocols = request.Subprotocols }, nonce, options)
            .MatchUnsafe(Right: static connection => connection, Left: static _ => null);
    }

    private static Agreement AgreementOf(ResponseHead response) =>
        new(
            HeaderList.Single(response.Headers, "Sec-WebSocket-Protocol"),
            ExtensionOffer.Parse(response.Headers).IfLeft(Seq<ExtensionOffer>.Empty)
        );
}
