using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>The differences between a case's opening handshake and the usual handshake, and the expected result of the handshake.</summary>
internal sealed record OpeningScript
{
    private const string LineEnd = "\r\n";

    /// <summary>The usual handshake, in which the tester sends an unchanged head in one write.</summary>
    public static OpeningScript Usual { get; } = new();

    /// <summary>
    /// The changes to the head that the tester sends. A tester in the client role sends the head of the request, and a tester in the server
    /// role sends the head of the response.
    /// </summary>
    public Seq<HeadEdit> Edits { get; init; }

    /// <summary>The number of bytes per write. If the value is 0, the head is sent in one write.</summary>
    public int Chop { get; init; }

    /// <summary>The pause within the request of a tester in the client role, or None if the request is sent without a pause.</summary>
    public Option<HeadPause> Pause { get; init; }

    /// <summary>Whether a tester in the server role sends the end of its head and the first frame of the script in one write.</summary>
    public bool JoinsFirstFrame { get; init; }

    /// <summary>The subprotocols that a tester in the client role offers in addition to the subprotocols of its target.</summary>
    public Seq<string> Protocols { get; init; }

    /// <summary>The rejection that is expected of a server, or None if the server is expected to open the connection.</summary>
    public Option<RejectionExpectation> Rejection { get; init; }

    /// <summary>
    /// The verdict if the server answers with a 4xx status although it should have opened the connection. If the value is None and
    /// <see cref="HasInvalidOffer"/> is false, a server that answers with such a status fails the case.
    /// </summary>
    public Option<AllowedRejection> IfRejected { get; init; }

    /// <summary>
    /// Whether the request contains an invalid offer of permessage-deflate. If a server answers this request with a 4xx status instead of
    /// opening the connection, the verdict is only NON-STRICT.
    /// </summary>
    public bool HasInvalidOffer { get; init; }

    /// <summary>
    /// Whether the server must decline the offers of permessage-deflate and open the connection without the extension (RFC 7692 §7).
    /// </summary>
    public bool MustDecline { get; init; }

    /// <summary>Applies the changes to a head.</summary>
    /// <param name="head">The head of a request or a response.</param>
    /// <param name="isSecured">Whether the head is sent over TLS.</param>
    internal ByteString Apply(ByteString head, bool isSecured = false)
    {
        if (Edits.IsEmpty) return head;
        var lines = Encoding.Latin1.GetString(head.Memory.Span).Split(LineEnd).ToList();
        lines.RemoveRange(lines.Count - 2, 2);
        var (end, before, length) = (LineEnd, "", int.MaxValue);
        foreach (var edit in Edits)
        {
            switch (edit)
            {
                case HeadEdit.StartLine line:
                    lines[0] = line.Text;
                    break;
                case HeadEdit.AbsoluteTarget:
                    var host =
                        lines.Skip(1).FirstOrDefault(line => IsNamed(line, "Host"))
                        ?? throw new InvalidOperationException("a request without Host has no absolute form");
                    lines[0] = lines[0]
                        .Replace(" /", $" {(isSecured ? "https" : "http")}://{host["Host:".Length..].Trim()}/", StringComparison.Ordinal);
                    break;
                case HeadEdit.Replace replaced:
                    var first = lines.FindIndex(1, line => IsNamed(line, replaced.Name));
                    RemoveFields(lines, replaced.Name);
                    lines.Insert(first < 0 ? lines.Count : first, replaced.Line);
                    break;
                case HeadEdit.Remove removed:
                    RemoveFields(lines, removed.Name);
                    break;
                case HeadEdit.Append appended:
                    lines.Add(appended.Line);
                    break;
                case HeadEdit.NamesInCase names:
                    for (var at = 1; at < lines.Count; at++) lines[at] = InCase(lines[at], names.IsUpper);
                    break;
                case HeadEdit.ValueInSmallLetters small:
                    var named = lines.FindIndex(1, line => IsNamed(line, small.Name));
                    lines[named] = lines[named][..small.Name.Length] + Small(lines[named][small.Name.Length..]);
                    break;
                case HeadEdit.LineEnd ended:
                    end = ended.Text;
                    break;
                case HeadEdit.Before interim:
                    before = interim.Text;
                    break;
                case HeadEdit.CutAfter cut:
                    length = cut.Octets;
                    break;
            }
        }

        var text = before + string.Concat(lines.Append("").Select(line => line + end));
        return Encoding.Latin1.GetBytes(text[..Math.Min(length, text.Length)]);
    }

    /// <summary>
    /// Splits a head into one block of bytes per write. If the script has a pause, the part of the head after the pause is not
    /// included.
    /// </summary>
    internal List<ByteString> ToWrites(ByteString head)
    {
        head = head.Memory[..(head.Length - AfterPause(head).Length)];
        var size = Math.Clamp(Chop, min: 1, max: Math.Max(1, head.Length));
        if (Chop == 0) size = Math.Max(1, head.Length);
        return
        [
            .. Enumerable
                .Range(0, (head.Length + size - 1) / size)
                .Select(at => (ByteString)head.Memory.Slice(at * size, Math.Min(size, head.Length - (at * size)))),
        ];
    }

    /// <summary>Returns the part of a head that is sent after the pause. This part is empty if the script has no pause.</summary>
    internal ByteString AfterPause(ByteString head) =>
        Pause.Map(pause => (ByteString)head.Memory[^Math.Min(pause.Octets, head.Length)..]).IfNone(ByteString.Empty);

    private static bool IsNamed(string line, string name) => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Removes all header fields with the given name. The start line is not a header field, even if it contains a colon.
    /// </summary>
    private static void RemoveFields(List<string> lines, string name)
    {
        for (var at = lines.Count - 1; at > 0; at--)
            if (IsNamed(lines[at], name)) lines.RemoveAt(at);
    }

    private static string InCase(string line, bool isUpper) =>
        line.Split(':', 2) is [var name, var value] ? $"{(isUpper ? name.ToUpperInvariant() : Small(name))}:{value}" : line;

    private static string Small(string text) => string.Concat(text.Select(char.ToLowerInvariant));
}

/// <summary>A pause within a head.</summary>
/// <param name="Octets">The number of bytes at the end of the head that are sent after the pause.</param>
/// <param name="Time">The duration of the pause. If a complete response arrives during the pause, the remaining bytes are not sent.</param>
internal sealed record HeadPause(int Octets, TimeSpan Time);

/// <summary>The verdict if a server rejects a request that should have opened the connection, and the reason for this verdict.</summary>
/// <param name="Verdict">The verdict on the rejection.</param>
/// <param name="Why">A sentence that explains why the server is allowed to reject the request.</param>
internal sealed record AllowedRejection(Verdict Verdict, string Why);

/// <summary>The expectation that a server rejects the request instead of opening the connection.</summary>
/// <param name="IfOpened">The verdict if the server opens the connection.</param>
/// <param name="MayIgnore">
/// Whether the server is allowed to ignore the Upgrade header field and to answer the request like a request without this header field
/// (RFC 9110 §7.8).
/// </param>
/// <param name="Field">The name of the header field that the rejection must contain, or None if no header field is required.</param>
internal sealed record RejectionExpectation(Verdict IfOpened, bool MayIgnore = false, Option<string> Field = default)
{
    /// <summary>The verdict if the server neither answers nor ends the transport in time.</summary>
    public Verdict IfSilent { get; init; } = Verdict.Failed;
}
