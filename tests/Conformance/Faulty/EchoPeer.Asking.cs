using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <content>The client's half of the opening handshake (RFC 6455 §4.1).</content>
public sealed partial class EchoPeer
{
    private string askedKey = "";

    private void Ask()
    {
        askedKey = Has(Fault.AsksWithSampleKey) ? "dGhlIHNhbXBsZSBub25jZQ=="
            : Has(Fault.AsksWithKeyNotBase64) ? "{4a8f6c1e-77d0-4b0e}-key"
            : Convert.ToBase64String(Has(Fault.AsksWithZeroKey) ? new byte[16] : Draw(Has(Fault.AsksWithShortKey) ? 15 : 16));
        SayHead([.. Request()]);
        if (Has(Fault.SpeaksBeforeAnswer)) Send(Text, "Is anybody there?"u8.ToArray());
    }

    private IEnumerable<string> Request()
    {
        yield return $"{(Has(Fault.AsksWithPost) ? "POST" : "GET")} {(Has(Fault.AsksForNoPath) ? "index" : target)} "
            + (Has(Fault.AsksWithHttp10) ? "HTTP/1.0" : "HTTP/1.1");
        if (!Has(Fault.AsksWithoutHost)) yield return $"Host: {host}";
        if (!Has(Fault.AsksWithoutUpgrade)) yield return "Upgrade: websocket";
        if (!Has(Fault.AsksWithoutConnection)) yield return "Connection: Upgrade";
        yield return $"Sec-WebSocket-Key: {askedKey}";
        if (!Has(Fault.AsksWithoutVersion)) yield return $"Sec-WebSocket-Version: {(Has(Fault.AsksForOtherVersion) ? 8 : 13)}";
        yield return $"Sec-WebSocket-Extensions: {DeflateTerms.Offer}";
        if (Has(Fault.AsksForProtocolTwice)) yield return "Sec-WebSocket-Protocol: chat, chat";
        if (Has(Fault.AsksForProtocolOfNoToken)) yield return "Sec-WebSocket-Protocol: chat room";
    }

    /// <summary>A client that does not accept the answer ends the transport (RFC 6455 §4.1).</summary>
    private void TakeResponse(Head head)
    {
        var status = Regex
            .Match(head.Start, "^HTTP/1\\.1 (?<code>[1-5][0-9]{2})( .*)?$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Groups["code"]
            .Value;
        var isInterim = status.StartsWith('1') && status != "101";
        if (isInterim && !Has(Fault.StopsAtInterimResponse)) return;
        if (status != "101" && !Has(Fault.TakesAnyStatus)) throw new BrokenRuleException(0);
        if (Has(Fault.NeedsReasonPhrase) && !head.Start.EndsWith(" Switching Protocols", StringComparison.Ordinal))
            throw new BrokenRuleException(0);
        CheckAnswer(head);
        var extensions = head.Values("Sec-WebSocket-Extensions", fault);
        terms = extensions.Length == 0 ? null : DeflateTerms.OfAnswer(extensions, fault);
        var isIgnored = Has(Fault.TakesExtensionsOfNoList) && !DeflateTerms.IsList(extensions);
        if (extensions.Length > 0 && terms is null && !isIgnored && !Has(Fault.TakesUnaskedExtension)) throw new BrokenRuleException(0);
        BeginCompression();
        Open();
    }

    private void CheckAnswer(Head head)
    {
        var upgrade = head.Values("Upgrade", fault);
        if (upgrade.Length == 0 && !Has(Fault.TakesAnswerWithoutUpgrade))
            throw new BrokenRuleException(0);
        if (upgrade.Length > 0 && !(upgrade is [var only] && IsWebSocket(only)) && !Has(Fault.TakesAnswerWithOtherUpgrade))
            throw new BrokenRuleException(0);
        if (!NamesUpgrade(head.Values("Connection", fault)) && !Has(Fault.TakesAnswerWithoutConnection))
            throw new BrokenRuleException(0);
        var accept = head.Values("Sec-WebSocket-Accept", fault);
        if (accept.Length == 0 && !Has(Fault.TakesNoAccept))
            throw new BrokenRuleException(0);
        if (
            accept.Length > 0
            && !(
                accept is [var proof]
                && string.Equals(
                    proof,
                    Proof(askedKey),
                    Has(Fault.TakesAcceptInAnyLetters) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal
                )
            )
            && !Has(Fault.TakesWrongAccept)
        )
            throw new BrokenRuleException(0);
        if (head.Values("Sec-WebSocket-Protocol", fault).Length > 0 && !Has(Fault.TakesUnaskedProtocol))
            throw new BrokenRuleException(0);
    }
}
