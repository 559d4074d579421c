using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the traffic statistics for both directions. If the case does not exchange compressed messages, or if the exchange was not
/// completed, the statistics are null.
/// </summary>
internal static class TrafficReport
{
    public static void Write(Utf8JsonWriter writer, Case running, Observation seen)
    {
        if (
            running.Expectation is not Expectation.CompressedExchange
            || ExpectationCheck.Evaluate(running.Expectation, seen) != Satisfaction.Whole
        )
        {
            writer.WriteNull("trafficStats");
            return;
        }

        writer.WriteStartObject("trafficStats");
        Write(writer, "incoming", seen.Incoming);
        Write(writer, "outgoing", seen.Outgoing);
        writer.WriteNumber("preopenIncomingOctetsWireLevel", HeadLength.Received(seen));
        writer.WriteNumber("preopenOutgoingOctetsWireLevel", HeadLength.Sent(seen));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string direction, Traffic traffic)
    {
        Number(writer, direction + "CompressionRatio", traffic.CompressionRatio);
        writer.WriteNumber(direction + "OctetsAppLevel", traffic.Application);
        writer.WriteNumber(direction + "OctetsWebSocketLevel", traffic.Payload);
        writer.WriteNumber(direction + "OctetsWireLevel", traffic.Wire);
        writer.WriteNumber(direction + "WebSocketFrames", traffic.Frames);
        writer.WriteNumber(direction + "WebSocketMessages", traffic.Messages);
        Number(writer, direction + "WebSocketOverhead", traffic.Overhead);
    }

    private static void Number(Utf8JsonWriter writer, string key, Option<double> value) =>
        value.Match(Some: number => writer.WriteNumber(key, number), None: () => writer.WriteNull(key));
}
