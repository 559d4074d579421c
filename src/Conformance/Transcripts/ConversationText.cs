namespace Pure.WebSockets.Conformance;

/// <summary>
/// Describes a conversation as text, with one line for each frame. A line contains the time, the sender and a description of the frame. If
/// the peer ended the transport, there is also a line for this event.
/// </summary>
internal static class ConversationText
{
    private const int MostPayload = 60;

    /// <summary>
    /// Returns the lines of the text. Of a long conversation, only the first and the last lines are returned, with a line between them that
    /// contains the number of the other frames.
    /// </summary>
    /// <param name="transcript">The transcript of the conversation.</param>
    /// <param name="isAboutHeads">Whether the heads of an opening handshake that succeeded are returned as well.</param>
    public static IReadOnlyList<string> Lines(IEnumerable<TimedTranscriptEntry> transcript, bool isAboutHeads)
    {
        TimedTranscriptEntry[] rows = [.. transcript];
        var isWhole = !rows.Any(timed => timed.Entry is TranscriptEntry.Omitted);
        return
        [
            .. rows.SelectMany(timed => Head(timed, isAboutHeads)),
            .. LongList.Shorten([.. rows.SelectMany(timed => Line(timed).ToSeq())], "frame", isWhole),
        ];
    }

    /// <summary>
    /// Returns the request and the response of an opening handshake that failed, because there are no frames then. If the case is about
    /// the heads, those of an opening handshake that succeeded are returned as well.
    /// </summary>
    private static IEnumerable<string> Head(TimedTranscriptEntry timed, bool isAboutHeads)
    {
        var at = $"{FrameWords.Milliseconds(timed.At),8} ms";
        return timed.Entry switch
        {
            TranscriptEntry.NotOpened failed =>
            [
                .. Rows("tester →", failed.Request),
                .. Rows("peer   →", failed.Response),
                $"{at}  not open: {PrintableText.OneLine(failed.Why)}",
            ],
            TranscriptEntry.Opened opened when isAboutHeads =>
                [.. Rows("tester →", opened.Request), .. Rows("peer   →", opened.Response)],
            _ => [],
        };

        IEnumerable<string> Rows(string who, string head) =>
            LongList
                .Shorten([.. SecretText.Head(head).Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)], "line")
                .Select(line => $"{at}  {who} {PrintableText.OneLine(line)}");
    }

    private static Option<string> Line(TimedTranscriptEntry timed) =>
        timed.Entry switch
        {
            TranscriptEntry.FrameSent { Frame: var frame } => Row(
                timed.At,
                "tester →",
                frame.Opcode,
                frame.Final,
                frame.Reserved,
                frame.Payload.Length,
                frame.Payload.Pattern
            ),
            TranscriptEntry.FrameReceived { Frame: var frame, Length: var length } => Row(
                timed.At,
                "peer   →",
                frame.Opcode,
                frame.Final,
                frame.Reserved,
                length,
                frame.Payload
            ),
            TranscriptEntry.Dropped { By: Side.Theirs } => $"{FrameWords.Milliseconds(timed.At),8} ms  peer   → the end",
            _ => Option<string>.None,
        };

    private static string Row(TimeSpan at, string who, int opcode, bool final, int reserved, int length, ByteString start)
    {
        var payload = FrameWords.Payload(opcode, start.Memory.Span[..Math.Min(start.Length, MostPayload)], MostPayload);
        string[] parts =
        [
            FrameWords.Opcode(opcode),
            final ? "" : "FIN clear",
            FrameWords.Reserved(reserved),
            FrameWords.Length(length),
            payload,
        ];
        return $"{FrameWords.Milliseconds(at),8} ms  {who} "
            + $"{PrintableText.OneLine(string.Join(' ', parts.Where(part => part.Length > 0)))}";
    }
}
