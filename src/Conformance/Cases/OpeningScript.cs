using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>How the opening handshake of a case departs from the usual one, and what is expected of it.</summary>
internal sealed record OpeningScript
{
    private const string LineEnd = "\r\n";

    /// <summary>As every endpoint does it.</summary>
    public static OpeningScript Usual { get; } = new();

    /// <summary>What is other in the tester's head: its request when it is the client, else its response.</summary>
    public Seq<HeadEdit> Edits { get; init; }

    /// <summary>The octets a write: 0 for one write.</summary>
    public int Chop { get; init; }

    /// <summary>Where a tester that is the client stops within its request, and for how long.</summary>
    public Option<HeadPause> Pause { get; init; }

    /// <summary>Whether the head goes out in one write with the first frame of the script.</summary>
    public bool JoinsFirstFrame { get; init; }

    /// <summary>The subprotocols that a tester that is the client offers besides those of its target.</summary>
    public Seq<string> Protocols { get; init; }

    /// <summary>That the server must refuse, and how; none when the connection is to open.</summary>
    public Option<RefusalExpectation> Refusal { get; init; }

    /// <summary>
    /// What it is called when a server refuses with a status from 400 to 499 a connection that is to open; none where that fails the
    /// case.
    /// </summary>
    public Option<LawfulRefusal> IfRefused { get; init; }

    /// <summary>
    /// Whether one of the offers of permessage-deflate is no valid one: to refuse the connection for it is coarse, but agrees to nothing
    /// wrong.
    /// </summary>
    public bool HasInvalidOffer { get; init; }

    /// <summary>Whether the server must decline what is offered of permessage-deflate, and open without it (RFC 7692 §7.1).</summary>
    public bool MustDecline { get; init; }

    /// <summary>A head with its departures.</summary>
    /// <param name="head">The head.</param>
    /// <param name="isSecured">Whether it goes over TLS.</param>
    internal Octets Apply(Octets head, bool isSecured = false)
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
                        lines.Find(line => IsNamed(line, "Host"))
                        ?? throw new InvalidOperationException("a request without Host has no absolute form");
                    lines[0] = lines[0]
                        .Replace(" /", $" {(isSecured ? "https" : "http")}://{host["Host:".Length..].Trim()}/", StringComparison.Ordinal);
                    break;
                case HeadEdit.Replace replaced:
                    var first = lines.FindIndex(1, line => IsNamed(line, replaced.Name));
                    lines.RemoveAll(line => IsNamed(line, replaced.Name));
                    lines.Insert(first < 0 ? lines.Count : first, replaced.Line);
                    break;
                case HeadEdit.Remove removed:
                    lines.RemoveAll(line => IsNamed(line, removed.Name));
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

    /// <summary>A head as the writes that it goes out in, up to the pause if there is one.</summary>
    internal List<Octets> ToWrites(Octets head)
    {
        head = head.Memory[..(head.Length - Rest(head).Length)];
        var size = Chop > 0 ? Chop : Math.Max(1, head.Length);
        return
        [
            .. Enumerable
                .Range(0, (head.Length + size - 1) / size)
                .Select(at => (Octets)head.Memory.Slice(at * size, Math.Min(size, head.Length - (at * size)))),
        ];
    }

    /// <summary>What of a head goes out after the pause.</summary>
    internal Octets Rest(Octets head) =>
        Pause.Map(pause => (Octets)head.Memory[^Math.Min(pause.Octets, head.Length)..]).IfNone(Octets.Empty);

    private static bool IsNamed(string line, string name) => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase);

    private static string InCase(string line, bool isUpper)
    {
        var (name, value) = line.Split(':', 2) is [var left, var right] ? (left, right) : (line, "");
        return $"{(isUpper ? name.ToUpperInvariant() : Small(name))}:{value}";
    }

    private static string Small(string text) => string.Concat(text.Select(char.ToLowerInvariant));
}

/// <summary>A pause within a head.</summary>
/// <param name="Octets">How many octets at the end of the head come after it.</param>
/// <param name="Time">How long it is. An answer ends it: the rest is not sent any more.</param>
internal sealed record HeadPause(int Octets, TimeSpan Time);

/// <summary>That a server may refuse a connection that is to open.</summary>
/// <param name="Verdict">What it is called.</param>
/// <param name="Why">Why it may, in a sentence.</param>
internal sealed record LawfulRefusal(Verdict Verdict, string Why);

/// <summary>That a server must not open the connection, and what it says instead.</summary>
/// <param name="IfOpened">The verdict when it opens all the same.</param>
/// <param name="MayIgnore">Whether the request may be taken for one that asks for no upgrade, and be answered as such (RFC 9110
/// §7.8).</param>
/// <param name="Field">The field that the answer must have.</param>
internal sealed record RefusalExpectation(Verdict IfOpened, bool MayIgnore = false, Option<string> Field = default)
{
    /// <summary>The verdict when it neither answers nor ends the transport.</summary>
    public Verdict IfSilent { get; init; } = Verdict.Failed;
}
