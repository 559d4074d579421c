namespace Pure.WebSockets;

/// <summary>Writes and reads the phases. Each phase is stored as a letter, followed by the data of the phase.</summary>
internal static class PhaseFormat
{
    public static void Write(SnapshotWriter to, Phase phase)
    {
        switch (phase)
        {
            case Phase.AwaitingRequest waiting:
                to.Byte((byte)'q');
                Write(to, waiting.Line, waiting.Head, waiting.Matched);
                break;
            case Phase.AwaitingAnswer waiting:
                to.Byte((byte)'a');
                HandshakeFormat.Write(to, waiting.Request);
                break;
            case Phase.AwaitingResponse waiting:
                to.Byte((byte)'r');
                HandshakeFormat.Write(to, waiting.Offer);
                to.Bytes(waiting.Nonce.Span);
                Write(to, waiting.Line, waiting.Head, waiting.Matched);
                break;
            case Phase.ReadingRefusal reading:
                to.Byte((byte)'b');
                HandshakeFormat.Write(to, reading.Response);
                to.Bytes(reading.Body.ToArray());
                to.Byte((byte)reading.Reader.Stage);
                to.Number(reading.Reader.Remaining);
                break;
            case Phase.Closing closing:
                to.Byte((byte)'c');
                Write(to, closing.Ours);
                to.Maybe(closing.Theirs, status => Write(to, status));
                to.Byte((byte)closing.First);
                break;
            case Phase.Closed { Result: var closure }:
                to.Byte((byte)'e');
                to.Maybe(closure.Ours, status => Write(to, status));
                to.Maybe(closure.Theirs, status => Write(to, status));
                to.Byte((byte)closure.First);
                to.Maybe(closure.Error, error => Write(to, error));
                break;
            default:
                to.Byte((byte)'o');
                break;
        }
    }

    public static Phase? Read(SnapshotReader from) =>
        (char)from.Byte() switch
        {
            'q' => ReadHead(from, StartLine.OfRequest) is var (line, head, matched)
                ? new Phase.AwaitingRequest
                {
                    Line = line,
                    Head = head,
                    Matched = matched,
                }
                : null,
            'a' => new Phase.AwaitingAnswer(HandshakeFormat.ReadRequest(from)),
            'r' => ReadAwaitingResponse(from),
            'b' => new Phase.ReadingRefusal(HandshakeFormat.ReadResponse(from))
            {
                Body = ByteRope.Of(from.Bytes()),
                Reader = new BodyReader(from.OneOf<BodyReader.Stages>(), from.Number()),
            },
            'o' => Phase.Open.Instance,
            'c' => new Phase.Closing(ReadStatus(from), from.Maybe(() => ReadStatus(from)), from.OneOf<Side>()),
            'e' => new Phase.Closed(
                new CloseResult(
                    from.Maybe(() => ReadStatus(from)),
                    from.Maybe(() => ReadStatus(from)),
                    from.OneOf<Side>(),
                    from.Maybe(() => ReadError(from))
                )
            ),
            _ => null,
        };

    private static Phase.AwaitingResponse? ReadAwaitingResponse(SnapshotReader from)
    {
        var (offer, nonce) = (HandshakeFormat.ReadOffer(from), from.Bytes());
        var (line, head, matched) = ReadHead(from, StartLine.OfResponse);
        var waiting = new Phase.AwaitingResponse(offer, nonce) { Line = line, Head = head, Matched = matched };
        return ClientHandshake.Request(offer, nonce, Seq<DeflateOffer>.Empty).IsRight ? waiting : null;
    }

    private static void Write(SnapshotWriter to, StartLine line, ByteRope head, int matched)
    {
        to.Byte((byte)line.Stage);
        to.Number(line.Count);
        to.Bytes(head.ToArray());
        to.Number(matched);
    }

    // Snapshots of version 1 do not contain the state of the start line, so this state is computed from the head.
    private static (StartLine Line, ByteRope Head, int Matched) ReadHead(SnapshotReader from, StartLine start)
    {
        var written = from.Version < 2 ? start : new StartLine(from.OneOf<StartLine.Stages>(), from.Int(StartLine.MostEmptyLines));
        var head = from.Bytes();
        var line = from.Version < 2 ? start.Follow(head).Next : written;
        return (line.IsBroken ? from.Broken(line) : line, ByteRope.Of(head), from.Int(HeadScanner.Ended - 1));
    }

    private static void Write(SnapshotWriter to, CloseStatus status)
    {
        to.Number(status.Code);
        to.Text(status.Reason);
    }

    private static CloseStatus ReadStatus(SnapshotReader from) => new(from.Int(ushort.MaxValue), from.Text());

    private static void Write(SnapshotWriter to, ProtocolError error)
    {
        to.Number(error.Code);
        to.Text(error.Rule);
        to.Text(error.Seen);
    }

    private static ProtocolError ReadError(SnapshotReader from) => new(from.Int(ushort.MaxValue), from.Text(), from.Text());
}
