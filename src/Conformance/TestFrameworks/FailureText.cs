using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>Creates readable text that describes a failed case.</summary>
internal static class FailureText
{
    private const int MostFrames = 12;
    private const int MostPayload = 60;

    public static string Of(CaseResult result, Option<Exception> thrown)
    {
        var (judged, judgement) = (result.Case, result.Judgement);
        var text = new StringBuilder(
            $"Case {judged.Id}: {VerdictText.Of(judgement.Behavior)}, closing handshake {VerdictText.Of(judgement.Close)}\n"
        );
        Line("sent", judged.Description);
        Line("expected", judged.Expected);
        Line("came", judgement.Sentence);
        Line("rule", judged.Rule);
        thrown.IfSome(error => Line("thrown", $"{error.GetType().Name}: {error.Message}"));
        var frames = result.Transcript.Choose(Frame).ToArray();
        var shown = frames.Length <= MostFrames + 1 ? frames.Length : MostFrames;
        foreach (var frame in frames.Take(shown)) text.Append("  ").Append(frame).Append('\n');
        if (shown < frames.Length) text.Append($"  … and {frames.Length - shown} frames more\n");
        return text.ToString().TrimEnd('\n');

        void Line(string name, string content) => text.Append($"  {name,-9} {PrintableText.OneLine(content)}\n");
    }

    private static Option<string> Frame(TimedTranscriptEntry timed) =>
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
