namespace Pure.WebSockets.Conformance;

/// <summary>
/// Replaces the messages in the script of a case with requests. First, <see cref="Collect(TesterAction)"/> collects the messages from the
/// steps of the script. Then <see cref="Carry"/> writes a request for each message. Finally, <see cref="Apply(TesterAction)"/> changes the
/// steps so that they send the requests. Each request is divided into frames at the positions that correspond to the ends of the message's
/// frames.
/// </summary>
internal sealed class CarryingScript(MessageCarrier carrier)
{
    private readonly List<Found> messages = [];
    private readonly List<CarriedMessage> carried = [];
    private Found? inProgress;
    private int read;
    private int current;
    private CarriedFrame? begun;
    private int begunAt;

    /// <summary>Whether the messages of the case cannot be determined from its frames.</summary>
    public bool IsOdd { get; private set; }

    /// <summary>Whether a data frame has a reserved bit set, such as the bit that marks compressed messages.</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>The messages and the requests that carry these messages.</summary>
    public IReadOnlyList<CarriedMessage> Carried => carried;

    /// <summary>Collects the messages of a step. Returns the step unchanged.</summary>
    public TesterAction Collect(TesterAction act)
    {
        foreach (var frame in SentMessages.FramesOf(act).Where(SentMessages.IsData)) Collect(frame);
        return act;
    }

    /// <summary>
    /// Writes a request for each message. Returns None if all requests were written; otherwise, returns the reason why a message cannot be
    /// carried by a request.
    /// </summary>
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
    /// Returns the step with the frames of requests instead of the frames of messages. The steps must be passed in the same order as to
    /// <see cref="Collect(TesterAction)"/>.
    /// </summary>
    public TesterAction Apply(TesterAction act) => act switch
    {
        TesterAction.Send send => send with { Frame = Apply(send.Frame).After },
        TesterAction.SendTogether together => Together(together),
        TesterAction.SendMessage sent => sent with { Payload = Apply(new RawFrame((int)sent.Kind, sent.Payload)).After.Payload },
        TesterAction.SendStart begin => Begin(begin),
        TesterAction.SendMore more when begun is { } frame => More(more, frame),
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

    private CarriedFrame Apply(RawFrame frame)
    {
        if (!SentMessages.IsData(frame)) return new CarriedFrame(frame, frame, Message: null, From: 0);
        if (frame.Opcode != 0) read = 0;
        var (of, from) = (carried[current], read);
        read += frame.Payload.Length;
        // The last frame of a message contains all remaining bytes of the request. Any other empty frame remains empty.
        var (start, end) = (of.At(from), frame.Final ? of.Request.Length : of.At(read));
        if (frame.Final) current++;
        return new CarriedFrame(frame, frame with { Payload = Payload.Of(of.Request[start..end]) }, of, from);
    }

    private TesterAction.SendTogether Together(TesterAction.SendTogether together)
    {
        CarriedFrame[] frames = [.. together.Frames.AsEnumerable().Select(Apply)];
        // A later step can send the remaining bytes of the last frame.
        begun = together.OnlyOfLast.IsSome ? frames[^1] : null;
        begunAt = together.OnlyOfLast.IfNone(0);
        return together with
        {
            Frames = Seq.create<RawFrame>([.. frames.Select(frame => frame.After)]),
            Only = At(frames, together.Only),
            OnlyOfLast = together.OnlyOfLast.Map(octets => frames[^1].At(octets)),
            Cuts = together.Cuts.Map(cut => At(frames, cut)).Strict(),
        };
    }

    private TesterAction.SendStart Begin(TesterAction.SendStart begin)
    {
        var frame = Apply(begin.Frame);
        (begun, begunAt) = (frame, SizeOf(begin.Frame) - begin.Frame.Payload.Length + begin.Octets);
        return new TesterAction.SendStart(frame.After, frame.PayloadAt(begin.Octets));
    }

    private TesterAction.SendMore More(TesterAction.SendMore more, CarriedFrame frame)
    {
        var from = begunAt;
        begunAt = (int)Math.Min((long)from + more.Octets, SizeOf(frame.Before));
        return new TesterAction.SendMore(frame.At(begunAt) - frame.At(from));
    }

    /// <summary>Returns the position in the changed frames that corresponds to a position in the frames of the case.</summary>
    private static int At(CarriedFrame[] frames, int position)
    {
        var at = 0;
        foreach (var frame in frames)
        {
            var size = SizeOf(frame.Before);
            if (position <= size) return at + frame.At(position);
            (position, at) = (position - size, at + SizeOf(frame.After));
        }

        return at;
    }

    // Only cases for servers are adapted to a profile, so the tester is a client and masks its frames.
    private static int SizeOf(RawFrame frame) => WireFrame.LengthOf(frame, isMasked: !frame.MasksWrongly);

    /// <summary>A frame of the case and its replacement.</summary>
    /// <param name="Before">The frame of the case.</param>
    /// <param name="After">The frame that is sent.</param>
    /// <param name="Message">The message to which the frame belongs, or null if the frame is not a data frame.</param>
    /// <param name="From">The position, in the message, of the first byte of the frame's payload.</param>
    private sealed record CarriedFrame(RawFrame Before, RawFrame After, CarriedMessage? Message, int From)
    {
        /// <summary>Returns the position in the new payload that corresponds to a position in the old payload.</summary>
        public int PayloadAt(int position) =>
            position >= Before.Payload.Length ? After.Payload.Length
            : Message is null ? position
            : Message.At(From + position) - Message.At(From);

        /// <summary>
        /// Returns the position in the new frame that corresponds to a position in the old frame. Both positions are counted from the first
        /// byte of the header.
        /// </summary>
        public int At(int position)
        {
            var header = SizeOf(Before) - Before.Payload.Length;
            return position < header ? position : SizeOf(After) - After.Payload.Length + PayloadAt(position - header);
        }
    }

    private sealed record Found(int Opcode)
    {
        public List<byte> Octets { get; } = [];
    }
}
