using System.Text;

namespace Pure.WebSockets;

/// <summary>
/// Reads the start line of a head byte by byte (RFC 9112 §2.1, §3, §4). Input that is not HTTP, such as TLS, SSH or random bytes, is
/// rejected at the first invalid byte. Without this check, the handshake would wait for the end of the line until the time limit elapses.
/// Each byte is read only once, so the total cost is linear in the length of the line, regardless of how the input is split.
/// </summary>
/// <param name="Stage">The part of the line that is read next, or an error.</param>
/// <param name="Count">
/// Before the request line, the number of empty lines so far. In the version or the status code, the number of bytes of this part that have
/// been read. While the request target is being read, the number is 0 before the target's first byte and 1 after that byte.
/// </param>
internal readonly record struct StartLine(StartLine.Stages Stage, int Count)
{
    /// <summary>
    /// The maximum number of empty lines before the request line. "A server … SHOULD ignore at least one empty line (CRLF) received prior
    /// to the request-line" (RFC 9112 §2.2). If more empty lines precede the request line, the request is rejected.
    /// </summary>
    public const int MostEmptyLines = 8;

    private const string Version = "HTTP/0.0";
    private const int VersionName = 5;
    private const int StatusDigits = 3;

    // The types of the TLS records that can begin a connection (RFC 8446 §5.1). A TLS client begins with a handshake record. A TLS server
    // answers input that is not TLS with an alert record.
    private const byte TlsAlert = 0x15;
    private const byte TlsHandshake = 0x16;

    /// <summary>The state before the request line.</summary>
    public static StartLine OfRequest { get; } = new(Stages.EmptyLine, 0);

    /// <summary>The state before the status line.</summary>
    public static StartLine OfResponse { get; } = new(Stages.StatusVersion, 0);

    /// <summary>The part of the line that is read next. <see cref="BrokenLine"/> and all later values are errors.</summary>
    public enum Stages : byte
    {
        EmptyLine,
        EmptyLineFeed,
        Method,
        Target,
        RequestVersion,
        StatusVersion,
        Status,
        Reason,
        LineFeed,
        Done,
        BrokenLine,
        ManyEmptyLines,
        NoParts,
        NoMethod,
        NoTarget,
        NoVersion,
        NoResponse,
        NoStatus,
        NoReason,
        Tls,
    }

    /// <summary>Whether the line is complete, including its CR LF.</summary>
    public bool IsDone => Stage == Stages.Done;

    /// <summary>Whether the bytes that have been read make the line invalid.</summary>
    public bool IsBroken => Stage > Stages.Done;

    /// <summary>
    /// True until the first byte of the request line has been read. Empty lines may precede the request line. For a status line, the value
    /// is always false.
    /// </summary>
    public bool IsBefore => Stage is Stages.EmptyLine or Stages.EmptyLineFeed;

    /// <summary>
    /// Continues reading the line, up to its end or its first invalid byte. Returns the next state and the number of bytes read, including
    /// the invalid byte.
    /// </summary>
    public (StartLine Next, int Scanned) Follow(ReadOnlySpan<byte> input)
    {
        var (stage, count) = this;
        var at = 0;
        while (at < input.Length && stage < Stages.Done) (stage, count) = After(stage, count, (char)input[at++]);
        return (new StartLine(stage, count), at);
    }

    /// <summary>Returns the error for an invalid line.</summary>
    /// <param name="octets">The bytes of the line, up to and including the invalid byte.</param>
    public HandshakeError Error(ReadOnlySpan<byte> octets)
    {
        var line = Encoding.Latin1.GetString(octets).TrimEnd('\r');
        var shown = HeadParser.Shown(line);
        return Stage switch
        {
            Stages.ManyEmptyLines => Malformed("§2.2", $"more than {MostEmptyLines} empty lines precede the request"),
            Stages.NoParts when line.StartsWith("SSH-", StringComparison.Ordinal) =>
                Malformed("§3", $"the input is SSH, not HTTP ({shown})"),
            Stages.NoParts => Malformed("§3", $"the request line does not have three parts: {shown}"),
            Stages.NoMethod => Malformed("§3.1", $"the method is not a token: {shown}"),
            Stages.NoTarget =>
                Malformed("§3.2", $"the request target is empty or has a character that is not allowed: {shown}"),
            Stages.NoVersion => HeadParser.OtherVersion(400, line[(line.LastIndexOf(' ', Math.Max(0, line.Length - 2)) + 1)..]),
            Stages.NoResponse => Malformed("§4", $"the status line does not begin with the version and a space: {shown}"),
            Stages.NoStatus => Malformed("§4", $"the status code is not a number of three digits: {shown}"),
            Stages.NoReason => Malformed("§4", "the reason phrase has a control character"),
            Stages.Tls =>
                Malformed("§2.1", "the input is TLS, but this port uses HTTP without TLS"),
            _ => HttpErrors.BrokenLine,
        };
    }

    private static (Stages Stage, int Count) After(Stages stage, int count, char octet) => (stage, octet) switch
    {
        (Stages.EmptyLineFeed, '\n') => count < MostEmptyLines ? (Stages.EmptyLine, count + 1) : (Stages.ManyEmptyLines, 0),
        (Stages.LineFeed, '\n') => (Stages.Done, 0),
        (Stages.EmptyLineFeed or Stages.LineFeed, _) or (_, '\n') => (Stages.BrokenLine, 0),
        (Stages.EmptyLine, '\r') => (Stages.EmptyLineFeed, count),
        (Stages.EmptyLine, ' ') => (Stages.NoParts, 0),
        (Stages.EmptyLine, (char)TlsHandshake or (char)TlsAlert) => (Stages.Tls, 0),
        (Stages.EmptyLine or Stages.Method, _) when HttpGrammar.IsToken([octet]) => (Stages.Method, 0),
        (Stages.Method, ' ') => (Stages.Target, 0),
        (Stages.Method or Stages.Target, '\r') => (Stages.NoParts, 0),
        (Stages.EmptyLine or Stages.Method, _) => (Stages.NoMethod, 0),
        (Stages.Target, ' ') when count > 0 => (Stages.RequestVersion, 0),
        (Stages.Target, _) => HttpGrammar.IsTarget([octet]) ? (Stages.Target, 1) : (Stages.NoTarget, 0),
        (Stages.RequestVersion, '\r') =>
            count == Version.Length ? (Stages.LineFeed, 0) : count == 0 ? (Stages.NoParts, 0) : (Stages.NoVersion, 0),
        (Stages.RequestVersion, ' ') => (Stages.NoParts, 0),
        (Stages.RequestVersion, _) => IsOfVersion(count, octet) ? (stage, count + 1) : (Stages.NoVersion, 0),
        (Stages.StatusVersion, (char)TlsHandshake or (char)TlsAlert) when count == 0 => (Stages.Tls, 0),
        (Stages.StatusVersion, ' ') when count == Version.Length => (Stages.Status, 0),
        (Stages.StatusVersion, '\r') when count == Version.Length => (Stages.NoResponse, 0),
        (Stages.StatusVersion, _) =>
            IsOfVersion(count, octet) ? (stage, count + 1) : count < VersionName ? (Stages.NoResponse, 0) : (Stages.NoVersion, 0),
        (Stages.Status, ' ') when count == StatusDigits => (Stages.Reason, 0),
        (Stages.Status, '\r') when count == StatusDigits => (Stages.LineFeed, 0),
        (Stages.Status, _) =>
            count < StatusDigits && char.IsAsciiDigit(octet) && (count > 0 || octet != '0') ? (stage, count + 1) : (Stages.NoStatus, 0),
        (Stages.Reason, '\r') => (Stages.LineFeed, 0),
        _ => HttpGrammar.IsFieldValue([octet]) ? (stage, count) : (Stages.NoReason, 0),
    };

    private static bool IsOfVersion(int count, char octet) =>
        count < Version.Length && (Version[count] == '0' ? char.IsAsciiDigit(octet) : octet == Version[count]);

    private static HandshakeError Malformed(string section, string seen) => new(400, "RFC 9112 " + section, seen);
}
