using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>The length of a head in the opening handshake, as all reports state it.</summary>
internal static class HeadLength
{
    /// <summary>Returns the length in bytes of the head that the tester received. Returns 0 if the head is empty.</summary>
    public static int Received(Observation seen) => Of(seen.Tester == Role.Client ? "response" : "request", seen);

    /// <summary>Returns the length in bytes of the head that the tester sent. Returns 0 if the head is empty.</summary>
    public static int Sent(Observation seen) => Of(seen.Tester == Role.Client ? "request" : "response", seen);

    /// <summary>
    /// Returns the length in bytes of the request's head if the name is "request", and of the response's head otherwise. Returns 0 if the
    /// head is empty.
    /// </summary>
    public static int Of(string name, Observation seen) => Of(name == "request" ? seen.Request : seen.Response, seen, name);

    /// <summary>
    /// Returns the length of a head in bytes. A tester in the client role stores each byte of the response as a Latin-1 character. All
    /// other heads are stored as text, and their length is the length in UTF-8.
    /// </summary>
    public static int Of(string head, Observation seen, string name) =>
        IsLatin(seen, name) ? head.Length : Encoding.UTF8.GetByteCount(head);

    /// <summary>Returns whether each character of the head is one byte.</summary>
    public static bool IsLatin(Observation seen, string name) => seen.Tester == Role.Client && name == "response";
}
