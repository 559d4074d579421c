using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the wire log, which shows the entries of the transcript. Each entry is shown with the time since the start of the connection.
/// Bytes are shown in hexadecimal, and the script of the page explains the bytes. To find the start of each frame, the script needs the
/// lengths of all entries. A row that shows only some bytes of an entry therefore also states the total number of bytes. A row that
/// replaces omitted entries states the number of omitted bytes in each direction.
/// </summary>
internal sealed class CaseLog
{
    private const int First = 36;
    private const int Last = 16;
    private const int FirstOfHeavy = 14;
    private const int LastOfHeavy = 8;
    private const int OctetsOfPage = 640;
    private const int LongestPayload = 32;

    private static readonly int[] OctetsOfRow = [192, 96, 48, 32, 16];

    private readonly CaseResult result;
    private readonly int shownOctets;

    private CaseLog(CaseResult result)
    {
        this.result = result;
        int[] sizes = [.. ShownSteps.Of(result).Select(timed => LengthOf(timed.Entry)).Where(length => length > 0)];
        shownOctets = OctetsOfRow.FirstOrDefault(
            most => sizes.Take(First + Last).Sum(size => Math.Min(size, most)) <= OctetsOfPage,
            OctetsOfRow[^1]
        );
    }

    private Observation Seen => result.Observation;

    public static string Write(CaseResult result) => new CaseLog(result).Section();

    private string Section() =>
        $"<section id=wire><h2>Wire log</h2><table "
            + $"id=log{(Seen.Deflate.IsSome ? " data-deflate" : "")}><thead><tr><th>ms<th>what<th><tbody>\n"
        + ShownSteps.Write(
            [.. ShownSteps.Of(result)],
            result.Case.IsHeavy ? FirstOfHeavy : First,
            result.Case.IsHeavy ? LastOfHeavy : Last,
            (timed, _) => Rows(timed),
            left => Gap([.. left.Select(timed => timed.Entry)])
        )
        + $"</table><p id=end>"
                + (Seen.WasOpen ? $"The TCP connection was ended by the {(Seen.DroppedByMe ? "tester" : "peer")}." : "The connection "
                + "never opened.")
                + "</p></section>\n";

    private static string Gap(TranscriptEntry[] left)
    {
        var omitted = left.OfType<TranscriptEntry.Omitted>().ToArray();
        return Gap(
            left.Length - omitted.Length + omitted.Sum(one => one.Count),
            left.OfType<TranscriptEntry.Sent>().Sum(sent => (long)sent.Length) + omitted.Sum(one => one.SentOctets),
            left.OfType<TranscriptEntry.Received>().Sum(received => (long)received.Length) + omitted.Sum(one => one.ReceivedOctets));
    }

    /// <summary>
    /// Writes a row for omitted entries. If the omitted received bytes end with a complete frame, the next received bytes start a new
    /// frame. The row then states zero received bytes, so that the script does not skip bytes of the new frame.
    /// </summary>
    private static string Gap(TranscriptEntry.Omitted omitted) =>
        Gap(omitted.Count, omitted.SentOctets, omitted.EndsWithFrame ? 0 : omitted.ReceivedOctets);

    private static string Gap(int count, long sent, long received) =>
        $"<tr class=gap style=\"counter-increment:row {count}\" data-sent={sent} data-received={received}><td colspan=3>… {count} "
            + $"entries not shown …\n";

    private static int LengthOf(TranscriptEntry entry) => entry switch
    {
        TranscriptEntry.Sent sent => sent.Length,
        TranscriptEntry.Received received => received.Length,
        _ => 0,
    };

    private string Rows(TimedTranscriptEntry timed)
    {
        return timed.Entry switch
        {
            TranscriptEntry.Opened opened => Heads(opened.Request, opened.Response)
                + opened.Deflate.Map(agreed => Row("note", "agreed", Html.Text(agreed.ToElement().ToString()))).IfNone(""),
            TranscriptEntry.Omitted omitted => Gap(omitted),
            TranscriptEntry.Flooded flooded => Row("elapsed", "← bytes", $"more than {flooded.Octets}: the tester stops reading"),
            TranscriptEntry.NotOpened failed => Heads(failed.Request, failed.Response)
                + Row("elapsed", "not opened", Html.Text(failed.Why)),
            TranscriptEntry.Sent sent => Row("sent", "→ bytes", Octets(sent.Octets, sent.Length)),
            TranscriptEntry.Received received => Row("received", "← bytes", Octets(received.Octets, received.Length)),
            TranscriptEntry.FrameSent sent => Row("sends", "→ frame", Sent(sent.Frame, sent.Key)),
            TranscriptEntry.FrameReceived received => Row("reads", "← frame", Received(received)),
            TranscriptEntry.MessageSent sent => Row(
                "sends",
                "→ message",
                $"<b>{FrameWords.Opcode((int)sent.Kind)}</b> {FrameWords.Length(sent.Length)} · compressed to {sent.Compressed} · "
                    + $"{CountText.Of(sent.Frames, "frame")} of {CountText.Of(sent.Wire, "byte")}"
            ),
            TranscriptEntry.TimerStarted started => Row(
                "timer",
                "timer",
                $"in {FrameWords.Seconds(started.Time)}: {Html.Text(FrameWords.Timer(started.Timer, started.Tag))}"
            ),
            TranscriptEntry.TimerElapsed elapsed => Row(
                "elapsed",
                "timer",
                $"elapsed: {Html.Text(FrameWords.Timer(elapsed.Timer, elapsed.Tag))}"
            ),
            TranscriptEntry.OutputEnded => Row("dropped", "→ TCP", "the tester ends its output and continues to read"),
            TranscriptEntry.Dropped { By: Side.Ours } => Row("dropped", "→ TCP", "ended by the tester"),
            TranscriptEntry.Dropped => Row("dropped", "← TCP", "ended by the peer"),
            _ => "",
        };

        string Row(string kind, string what, string content) =>
            $"<tr class={kind}><td>{FrameWords.Milliseconds(timed.At)}<td>{what}<td>{content}\n";

        string Heads(string request, string response) =>
            Head("request", request, Seen.Tester == Role.Client) + Head("response", response, Seen.Tester == Role.Server);

        string Head(string name, string head, bool isSent) =>
            head.Length == 0
                ? ""
                : Row(
                    isSent ? "sent" : "received",
                    isSent ? "→ head" : "← head",
                    $"<a href=#{name}>the {name}, {FrameWords.Length(HeadLength.Of(head, Seen, name))}</a>"
                );
    }

    private string Octets(ByteString octets, int length)
    {
        var shown = octets.Memory.Span[..Math.Min(octets.Length, shownOctets)];
        var code = Convert.ToHexStringLower(shown);
        return shown.Length == length
            ? $"<code>{code}</code>"
            : $"<code data-length={length}>{code}</code> <span class=gap>… {FrameWords.Length(length - shown.Length)} not shown …</span>";
    }

    private static string Sent(RawFrame frame, Option<MaskKey> key)
    {
        var (length, pattern) = (frame.Payload.Length, frame.Payload.Pattern);
        return Frame(frame.Opcode, frame.Final, frame.Reserved, key, FrameWords.Length(length), length == 0 ? default : pattern)
            + (length > pattern.Length && pattern.Length < FrameWords.KeptOctets ? " repeated" : "")
            + frame.LengthOctets.Map(form => $" · length in {FrameWords.Length(form)}").IfNone("")
            + frame.DeclaredLength.Map(length => $" · declared as {length} {(length == 1 ? "byte" : "bytes")}").IfNone("")
            + (frame.MasksWrongly ? " · wrong masking" : "")
            + (frame.Chop > 0 ? $" · in writes of {FrameWords.Length(frame.Chop)}" : "")
            + (frame.Sync ? " · a write of its own" : "");
    }

    private static string Received(TranscriptEntry.FrameReceived received) =>
        Frame(
            received.Frame.Opcode,
            received.Frame.Final,
            received.Frame.Reserved,
            received.Frame.Key,
            FrameWords.Length(received.Length),
            received.Frame.Payload
        );

    private static string Frame(int opcode, bool final, int reserved, Option<MaskKey> key, string length, ByteString start)
    {
        var line = new StringBuilder($"<b>{FrameWords.Opcode(opcode)}</b> {(final ? "FIN" : "no FIN")}");
        if (reserved != 0) line.Append(' ').Append(FrameWords.Reserved(reserved));
        line.Append($" · {length}{key.Map(mask => $" · mask {mask}").IfNone("")}");
        var payload = FrameWords.Payload(opcode, start.Memory.Span, LongestPayload);
        if (payload.Length > 0) line.Append(" · ").Append(Html.Isolate(payload));
        return line.ToString();
    }
}
