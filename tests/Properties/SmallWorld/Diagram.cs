using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The states of a connection as a Mermaid diagram, drawn from the enumeration: both roles in one diagram, with the parallel parts of Open.
/// </summary>
internal static class Diagram
{
    private static readonly (Place Place, string Name)[] Names =
    [
        (Place.AwaitingRequest, "waits for the request"),
        (Place.AwaitingAnswer, "waits for the application's answer"),
        (Place.AwaitingResponse, "waits for the response"),
        (Place.ReadingRefusal, "reads the body of a rejecting response"),
        (Place.CloseSent, "closing: our close frame is sent, the peer's is awaited"),
        (Place.CloseExchanged, "closing: the server must end the transport"),
        (Place.ClosedCleanly, "closed cleanly"),
        (Place.ClosedOtherwise, "closed otherwise"),
    ];

    private static readonly (Place Place, string Name)[][] NamesInOpen =
    [
        [(Place.BetweenMessages, "between messages"), (Place.BetweenFragments, "between fragments"), (Place.WithinFrame, "within a frame")],
        [(Place.NothingHalfSent, "no message in progress"), (Place.MessageHalfSent, "a message partly sent")],
        [(Place.NoTimer, "no timer"), (Place.UntilPing, "until the next ping"), (Place.UntilPong, "until the pong")],
    ];

    public static string Of(IReadOnlyCollection<Exploration> explored)
    {
        var edges = explored.SelectMany(each => each.Edges, (each, edge) => (each.World.Role, Edge: edge)).ToArray();
        var text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        foreach (var (place, name) in Names) text.Append($"    state \"{name}\" as {place}\n");
        text.Append("    state Open {\n").AppendJoin("        --\n", NamesInOpen.Select(region => Region(edges, region))).Append("    }\n");
        foreach (var arrow in Arrows(edges, [Place.Start, Place.Open, .. Names.Select(named => named.Place)]))
            text.Append($"    {arrow}\n");
        foreach (var (place, _) in Names.Where(named => edges.All(found => found.Edge.From != named.Place)))
            text.Append($"    {place} --> [*]\n");
        return text.Append("```").ToString();
    }

    private static string Region((Role, Edge)[] edges, (Place Place, string Name)[] places) =>
        string.Concat(
            places
                .Select(named => $"        state \"{named.Name}\" as {named.Place}\n")
                .Concat(Arrows(edges, [Place.Start, .. places.Select(named => named.Place)]).Select(arrow => $"        {arrow}\n"))
        );

    /// <summary>
    /// One arrow for each pair of places. If both roles have the place, and only one has the arrow, the arrow names the role.
    /// </summary>
    private static IEnumerable<string> Arrows((Role Role, Edge Edge)[] edges, Place[] places) =>
        from found in edges
        where places.Contains(found.Edge.From) && places.Contains(found.Edge.To)
        group found by (found.Edge.From, found.Edge.To) into arrow
        orderby Array.IndexOf(places, arrow.Key.From), Array.IndexOf(places, arrow.Key.To)
        let shared = arrow.Key.From != Place.Start
            && edges.Where(found => found.Edge.From == arrow.Key.From).Select(found => found.Role).Distinct().Count() > 1
        let causes = from found in arrow
                     group found.Role by found.Edge.Cause into cause
                     where cause.Key.Length > 0
                     orderby cause.Key
                     select cause.Distinct().Count() > 1 || !shared ? cause.Key : $"{cause.Key} ("
                         + $"{cause.First().ToString().ToLowerInvariant()})"
        select $"{Node(arrow.Key.From)} --> {Node(arrow.Key.To)}{(causes.Any() ? " : " : "")}{string.Join(", ", causes)}";

    private static string Node(Place place) => place == Place.Start ? "[*]" : place.ToString();
}
