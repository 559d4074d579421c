using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the wire log of a case. The rows of the log describe the bytes and frames that were sent or received, and the timers of the
/// script that started or elapsed.
/// </summary>
internal static class WireLog
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<TimedTranscriptEntry> transcript)
    {
        writer.WriteStartArray("wirelog");
        var isQueued = false;
        foreach (var timed in transcript)
        {
            if (timed.Entry is TranscriptEntry.FrameSent sent) isQueued = sent.Frame.Sync || sent.Frame.Chop > 0;
            Write(writer, timed.Entry, isQueued);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, TranscriptEntry entry, bool isQueued)
    {
        switch (entry)
        {
            case TranscriptEntry.Received received:
                Row(writer, "RO", () => Measured(writer, received.Length, PrintedForm.Hex(received.Octets.Memory.Span, received.Length)));
                break;
            case TranscriptEntry.Sent sent:
                Row(writer, "TO", () =>
                {
                    Measured(writer, sent.Length, PrintedForm.Hex(sent.Octets.Memory.Span, sent.Length));
                    writer.WriteBooleanValue(isQueued);
                });
                break;
            case TranscriptEntry.FrameReceived { Frame: var frame, Length: var length }:
                Row(writer, "RF", () =>
                {
                    Measured(writer, length, PrintedForm.Ascii(frame.Payload.Memory.Span, length));
                    writer.WriteNumberValue(frame.Opcode);
                    writer.WriteBooleanValue(frame.Final);
                    writer.WriteNumberValue(frame.Reserved);
                    writer.WriteBooleanValue(frame.Key.IsSome);
                    Key(writer, frame.Key);
                });
                break;
            case TranscriptEntry.FrameSent { Frame: var frame, Key: var key }:
                Row(writer, "TF", () =>
                {
                    Measured(writer, frame.Payload.Pattern.Length, PrintedForm.Ascii(frame.Payload.Pattern.Memory.Span));
                    writer.WriteNumberValue(frame.Opcode);
                    writer.WriteBooleanValue(frame.Final);
                    writer.WriteNumberValue(frame.Reserved);
                    Key(writer, key);
                    Maybe(writer, frame.Payload.Length == frame.Payload.Pattern.Length ? Option<int>.None : frame.Payload.Length);
                    Maybe(writer, frame.Chop == 0 ? Option<int>.None : frame.Chop);
                    writer.WriteBooleanValue(frame.Sync);
                });
                break;
            case TranscriptEntry.Omitted:
                WriteGap(writer);
                break;
            case TranscriptEntry.TimerStarted { Timer: TesterTimer.Wait } started:
                Row(writer, "CT", () =>
                {
                    writer.WriteNumberValue(started.Time.TotalSeconds);
                    Tag(writer, started.Tag);
                });
                break;
            case TranscriptEntry.TimerElapsed { Timer: TesterTimer.Wait } elapsed:
                Row(writer, "CTE", () => Tag(writer, elapsed.Tag));
                break;
            case TranscriptEntry.TimerStarted { Timer: TesterTimer.Fail or TesterTimer.Close } started:
                Row(writer, started.Timer == TesterTimer.Fail ? "KL" : "TI", () => writer.WriteNumberValue(started.Time.TotalSeconds));
                break;
            case TranscriptEntry.TimerElapsed { Timer: TesterTimer.Fail or TesterTimer.Close } elapsed:
                Row(writer, elapsed.Timer == TesterTimer.Fail ? "KLE" : "TIE", () => { });
                break;
        }
    }

    // A gap is written as two rows. In the format of the Autobahn Testsuite, these rows mean that the log was disabled and then enabled
    // again.
    private static void WriteGap(Utf8JsonWriter writer)
    {
        Row(writer, "WLM", () => writer.WriteBooleanValue(value: false));
        Row(writer, "WLM", () => writer.WriteBooleanValue(value: true));
    }

    private static void Row(Utf8JsonWriter writer, string kind, Action columns)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(kind);
        columns();
        writer.WriteEndArray();
    }

    private static void Measured(Utf8JsonWriter writer, int length, string printed)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(length);
        writer.WriteStringValue(printed);
        writer.WriteEndArray();
    }

    private static void Key(Utf8JsonWriter writer, Option<MaskKey> key) =>
        key.Match(Some: mask => writer.WriteStringValue(mask.ToString()), None: writer.WriteNullValue);

    private static void Tag(Utf8JsonWriter writer, Option<string> tag) =>
        tag.Match(Some: writer.WriteStringValue, None: writer.WriteNullValue);

    private static void Maybe(Utf8JsonWriter writer, Option<int> number) =>
        number.Match(Some: writer.WriteNumberValue, None: writer.WriteNullValue);
}
