namespace Pure.WebSockets.Conformance;

/// <summary>Examines the frames in the script of a case.</summary>
internal static class SentMessages
{
    private const int MaxControl = 125;
    private const int Rsv1 = 4;

    /// <summary>Returns the frames that a step sends or starts to send.</summary>
    public static IReadOnlyList<RawFrame> FramesOf(TesterAction act) => act switch
    {
        TesterAction.Send send => new[] { send.Frame },
        TesterAction.SendStart begin => new[] { begin.Frame },
        // All arms of this switch expression must be arrays. If the common type of the arms were Seq, a collection expression would create
        // an empty Seq.
        TesterAction.SendTogether together => together.Frames.ToArray(),
        TesterAction.SendMessage message => new[] { new RawFrame((int)message.Kind, message.Payload) },
        TesterAction.Close close => new[] { new RawFrame(8, close.Payload) },
        _ => Array.Empty<RawFrame>(),
    };

    /// <summary>Returns whether a frame is a text, binary or continuation frame.</summary>
    public static bool IsData(RawFrame frame) => frame.Opcode is >= 0 and <= 2;

    /// <summary>Returns whether the script contains a close frame or ends the tester's output.</summary>
    public static bool EndsItself(Case one) =>
        one.Script.Exists(act => act is TesterAction.EndOutput || FramesOf(act).Any(frame => frame.Opcode == 8));

    /// <summary>
    /// Returns whether the case sends data frames before the tester's close frame, either in its script or in an exchange.
    /// </summary>
    public static bool SendsData(Case one) =>
        one.Expectation is Expectation.Exchange or Expectation.CompressedExchange
        || one.Script.Bind(act => Seq.create<RawFrame>([.. FramesOf(act)])).TakeWhile(frame => frame.Opcode != 8).Any(IsData);

    /// <summary>
    /// Returns whether the case can send valid data before it breaks a rule. An application that receives this data may reject the data and
    /// end the connection.
    /// </summary>
    public static bool SendsDataFirst(Case one)
    {
        if (one.Script.Exists(act => act is TesterAction.SendMessage { FragmentSize: > 0 } or TesterAction.SendStart)) return true;
        var frames = one.Script.Bind(act => Seq.create<RawFrame>([.. FramesOf(act)])).Filter(IsData).Strict();
        return frames.Count > 1 && IsValidStart(frames[0], one.Compression.IsSome);
    }

    /// <summary>
    /// Returns whether a ping can replace a frame. The frame must be a complete, uncompressed message with a valid header, and must be
    /// short enough for a control frame.
    /// </summary>
    public static bool IsPlain(RawFrame frame) =>
        frame is { Opcode: 1 or 2, Final: true, Reserved: 0, MasksWrongly: false, LengthOctets.IsNone: true, DeclaredLength.IsNone: true }
        && frame.Payload.Length <= MaxControl;

    private static bool IsValidStart(RawFrame frame, bool mayBeCompressed) =>
        frame is { Opcode: 1 or 2, MasksWrongly: false, LengthOctets.IsNone: true, DeclaredLength.IsNone: true }
        && (frame.Reserved == 0 || (frame.Reserved == Rsv1 && mayBeCompressed));
}
