namespace Pure.WebSockets.Conformance;

/// <summary>
/// The script of a case whose messages become requests. First, the script's messages are collected from its steps. Then a request is
/// written for each message. Finally, the steps are changed. A request is divided into frames at the places that correspond to those of the
/// message.
/// </summary>
internal sealed class CarryingScript(MessageCarrier carrier)
{
    private readonly List<Found> messages = [];
    private readonly List<CarriedMessage> carried = [];
    private Found? inProgress;
    private int read;
    private int begun = -1;
    private int begunAt;
    private int begunMessage;

    /// <summary>Whether the messages cannot be determined from the frames.</summary>
    public bool IsOdd { get; private set; }

    /// <summary>Whether a data frame has a reserved bit set, such as the bit that marks compressed messages.</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>The messages with their requests.</summary>
    public IReadOnlyList<CarriedMessage> Carried => carried;

    /// <summary>Reads the messages of a step. Returns the step.</summary>
    public TesterAction Collect(TesterAction act)
    {
        foreach (var frame in SentMessages.FramesOf(act).Where(SentMessages.IsData)) Collect(frame);
        return act;
    }

    /// <summary>Writes a request for each message. If that is not possible for a message, returns the reason.</summary>
    public Option<string> Carry()
    {
        foreach (var found in messages)
        {
            var message = new PeerEvent.Message((MessageKind)found.Opcode, found.Octets.ToArray());
            var one = carrier.Carry(message, keepsLength: true, carried.Count + 1);
            if (one.Case is string why) return why;
            one.IfRight(carried.Add);
        }

        return Option<string>.None;
    }

    /// <summary>
    /// Returns the step with the frames of requests. The steps must be given in the same order as to <see cref="Collect(TesterAction)"/>.
    /// </summary>
    public TesterAction Apply(TesterAction act) => act switch
    {
        TesterAction.Send send => send with { Frame = Apply(send.Frame) },
        TesterAction.SendTogether together => together with { Frames = together.Frames.Map(Apply).Strict() },
        TesterAction.SendMessage message => message with { Payload = Apply(new RawFrame((int)message.Kind, message.Payload)).Payload },
        TesterAction.SendStart begin => Begin(begin),
        TesterAction.SendMore more when begun >= 0 => More(more),
        _ => act,
    };

    private void Collect(RawFrame frame)
    {
        IsCompressed |= frame.Reserved != 0;
        var isStart = frame.Opcode != 0;
        IsOdd |=
            frame.Reserved != 0
            || frame.MasksWrongly
            || frame.LengthOctets.IsSome
            || frame.DeclaredLength.IsSome
            || isStart == (inProgress is not null);
        if (IsOdd) return;
        if (isStart) messages.Add(inProgress = new Found(frame.Opcode));
        inProgress!.Octets.AddRange(frame.Payload.ToOctets().Memory.Span);
        if (frame.Final) inProgress = null;
    }

    private RawFrame Apply(RawFrame frame)
    {
        if (!SentMessages.IsData(frame)) return frame;
        if (frame.Opcode != 0) read = 0;
        var message = carried[begunMessage];
        var from = read;
        read += frame.Payload.Length;
        // An empty frame stays empty. The last frame contains the remaining bytes.
        var (start, end) = (message.At(from), frame.Final ? message.Request.Length : message.At(read));
        if (frame.Final) begunMessage++;
        return frame with { Payload = Payload.Of(message.Request[start..end]) };
    }

    private TesterAction.SendStart Begin(TesterAction.SendStart begin)
    {
        var isData = SentMessages.IsData(begin.Frame);
        (begun, begunAt) = (isData ? begunMessage : -1, begin.Octets);
        if (!isData || !begin.Frame.Final) return begin with { Frame = Apply(begin.Frame) };
        var message = carried[begunMessage];
        return new TesterAction.SendStart(Apply(begin.Frame), message.At(begin.Octets));
    }

    private TesterAction.SendMore More(TesterAction.SendMore more)
    {
        var message = carried[begun];
        var from = begunAt;
        begunAt = (int)Math.Min((long)from + more.Octets, message.Original.Data.Length);
        return new TesterAction.SendMore(message.At(begunAt) - message.At(from));
    }

    private sealed record Found(int Opcode)
    {
        public List<byte> Octets { get; } = [];
    }
}
