namespace Pure.WebSockets;

/// <content>The opening handshake over HTTP/1.1 (RFC 6455 §4).</content>
public static partial class Kernel
{
    /// <summary>Accepts the upgrade request and opens the connection. The response is in <see cref="StepResult.Head"/>.</summary>
    public static StepResult Accept(Connection connection, Acceptance acceptance)
    {
        if (connection.Phase is not Phase.AwaitingAnswer waiting)
            return Refused(connection, HandshakeErrors.NoRequest);
        return ServerHandshake
            .Accept(waiting.Request, acceptance, connection.Options.Compression)
            .Match(
                Right: accepted =>
                    Open(connection, accepted.Agreement, Option<ResponseHead>.None) with
                    {
                        Head = HeadWriter.WriteResponse(accepted.Response).Memory,
                    },
                Left: refusal => Refused(connection, refusal)
            );
    }

    /// <summary>Rejects the upgrade request and ends the connection. The response is in <see cref="StepResult.Head"/>.</summary>
    public static StepResult Reject(Connection connection, Rejection rejection) =>
        connection.Phase is not Phase.AwaitingAnswer
            ? Refused(connection, HandshakeErrors.NoRequest)
            : ServerHandshake
                .Reject(rejection)
                .Match(
                    Right: response =>
                        Finish(connection, Unopened(HandshakeErrors.Rejected(rejection.Status))) with
                        {
                            Head = Response(response, rejection.Body),
                        },
                    Left: refusal => Refused(connection, refusal)
                );

    private static ReadOnlyMemory<byte> RequestHead(Connection connection, Phase.AwaitingResponse waiting) =>
        ClientHandshake
            .Request(waiting.Offer, waiting.Nonce, connection.Options.CompressionOffers)
            .Match(Right: head => HeadWriter.WriteRequest(head).Memory, Left: _ => default);

    private static StepResult ReceiveRequest(Connection connection, Phase.AwaitingRequest waiting, ReadOnlyMemory<byte> input)
    {
        if (input.IsEmpty) return new StepResult(connection) { Needed = 1 };
        var (line, matched, head, consumed) = GatherHead(connection, waiting.Line, waiting.Matched, waiting.Head, input);
        var progress = matched switch
        {
            _ when line.IsBroken => RejectHead(connection, line.Error(head.ToArray())),
            HeadScanner.Broken => RejectHead(connection, HttpErrors.BrokenLine),
            _ when head.Length > connection.Options.Limits.MaxHeadBytes => RejectHead(
                connection,
                HandshakeErrors.HeadTooLong(connection.Options.Limits.MaxHeadBytes)
            ),
            HeadScanner.Ended => HeadParser
                .ParseRequest(head.ToArray())
                .Bind(request => Bounded(connection, request, request.Headers))
                .Bind(ServerHandshake.Check)
                .Match(Right: request => Requested(connection, request), Left: error => RejectHead(connection, error)),
            _ => new StepResult(
                connection with
                {
                    Phase = new Phase.AwaitingRequest
                    {
                        Line = line,
                        Head = head,
                        Matched = matched,
                    },
                }
            ),
        };
        return progress with { Consumed = consumed };
    }

    private static StepResult Requested(Connection connection, UpgradeRequest request) =>
        WithTimer(connection with { Phase = new Phase.AwaitingAnswer(request) }, TimerKind.None, TimeSpan.Zero) with
        {
            Event = StepEvent.Lifecycle,
            Lifecycle = new Effect.UpgradeRequested(request),
        };

    private static StepResult ReceiveResponse(Connection connection, Phase.AwaitingResponse waiting, ReadOnlyMemory<byte> input)
    {
        if (input.IsEmpty) return new StepResult(connection) { Needed = 1 };
        var (line, matched, head, consumed) = GatherHead(connection, waiting.Line, waiting.Matched, waiting.Head, input);
        var progress = matched switch
        {
            _ when line.IsBroken => Fail(connection, line.Error(head.ToArray()).ToProtocolError()),
            HeadScanner.Broken => Fail(connection, HttpErrors.BrokenLine.ToProtocolError()),
            _ when head.Length > connection.Options.Limits.MaxHeadBytes => Fail(
                connection,
                HandshakeErrors.HeadTooLong(connection.Options.Limits.MaxHeadBytes).ToProtocolError()
            ),
            HeadScanner.Ended => HeadParser
                .ParseResponse(head.ToArray())
                .Bind(response => Bounded(connection, response, response.Headers))
                .Match(
                    Right: response => Responded(connection, waiting, response),
                    Left: error => Fail(connection, error.ToProtocolError())
                ),
            _ => new StepResult(connection with { Phase = waiting with { Line = line, Head = head, Matched = matched } }),
        };
        return progress with { Consumed = consumed };
    }

    private static StepResult Responded(Connection connection, Phase.AwaitingResponse waiting, ResponseHead response)
    {
        if (response.Status == 101)
        {
            return ClientHandshake.Check(response, waiting.Offer, waiting.Nonce, connection.Options.CompressionOffers).Match(
                Right: agreement => Open(connection, agreement, response),
                Left: error => Fail(connection, error.ToProtocolError()));
        }

        // A response with a status below 200 is an interim response, which precedes the final response (RFC 9110 §15.2). The client then
        // waits for the head of the next response.
        if (response.Status < 200)
            return new StepResult(connection with { Phase = new Phase.AwaitingResponse(waiting.Offer, waiting.Nonce) });
        var reading = new Phase.ReadingRefusal(response) { Reader = BodyReader.For(response) };
        return reading.Reader.IsDone ? Refuse(connection, reading) : new StepResult(connection with { Phase = reading });
    }

    private static StepResult ReceiveBody(Connection connection, Phase.ReadingRefusal reading, ReadOnlyMemory<byte> input)
    {
        if (input.IsEmpty) return new StepResult(connection) { Needed = 1 };
        var (reader, body) = reading.Reader.Read(input.Span, reading.Body, connection.Options.Limits.MaxHeadBytes);
        var next = reading with { Reader = reader, Body = body };
        var progress =
            reader.IsDone || body.Length >= connection.Options.Limits.MaxHeadBytes
                ? Refuse(connection, next)
                : new StepResult(connection with { Phase = next });
        return progress with { Consumed = input.Length };
    }

    /// <summary>Ends the connection and reports the response that rejects the upgrade.</summary>
    private static StepResult Refuse(Connection connection, Phase.ReadingRefusal reading) =>
        Finish(connection, Unopened(HandshakeErrors.RefusedWith(reading.Response.Status))) with
        {
            Event = StepEvent.Lifecycle,
            Lifecycle = new Effect.UpgradeRejected(new RejectedResponse(reading.Response, reading.Body.ToArray())),
        };

    private static StepResult OpeningTimedOut(Connection connection) => connection.Phase switch
    {
        Phase.AwaitingRequest => RejectHead(connection, HandshakeErrors.TimedOut(connection.Options.OpeningHandshakeTimeout)),
        Phase.ReadingRefusal reading => Refuse(connection, reading),
        _ => Fail(connection, HandshakeErrors.TimedOut(connection.Options.OpeningHandshakeTimeout).ToProtocolError()),
    };

    private static StepResult Open(Connection connection, Agreement agreement, Option<ResponseHead> response) =>
        WithTimer(
            (connection with { Phase = Phase.Open.Instance, Agreement = agreement }).WithContexts(),
            TimerKind.KeepAlive,
            connection.Options.KeepAliveInterval
        ) with
        {
            Event = StepEvent.Lifecycle,
            Lifecycle = new Effect.Opened(agreement) { Response = response },
        };

    /// <summary>Fails a server's opening handshake. The result contains an HTTP response that describes the error (§4.2.1).</summary>
    private static StepResult RejectHead(Connection connection, HandshakeError error)
    {
        var rejection = Rejection.From(error);
        return Fail(connection, error.ToProtocolError()) with
        {
            Head = ServerHandshake.Reject(rejection).Match(Right: response => Response(response, rejection.Body), Left: _ => default),
        };
    }

    private static CloseResult Unopened(ProtocolError error) => new(Option<CloseStatus>.None, Option<CloseStatus>.None, Side.Ours, error);

    private static ReadOnlyMemory<byte> Response(ResponseHead response, ByteString body) =>
        (byte[])[.. HeadWriter.WriteResponse(response).Span, .. body.Span];

    /// <summary>Returns the head, or an error if the head has more header fields than the limit allows.</summary>
    private static Either<HandshakeError, T> Bounded<T>(Connection connection, T head, IEnumerable<Header> fields) =>
        fields.Count() <= connection.Options.Limits.MaxHeaderFields ? Prelude.Right<HandshakeError, T>(head)
        : HandshakeErrors.TooManyFields(fields.Count(), connection.Options.Limits.MaxHeaderFields);

    /// <summary>
    /// Reads the next bytes of the head from the start of the input. Appends these bytes to the bytes of the head that arrived earlier.
    /// Empty lines before the head are skipped. The returned head can be one byte longer than the limit, so that the caller can detect a
    /// head that is too long.
    /// </summary>
    private static (StartLine Line, int Matched, ByteRope Head, int Consumed) GatherHead(
        Connection connection,
        StartLine line,
        int matched,
        ByteRope head,
        ReadOnlyMemory<byte> input
    )
    {
        var room = input.Span[..(int)Math.Clamp(connection.Options.Limits.MaxHeadBytes + 1L - head.Length, 0, input.Length)];
        var (followed, first) = line.Follow(room);
        var empty = line.IsBefore ? first - room[..first].TrimStart("\r\n"u8).Length : 0;
        if (!followed.IsDone) return (followed, matched, head.Append(room[empty..first]), first);

        // A head ends with CR LF CR LF. The CR LF that ends the start line can be the first half of this sequence.
        var (next, rest) = HeadScanner.Scan(line.IsDone ? matched : HeadScanner.LineEnded, room[first..]);
        return (followed, next, head.Append(room[empty..(first + rest)]), first + rest);
    }
}
