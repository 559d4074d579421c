using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using static Pure.WebSockets.Conformance.ReportJson;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the JSON report of a case, which contains the expected and observed events, the closing handshake and the wire log.
/// </summary>
internal static class CaseReport
{
    private const string Unknown = "?";

    /// <summary>Returns the content of the JSON file.</summary>
    public static byte[] Write(string agent, CaseResult result) => ReportJson.Write(writer =>
    {
        var (running, seen) = (result.Case, result.Observation);
        var isTimed = running.Expectation is not Expectation.Events;
        writer.WriteStartObject();
        writer.WriteString("agent", agent);
        writer.WriteString("behavior", VerdictText.Of(result.Judgement.Behavior));
        writer.WriteString("behaviorClose", VerdictText.Of(result.Judgement.Close));
        writer.WriteNumber("case", running.Index);
        writer.WriteBoolean("closedByMe", seen.ClosedByMe);
        writer.WriteBoolean("createStats", value: true);
        writer.WriteBoolean("createWirelog", value: true);
        writer.WriteString("description", running.Description);
        writer.WriteBoolean("droppedByMe", seen.DroppedByMe);
        writer.WriteNumber("duration", Milliseconds(result.Duration));
        writer.WriteString("expectation", running.Expected);
        WriteExpected(writer, running);
        WriteExpectedClose(writer, running.Close, seen.WasOpen && running.Opening.Rejection.IsNone);
        writer.WriteString("expectedOpening", running.Opening.Rejection.IsSome ? "refused" : "open");
        writer.WriteBoolean("failedByMe", seen.FailedByMe);
        Text(writer, "httpRequest", seen.Request.Length == 0 ? Unknown : SecretText.Head(seen.Request));
        Text(writer, "httpResponse", seen.Response.Length == 0 ? Unknown : SecretText.Head(seen.Response));
        writer.WriteString("id", running.Id.Text);
        writer.WriteBoolean("isServer", seen.Tester == Role.Server);
        Number(writer, "localCloseCode", seen.LocalCloseCode);
        Text(writer, "localCloseReason", seen.LocalCloseReason);
        writer.WriteStartArray("received");
        if (!isTimed) foreach (var one in seen.Events) WriteEvent(writer, one);
        writer.WriteEndArray();
        Number(writer, "remoteCloseCode", seen.RemoteCloseCode);
        Text(writer, "remoteCloseReason", seen.RemoteCloseReason);
        writer.WriteBoolean("reportCompressionRatio", running.Compression.IsSome);
        writer.WriteBoolean("reportTime", isTimed);
        writer.WriteString("result", result.Judgement.Result);
        writer.WriteString("resultClose", result.Judgement.CloseResult);
        writer.WriteString("rule", running.Rule);
        WriteCounts(writer, "rxFrameStats", seen.FramesReceived);
        WriteCounts(writer, "rxOctetStats", Sizes(result.Reads, HeadLength.Received(seen)));
        writer.WriteString("started", result.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        TrafficReport.Write(writer, running, seen);
        WriteCounts(writer, "txFrameStats", seen.FramesSent);
        WriteCounts(writer, "txOctetStats", Sizes(result.Writes, HeadLength.Sent(seen)));
        writer.WriteBoolean("wasClean", seen.WasClean);
        writer.WriteBoolean("wasCloseHandshakeTimeout", seen.ClosingTimedOut);
        Text(writer, "wasNotCleanReason", seen.WasClean ? Option<string>.None : seen.NotCleanReason);
        writer.WriteBoolean("wasOpenHandshakeTimeout", seen.OpeningTimedOut);
        writer.WriteBoolean("wasServerConnectionDropTimeout", seen.TransportEndTimedOut);
        WireLog.Write(writer, result.Transcript);
        writer.WriteEndObject();
    });

    private static void WriteExpected(Utf8JsonWriter writer, Case running)
    {
        writer.WriteStartObject("expected");
        if (running.Expectation is Expectation.Events events)
        {
            foreach (var other in running.Alternatives.Filter(other => !other.AcceptsAnyEvents).DistinctBy(other => other.Verdict))
                WriteEvents(writer, VerdictText.Of(other.Verdict), other.Events);
            foreach (var allowed in events.NonStrict)
                WriteEvents(writer, "NON-STRICT", allowed);
            WriteEvents(writer, "OK", events.Ok);
        }

        writer.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter writer, string verdict, Seq<PeerEvent> events)
    {
        writer.WriteStartArray(verdict);
        foreach (var one in events) WriteEvent(writer, one);
        writer.WriteEndArray();
    }

    private static void WriteEvent(Utf8JsonWriter writer, PeerEvent one)
    {
        writer.WriteStartArray();
        switch (one)
        {
            case PeerEvent.Message message:
                writer.WriteStringValue("message");
                writer.WriteStringValue(PrintedForm.Ascii(message.Data.Memory.Span));
                writer.WriteBooleanValue(message.Kind == MessageKind.Binary);
                break;
            case PeerEvent.Pong pong:
                writer.WriteStringValue("pong");
                writer.WriteStringValue(PrintedForm.Ascii(pong.Data.Memory.Span));
                break;
            case PeerEvent.Agreed agreed:
                writer.WriteStringValue("prelude");
                writer.WriteNumberValue(agreed.Step);
                break;
            case PeerEvent.IllegalFrame illegal:
                writer.WriteStringValue("illegal");
                writer.WriteStringValue($"{illegal.Seen} ({illegal.Rule})");
                break;
            case PeerEvent.Timeout timeout:
                writer.WriteStringValue("timeout");
                writer.WriteStringValue(timeout.Tag);
                break;
            default:
                throw new UnreachableException();
        }

        writer.WriteEndArray();
    }

    private static void WriteExpectedClose(Utf8JsonWriter writer, CloseExpectation close, bool wasOpen)
    {
        writer.WriteStartObject("expectedClose");
        if (wasOpen)
        {
            writer.WriteStartArray("closeCode");
            foreach (var code in close.Codes) writer.WriteNumberValue(code);
            writer.WriteEndArray();
            writer.WriteBoolean("closedByMe", close.ByMe);
            if (close.WrongSideIsFatal) writer.WriteBoolean("closedByWrongEndpointIsFatal", value: true);
            writer.WriteBoolean("requireClean", close.MustBeClean);
        }

        writer.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter writer, string key, Map<int, int> counts)
    {
        writer.WriteStartObject(key);
        foreach (var (number, count) in counts.OrderBy(pair => pair.Key.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal))
            writer.WriteNumber(number.ToString(CultureInfo.InvariantCulture), count);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Returns the number of reads or writes for each size in bytes. The HTTP head of the opening handshake counts as one read or write.
    /// </summary>
    private static Map<int, int> Sizes(IReadOnlyDictionary<int, int> sizes, int head) =>
        sizes.Aggregate(
            head > 0 ? Observation.Count(default, head) : default,
            (counts, size) => Observation.Count(counts, size.Key, size.Value)
        );
}
