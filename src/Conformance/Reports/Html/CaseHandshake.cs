using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>Both heads of the opening handshake, as they went over the wire.</summary>
internal static class CaseHandshake
{
    public static string Write(Observation seen) =>
        $"<section id=handshake><h2>Opening handshake</h2><div class=two>{Head("request", seen)}{Head("response", seen)}</div></section>\n";

    /// <summary>
    /// The octets of a head. A tester that is the client keeps the octets of a response as they came; all others are text.
    /// </summary>
    public static int Length(string head, Observation seen, string name) =>
        IsOctets(seen, name) ? head.Length : Encoding.UTF8.GetByteCount(head);

    /// <summary>The octets of the head of this name; 0 if there is none.</summary>
    public static int Length(string name, Observation seen) => Length(name == "request" ? seen.Request : seen.Response, seen, name);

    private static string Head(string name, Observation seen)
    {
        var head = name == "request" ? seen.Request : seen.Response;
        return $"<pre id={name}{(IsOctets(seen, name) ? " data-latin" : "")}>"
            + $"{(head.Length == 0 ? $"<i>No {name}.</i>" : Html.Head(head))}</pre>";
    }

    private static bool IsOctets(Observation seen, string name) => seen.Tester == Role.Client && name == "response";
}
