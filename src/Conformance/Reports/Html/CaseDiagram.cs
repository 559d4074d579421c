namespace Pure.WebSockets.Conformance;

/// <summary>
/// Draws the conversation as a sequence diagram. The tester is on the left, and the peer is on the right. Later steps are below earlier
/// steps.
/// </summary>
internal static class CaseDiagram
{
    private const int First = 20;
    private const int Last = 10;
    private const int FirstOfHeavy = 10;
    private const int LastOfHeavy = 6;
    private const int Top = 26;
    private const int Step = 32;
    private const int LongestPayload = 18;

    // The maximum number of characters in a line of text beside a circle. A longer line would extend beyond the edge of the diagram.
    private const int LongestLine = 52;
    private const int LineHeight = 15;

    // The shapes that a page uses several times. A page defines each shape only once, so that the page is small. A report can have
    // thousands of pages.
    private const string Shapes =
        "<defs><path id=to d=\"M64 0H414m-7-4 7 4-7 4\"/><path id=from d=\"M416 0H66m7-4-7 4 7 4\"/><path id=cross d=\"M-4-4 4 4M4-4-4 "
            + "4\"/></defs>";

    public static string Write(CaseResult result)
    {
        Shown[] shown = [.. ShownSteps.Of(result).SelectMany(timed => Of(timed.Entry, result).Select(one => one with { At = timed.At }))];
        var (y, lastTime) = (Top, "");
        var steps = ShownSteps.Write(
            shown,
            result.Case.IsHeavy ? FirstOfHeavy : First,
            result.Case.IsHeavy ? LastOfHeavy : Last,
            (one, _) => Next(one),
            left => $"<text class=gap x=240 y={y += Step}>… {CountText.Of(left.Count, "step")} not shown …</text>");
        var height = y + 16;
        return $"<figure id=diagram><svg viewBox=\"0 0 440 {height}\" role=img aria-label=\""
            + $"Sequence diagram of {CountText.Of(shown.Length, "step")}. The wire log has the same content\">"
            + Shapes
            + $"<text class=end x=64 y=14>tester</text><text class=end x=416 y=14>peer</text><path class=life d=\"M64 22V{height}M416 "
            + $"22V{height}\"/>\n"
            + steps
            + "</svg></figure>";

        string Next(Shown one)
        {
            var lines = one.Look is Look.Timer or Look.Elapsed ? Wrapped(one.Name, one.Details) : [one.Details];
            var drawn = Draw(one, lines, y += Step, Time(one));
            y += (lines.Length - 1) * LineHeight;
            return drawn;
        }

        // The time of a step, in milliseconds, is shown only if it differs from the previous time in the diagram.
        string Time(Shown one)
        {
            var time = $"{ReportJson.Milliseconds(one.At)}";
            return time == lastTime ? "" : $"<text class=at>{lastTime = time}</text>";
        }
    }

    private static IEnumerable<Shown> Of(TranscriptEntry entry, CaseResult result)
    {
        var isClient = result.Observation.Tester == Role.Client;
        switch (entry)
        {
            case TranscriptEntry.Opened opened:
                yield return new Shown(isClient ? Look.Request : Look.Response, FirstLine(opened.Request), "");
                yield return new Shown(isClient ? Look.Response : Look.Request, FirstLine(opened.Response), "");
                break;
            case TranscriptEntry.NotOpened failed:
                if (failed.Request.Length > 0)
                    yield return new Shown(isClient ? Look.Request : Look.Response, FirstLine(failed.Request), "");
                if (failed.Response.Length > 0)
                    yield return new Shown(isClient ? Look.Response : Look.Request, FirstLine(failed.Response), "");
                yield return new Shown(Look.Elapsed, "not opened", failed.Why);
                break;
            case TranscriptEntry.FrameSent { Frame: var frame }:
                yield return new Shown(
                    Look.Sent,
                    FrameWords.Opcode(frame.Opcode),
                    Details(
                        frame.Opcode,
                        frame.Final,
                        frame.Reserved,
                        FrameWords.Length(frame.Payload.Length),
                        frame.Payload.Length == 0 ? default : frame.Payload.Pattern
                    )
                );
                break;
            case TranscriptEntry.MessageSent sent:
                yield return new Shown(
                    Look.Sent,
                    sent.Kind == MessageKind.Text ? "text" : "binary",
                    $"compressed, {CountText.Of(sent.Frames, "frame")}, {sent.Compressed} of {FrameWords.Length(sent.Length)}"
                );
                break;
            case TranscriptEntry.FrameReceived { Frame: var frame, Length: var length }:
                yield return new Shown(
                    Look.Received,
                    FrameWords.Opcode(frame.Opcode),
                    Details(frame.Opcode, frame.Final, frame.Reserved, FrameWords.Length(length), frame.Payload)
                );
                break;
            case TranscriptEntry.TimerStarted { Timer: TesterTimer.Wait or TesterTimer.Fail or TesterTimer.Close } started:
                yield return new Shown(Look.Timer, $"in {FrameWords.Seconds(started.Time)}:", FrameWords.Timer(started.Timer, started.Tag));
                break;
            case TranscriptEntry.TimerElapsed elapsed:
                yield return new Shown(Look.Elapsed, "elapsed:", FrameWords.Timer(elapsed.Timer, elapsed.Tag));
                break;
            case TranscriptEntry.Omitted:
                yield return new Shown(
                    Look.Note,
                    "…",
                    result.Observation.Outgoing is { Messages: > 0 } outgoing
                        ? $"{CountText.Of(outgoing.Messages, "message")} sent in all, {result.Observation.Incoming.Messages} came back"
                        : "and so on"
                );
                break;
            case TranscriptEntry.Flooded flooded:
                yield return new Shown(Look.Elapsed, "too much:", $"more than {flooded.Octets} bytes came");
                break;
            case TranscriptEntry.OutputEnded:
                yield return new Shown(Look.DroppedByTester, "ends its output", "and continues to read");
                break;
            case TranscriptEntry.Dropped dropped:
                yield return new Shown(
                    dropped.By == Side.Ours ? Look.DroppedByTester : Look.DroppedByPeer,
                    "TCP ended",
                    dropped.By == Side.Ours ? "by the tester" : "by the peer"
                );
                break;
        }
    }

    private static string Details(int opcode, bool final, int reserved, string length, ByteString start)
    {
        var payload = FrameWords.Payload(opcode, start.Memory.Span, LongestPayload);
        return string.Join(
            " · ",
            new[] { final ? "FIN" : "", FrameWords.Reserved(reserved), length, payload }.Where(part => part.Length > 0)
        );
    }

    private static string FirstLine(string head)
    {
        var line = head.Split("\r\n")[0];
        return line.Length > 48 ? line[..48] + "…" : line;
    }

    /// <summary>
    /// Wraps the details, because SVG text does not wrap automatically. The name and the beginning of the details share the first line,
    /// so the length of the first line includes the name.
    /// </summary>
    private static string[] Wrapped(string name, string details)
    {
        List<string> lines = [""];
        foreach (var word in details.Split(' ').SelectMany(word => word.Chunk(LongestLine)).Select(word => new string(word)))
        {
            var taken = lines[^1].Length + (lines.Count == 1 ? name.Length + 1 : 0);
            if (taken > 0 && taken + 1 + word.Length > LongestLine) lines.Add(word);
            else lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
        }

        return [.. lines];
    }

    private static string Draw(Shown one, string[] lines, int y, string time)
    {
        var words =
            $"<text>{Html.Text(one.Name)}{(lines[0].Length > 0 ? $"<tspan> {Html.Text(lines[0])}</tspan>" : "")}"
                + $"{string.Concat(lines.Skip(1).Select(line => $"<tspan x=0 dy={LineHeight}>{Html.Text(line)}</tspan>"))}</text>";
        return $"<svg class={ClassOf(one.Look)} y={y}>{time}{words}{one.Look switch
        {
            Look.Timer or Look.Elapsed => "<circle r=4 />",
            Look.Note => "",
            Look.DroppedByTester or Look.DroppedByPeer => "<use href=#cross />",
            Look.Sent or Look.Request => "<use href=#to />",
            _ => "<use href=#from />",
        }}</svg>\n";
    }

    private static string ClassOf(Look look) => look switch
    {
        Look.Sent => "sent",
        Look.Received => "received",
        Look.Request => "asks",
        Look.Response => "answers",
        Look.Timer => "timer",
        Look.Elapsed => "elapsed",
        Look.Note => "note",
        Look.DroppedByTester => "drops",
        _ => "dropped",
    };

    private enum Look
    {
        Request,
        Response,
        Sent,
        Received,
        Timer,
        Elapsed,
        Note,
        DroppedByTester,
        DroppedByPeer,
    }

    /// <summary>
    /// A step of the diagram. A step is an arrow between the tester and the peer, an event of the tester or the peer, or a note about
    /// omitted entries.
    /// </summary>
    private sealed record Shown(Look Look, string Name, string Details)
    {
        public TimeSpan At { get; init; }
    }
}
