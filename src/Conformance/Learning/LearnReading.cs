namespace Pure.WebSockets.Conformance;

/// <summary>
/// Parses the bytes that a peer sends in one conversation. Each frame is passed to the model. A description of the frame, without its
/// payload, becomes part of the answer. The pong that answers a probe (<see cref="Probed"/>) is ignored. This class does not use any
/// code of the core.
/// </summary>
internal sealed class LearnReading(Role peer)
{
    private const ulong LongestPayload = 16 * 1024 * 1024;

    private readonly List<string> parts = [];
    private readonly List<byte[]> oldMessages = [];
    private readonly List<byte[]> newMessages = [];
    private readonly List<byte[]> oldPings = [];
    private byte[]? newPing;
    private byte[]? probe;
    private byte[] message = [];
    private GrowingOctets unread;
    private MessageReading messages = MessageReading.For(null, peer);

    /// <summary>The state of the model after the bytes that have been sent and received so far.</summary>
    public PeerModel Model { get; private set; } = PeerModel.Start(peer, PeerProfile.Echo, null);

    /// <summary>Whether the peer has ended the transport or has sent a frame that cannot be parsed.</summary>
    public bool IsOver { get; private set; }

    /// <summary>
    /// The number of parts that the answer has so far. Each frame is a part, even if it is invalid or incomplete. The end of the transport
    /// is also a part.
    /// </summary>
    public int Parts => parts.Count;

    /// <summary>Whether the pong for the last probe has arrived.</summary>
    public bool HasProbeAnswer { get; private set; }

    /// <summary>Records an input that is about to be sent.</summary>
    public void Sent(LearnInput input, int position, byte[] octets)
    {
        oldMessages.AddRange(newMessages);
        newMessages.Clear();
        if (newPing is not null) oldPings.Add(newPing);
        newPing = null;
        if (input.FrameAt is null)
        {
            Model = Model.AfterOutputEnded();
            return;
        }

        Model = Model.AfterSent(octets);
        var frame = input.FrameAt(position);
        var payload = frame.Payload.ToOctets().Memory.ToArray();
        if (frame.Opcode == 9) newPing = payload;
        if (frame.Opcode >= 8) return;
        // A faulty peer can assemble messages incorrectly. Therefore, both the payload of this frame and the joined payloads of all
        // fragments so far are accepted as an echo.
        message = frame.Opcode is 1 or 2 && !frame.Final ? payload : [.. message, .. payload];
        newMessages.Add(payload);
        newMessages.Add(message);
        if (frame.Final) message = [];
    }

    /// <summary>
    /// Records a probe, which is a ping that is sent only to find out whether the peer sends anything else. The pong for a probe is not
    /// part of the answer.
    /// </summary>
    public void Probed(byte[] payload) => (probe, HasProbeAnswer) = (payload, false);

    /// <summary>Processes bytes from the peer.</summary>
    public void Take(ReadOnlyMemory<byte> octets)
    {
        if (IsOver || octets.IsEmpty) return;
        var all = unread.IsEmpty ? GrowingOctets.Of(octets) : unread.With(octets.Span);
        var rest = all.Memory;
        while (!IsOver && !rest.IsEmpty && FrameHead.TryRead(rest.Span, out var head))
        {
            if (head.Length > LongestPayload)
            {
                Malformed(rest, "a frame that is too long");
                return;
            }

            if (head.Opcode == 0 && head.Length + (ulong)messages.PayloadLength > LongestPayload)
            {
                Malformed(rest, "a message that is too long");
                return;
            }

            var size = head.Size + (int)head.Length;
            if (size > rest.Length) break;
            Frame(head, rest[..size]);
            rest = rest[size..];
        }

        unread =
            IsOver ? default
            : !unread.IsEmpty && rest.Length == all.Length ? all
            : GrowingOctets.CopyOf(rest.Span);
    }

    /// <summary>
    /// Records the end of the transport. If bytes might have been lost, all frames are removed from the answer, because the frames that
    /// arrived could be different in each conversation.
    /// </summary>
    /// <param name="mayHaveLostBytes">Whether bytes from the peer might have been lost.</param>
    public void End(bool mayHaveLostBytes)
    {
        if (IsOver) return;
        if (mayHaveLostBytes) parts.Clear();
        else if (unread.Length > 0) parts.Add("part of a frame");
        parts.Add("end");
        (IsOver, unread) = (true, default);
        Model = Model.AfterTransportEnd(mayHaveLostBytes);
    }

    /// <summary>Returns the answer to the last input. If a required answer is still missing, the model adds a finding.</summary>
    /// <param name="patience">The time for which the tester has waited. The text of the finding contains this time.</param>
    public PeerAnswer Finish(TimeSpan patience)
    {
        Model = Model.AfterWait(patience);
        var answer = PeerAnswer.Of(parts);
        parts.Clear();
        return answer;
    }

    private void Frame(in FrameHead head, ReadOnlyMemory<byte> frame)
    {
        var payload = frame[head.Size..];
        if (head.IsMasked)
        {
            var unmasked = payload.ToArray();
            WireFrame.Mask(unmasked, new MaskKey(head.Key));
            payload = unmasked;
        }

        if (head is { Opcode: 10, Final: true, Reserved: 0 } && probe is not null && payload.Span.SequenceEqual(probe))
        {
            (HasProbeAnswer, probe) = (true, null);
            return;
        }

        if (FrameRule.BrokenBy(head, peer, isCompressing: false, messages.IsInMessage) is { } broken)
        {
            Malformed(frame, broken.Seen);
            return;
        }

        Model = Model.AfterReceived(frame);
        if (head.Opcode < 8) Data(head, payload);
        else parts.Add(Control(head.Opcode, payload.Span));
    }

    private void Data(in FrameHead head, ReadOnlyMemory<byte> payload)
    {
        var (next, whole, broken, _) = messages.After(head, payload);
        messages = next;
        var name = (head.Opcode, head.Final) switch
        {
            (1, true) => "text",
            (2, true) => "binary",
            (1, false) => "begin-text",
            (2, false) => "begin-binary",
            (_, true) => "finish",
            _ => "continue",
        };
        if (broken is not null) name = $"{broken.Seen} in {name}";
        parts.Add(whole is { } complete ? $"{Origin(newMessages, oldMessages, complete.Data.Span)}{name}" : name);
    }

    private string Control(int opcode, ReadOnlySpan<byte> payload) => opcode switch
    {
        8 when payload.IsEmpty => "close",
        8 when payload.Length == 1 => "close with half a code",
        8 => FormattableString.Invariant($"close {(payload[0] << 8) | payload[1]}")
            + (TextReading.IsText(payload[2..]) ? "" : " with a bad reason"),
        9 => "ping",
        _ => $"{Origin(newPing is null ? [] : [newPing], oldPings, payload)}pong",
    };

    /// <summary>
    /// Returns an empty string if the payload was sent with the last input, or “earlier ” if the payload was sent with an earlier input.
    /// Otherwise, returns “other ”.
    /// </summary>
    private static string Origin(List<byte[]> last, List<byte[]> earlier, ReadOnlySpan<byte> payload)
    {
        foreach (var sent in last)
            if (payload.SequenceEqual(sent)) return "";
        foreach (var sent in earlier)
            if (payload.SequenceEqual(sent)) return "earlier ";
        return "other ";
    }

    private void Malformed(ReadOnlyMemory<byte> octets, string seen)
    {
        Model = Model.AfterReceived(octets);
        parts.Add($"malformed: {seen}");
        IsOver = true;
    }
}
