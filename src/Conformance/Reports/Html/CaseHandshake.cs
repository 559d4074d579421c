namespace Pure.WebSockets.Conformance;

/// <summary>Writes the head of the request and the head of the response in the opening handshake.</summary>
internal static class CaseHandshake
{
    public static string Write(Observation seen) =>
        $"<section id=handshake><h2>Opening handshake</h2><div class=two>{Head("request", seen)}{Head("response", seen)}</div></section>\n";

    private static string Head(string name, Observation seen)
    {
        var head = name == "request" ? seen.Request : seen.Response;
        return $"<pre id={name}{(HeadLength.IsLatin(seen, name) ? " data-latin" : "")}>"
            + $"{(head.Length == 0 ? $"<i>No {name}.</i>" : Html.Head(SecretText.Head(head)))}</pre>";
    }
}
