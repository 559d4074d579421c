using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>Writes the heads of the request and the response in the opening handshake.</summary>
internal static class CaseHandshake
{
    public static string Write(Observation seen) =>
        $"<section id=handshake><h2>Opening handshake</h2><div class=two>{Head("request", seen)}{Head("response", seen)}</div></section>\n";

    /// <summary>
    /// Returns the length of a head in bytes. A tester in the client role stores each byte of the response as a Latin-1 character. All
    /// other heads are stored as text, and their length is the length in UTF-8.
    /// </summary>
    public static int Length(string head, Observation seen, string name) =>
        IsOctets(seen, name) ? head.Length : Encoding.UTF8.GetByteCount(head);

    /// <summary>
    /// Returns the length in bytes of the request's head if the name is "request", and of the response's head otherwise. Returns 0 if the
    /// head is empty.
    /// </summary>
    public static int Length(string name, Observation seen) => Length(name == "request" ? seen.Request : seen.Response, seen, name);

    private static string Head(string name, Observation seen)
    {
        var head = name == "request" ? seen.Request : seen.Response;
        return $"<pre id={name}{(IsOctets(seen, name) ? " data-latin" : "")}>"
            + $"{(head.Length == 0 ? $"<i>No {name}.</i>" : Html.Head(head))}</pre>";
    }

    private static bool IsOctets(Observation seen, string name) => seen.Tester == Role.Client && name == "response";
}
