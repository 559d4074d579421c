using System.Security.Cryptography;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <content>Reading and writing heads, for both ends (RFC 9112 §2, §5; RFC 6455 §4).</content>
public sealed partial class EchoPeer
{
    private const int LongestHead = 16 * 1024;
    private const int LeastLongHead = 1024;
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static readonly string[] Wanted = ["Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version"];

    /// <summary>Reads a head if it is complete; returns whether there may be more to read.</summary>
    private bool ReadHead()
    {
        if (isDeaf || TakeLines() is not { } lines) return false;
        // "A user agent ... MUST replace each received obs-fold" (RFC 9112 §5.2).
        if (role == Role.Client && !Has(Fault.RefusesFoldedLine)) Head.Unfold(lines);
        var head = Head.Of(lines, fault) ?? throw new BrokenRuleException(400);
        if (Has(Fault.LosesOctetsBehindHead)) incoming.Clear();
        if (role == Role.Client) TakeResponse(head);
        else if (Has(Fault.OpensLate)) Wait(head);
        else TakeRequest(head);
        return true;
    }

    private void Wait(Head head)
    {
        isDeaf = true;
        Later(2 * Late, () =>
        {
            isDeaf = false;
            TakeRequest(head);
            Read();
        });
    }

    /// <summary>The lines of a head, without the empty line at its end; none if it is incomplete.</summary>
    private List<string>? TakeLines()
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        for (var at = 0; at < incoming.Count; at++)
        {
            if (at >= LeastLongHead && Has(Fault.DropsLargeHeads))
            {
                End();
                return null;
            }

            if (at >= LongestHead) throw new BrokenRuleException(431);
            line.Append((char)incoming[at]);
            if (incoming[at] != '\n') continue;
            if (at == 0 || incoming[at - 1] != '\r') throw new BrokenRuleException(400);
            var text = line.ToString().TrimEnd('\n', '\r');
            if (text.Contains('\r', StringComparison.Ordinal)) throw new BrokenRuleException(400);
            line.Clear();
            if (text.Length > 0)
            {
                lines.Add(text);
                if (
                    Has(Fault.AnswersEarly)
                    && Wanted.All(name => lines.Exists(one => one.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase)))
                )
                {
                    incoming.RemoveRange(0, at + 1);
                    return lines;
                }
            }
            else if (lines.Count > 0)
            {
                incoming.RemoveRange(0, at + 1);
                return lines;
            }
        }

        return Has(Fault.NeedsHeadAtOnce) && incoming.Count > 0 ? throw new BrokenRuleException(400) : null;
    }

    private static IEnumerable<string> Tokens(string[] values) =>
        values.SelectMany(value => value.Split(',')).Select(token => token.Trim(' ', '\t')).Where(token => token.Length > 0);

    /// <summary>Whether Upgrade is "websocket", in any case (RFC 6455 §4.1, §4.2.1).</summary>
    private bool IsWebSocket(string token) =>
        string.Equals(token, "websocket", Has(Fault.NeedsExactUpgrade) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    private bool NamesUpgrade(string[] connection)
    {
        var comparison = Has(Fault.NeedsExactConnection) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (Has(Fault.RefusesEmptyElements) && connection.Any(value => value.Split(',').Any(string.IsNullOrWhiteSpace))) return false;
        string[] looked = Has(Fault.NeedsFirstConnection) ? connection[..Math.Min(1, connection.Length)] : connection;
        return Has(Fault.NeedsConnectionAlone)
            ? looked is [var only] && string.Equals(only, "Upgrade", comparison)
            : Tokens(looked).Any(token => string.Equals(token, "Upgrade", comparison));
    }

    private void SayHead(params string[] lines)
    {
        var end = Has(Fault.EndsLinesWithLineFeed) ? "\n" : "\r\n";
        Say(Encoding.Latin1.GetBytes(string.Concat(lines.Append("").Select(line => line + end))));
    }

    /// <summary>The proof that a key was read (RFC 6455 §4.2.2).</summary>
#pragma warning disable CA5350 // The protocol names it: it proves nothing but that the key was read.
    private static string Proof(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));

    private static string ProofOfKeyAlone(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key)));

    private static string ProofOfOctets(string key) =>
        Convert.ToBase64String(SHA1.HashData([.. Convert.FromBase64String(key), .. Encoding.ASCII.GetBytes(Magic)]));
#pragma warning restore CA5350
}
