using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>Round trips of compressed messages, and the memory of the protocol for idle connections.</summary>
internal static class DeflateSection
{
    public static Section Of(JsonElement rows)
    {
        var (trips, idle) = (rows.GetProperty("roundTrips"), rows.GetProperty("idle"));
        return new Section(
            $"{RowTable.Of(trips)}\n{RowTable.Of(idle)}",
            new Picture(
                "deflate",
                "Round trips of compressed messages: time and bytes on the wire",
                new BarChart("Round trips of compressed messages", "System.Net.WebSockets = 1").Draw(
                    [.. trips.EnumerateArray().SelectMany(Bars)],
                    reference: 1
                )
            )
        );
    }

    private static IEnumerable<Bar> Bars(JsonElement trip)
    {
        var group =
            $"{Figure.OfBytes(trip.GetProperty("messageBytes").GetDouble())}\ncontext takeover "
                + $"{(trip.GetProperty("contextTakeover").GetBoolean() ? "on" : "off")}";
        yield return new Bar(group, "time, kernel", trip.GetProperty("kernelRatio").GetDouble());
        yield return new Bar(group, "time, record", trip.GetProperty("recordRatio").GetDouble());
        yield return new Bar(group, "bytes on the wire", trip.GetProperty("wireRatio").GetDouble());
    }
}
