using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>Calculates the length of an HTTP head in the opening handshake. All reports use this length.</summary>
internal static class HeadLength
{
    /// <summary>Returns the length in bytes of the head that the tester received, or 0 if the tester received no head.</summary>
    public static int Received(Observation seen) => Of(seen.Tester == Role.Client ? "response" : "request", seen);

    /// <summary>Returns the length in bytes of the head that the tester sent, or 0 if the tester sent no head.</summary>
    public static int Sent(Observation seen) => Of(seen.Tester == Role.Client ? "request" : "response", seen);

    /// <summary>
    /// Returns the length, in bytes, of the head of the request if <paramref name="name"/> is "request". Otherwise, returns the length of
    /// the head of the response. The length of a missing head is 0.
    /// </summary>
    public static int Of(string name, Observation seen) => Of(name == "request" ? seen.Request : seen.Response, seen, name);

    /// <summary>
    /// Returns the length of a head in bytes. A tester in the client role stores each byte of the response's head as one Latin-1 character.
    /// All other heads are stored as text, so their length is the number of bytes in UTF-8.
    /// </summary>
    public static int Of(string head, Observation seen, string name) =>
        IsLatin(seen, name) ? head.Length : Encoding.UTF8.GetByteCount(head);

    /// <summary>Returns whether each character of the head represents one received byte.</summary>
    public static bool IsLatin(Observation seen, string name) => seen.Tester == Role.Client && name == "response";
}
