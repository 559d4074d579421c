namespace Pure.WebSockets.Conformance.Tests;

/// <content>The server's half of the opening handshake (RFC 6455 §4.2).</content>
public sealed partial class EchoPeer
{
    private bool isDeaf;

    private void TakeRequest(Head head)
    {
        CheckRequestLine(head.Start.Split(' '));
        CheckFields(head);
        var key = head.Values("Sec-WebSocket-Key", fault) is [var first, ..] ? first : "";
        var offers = head.Values("Sec-WebSocket-Extensions", fault);
        if (
            Has(Fault.RefusesUnknownExtension)
            && Tokens(offers).Any(offer => !offer.StartsWith(DeflateTerms.Extension, StringComparison.Ordinal))
        )
            throw new BrokenRuleException(400);
        terms = DeflateTerms.OfOffers(offers, fault);
        BeginCompression();
        SayHead([.. Answer(key, [.. Tokens(head.Values("Sec-WebSocket-Protocol", fault))])]);
        Open();
    }

    private void CheckRequestLine(string[] parts)
    {
        if (parts.Length == 1 && Has(Fault.TakesAnyRequestLine))
            return;
        if (parts.Length != 3)
            throw new BrokenRuleException(400);
        if (parts[0] != "GET" && !Has(Fault.TakesOtherMethod))
            throw new BrokenRuleException(405);
        if (parts[2] != "HTTP/1.1" && !(parts[2] == "HTTP/1.0" && Has(Fault.TakesHttp10)))
            throw new BrokenRuleException(505);
        var isAbsolute = new[] { "http://", "https://", "ws://", "wss://" }.Any(scheme =>
            parts[1].StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
        );
        if (!parts[1].StartsWith('/') && !(isAbsolute && !Has(Fault.RefusesAbsoluteTarget)))
            throw new BrokenRuleException(400);
        // "Fragment identifiers are meaningless ... and MUST NOT be used" (RFC 6455 §3).
        if (parts[1].Contains('#', StringComparison.Ordinal)) throw new BrokenRuleException(400);
    }

    private void CheckFields(Head head)
    {
        var hosts = head.Values("Host", fault).Length;
        if (hosts == 0 && !Has(Fault.TakesNoHost)) throw new BrokenRuleException(400);
        if (hosts > 1 && !Has(Fault.TakesTwoHosts)) throw new BrokenRuleException(400);
        var upgrade = Tokens(head.Values("Upgrade", fault)).ToArray();
        if (upgrade.Length == 0 && !Has(Fault.TakesNoUpgrade)) throw new BrokenRuleException(400);
        if (upgrade.Length > 0 && !upgrade.Any(IsWebSocket) && !Has(Fault.TakesOtherUpgrade)) throw new BrokenRuleException(400);
        var connection = head.Values("Connection", fault);
        if (connection.Length == 0 && !Has(Fault.TakesNoConnection)) throw new BrokenRuleException(400);
        if (connection.Length > 0 && !NamesUpgrade(connection) && !Has(Fault.TakesOtherConnection)) throw new BrokenRuleException(400);
        CheckKey(head.Values("Sec-WebSocket-Key", fault));
        var version = head.Values("Sec-WebSocket-Version", fault);
        if (version.Length == 0 && !Has(Fault.TakesNoVersion)) throw new BrokenRuleException(400);
        if (version.Length > 1 && !Has(Fault.TakesTwoVersions)) throw new BrokenRuleException(400);
        if (version.Length > 0 && version[0] != "13" && !Has(Fault.TakesOtherVersion)) throw new BrokenRuleException(426);
    }

    /// <summary>16 bytes in base64, once (RFC 6455 §4.2.1).</summary>
    private void CheckKey(string[] keys)
    {
        if (keys.Length == 0 && Has(Fault.TakesNoKey)) return;
        if (keys.Length == 0 || (keys.Length > 1 && !Has(Fault.TakesTwoKeys))) throw new BrokenRuleException(400);
        var octets = new byte[keys[0].Length];
        var isBase64 = !keys[0].Contains(' ', StringComparison.Ordinal) && Convert.TryFromBase64String(keys[0], octets, out _);
        if (!isBase64 && !Has(Fault.TakesKeyNotBase64))
            throw new BrokenRuleException(400);
        if (
            isBase64
            && keys[0].Length > 0
            && (!keys[0].EndsWith("==", StringComparison.Ordinal) || keys[0].Length != 24)
            && !Has(Fault.TakesKeyOfOtherLength)
        )
            throw new BrokenRuleException(400);
        if (keys[0].Length == 0)
            throw new BrokenRuleException(400);
    }

    private IEnumerable<string> Answer(string key, string[] protocols)
    {
        yield return Has(Fault.SaysStatus200) ? "HTTP/1.1 200 OK"
        : Has(Fault.SaysHttp10) ? "HTTP/1.0 101 Switching Protocols"
        : "HTTP/1.1 101 Switching Protocols";
        if (!Has(Fault.SaysNoUpgrade))
            yield return "Upgrade: websocket";
        if (!Has(Fault.SaysNoConnection))
            yield return "Connection: Upgrade";
        var proof =
            Has(Fault.SaysWrongAccept) ? ProofOfKeyAlone(key)
            : Has(Fault.HashesDecodedKey) ? ProofOfOctets(key)
            : Proof(key);
        if (!Has(Fault.SaysNoAccept))
            yield return $"Sec-WebSocket-Accept: {proof}";
        if (Has(Fault.SaysAcceptTwice))
            yield return $"Sec-WebSocket-Accept: {proof}";
        if (Has(Fault.SaysUnofferedProtocol))
            yield return "Sec-WebSocket-Protocol: unoffered";
        else if (protocols.Length > 0)
        {
            if (Has(Fault.SaysProtocolTwice))
                yield return $"Sec-WebSocket-Protocol: {protocols[0]}";
            yield return $"Sec-WebSocket-Protocol: "
                + (
                    Has(Fault.SaysAllProtocols) ? string.Join(", ", protocols)
                    : Has(Fault.SaysProtocolInCapitals) ? protocols[0].ToUpperInvariant()
                    : protocols[0]
                );
        }

        if (Has(Fault.SaysUnofferedExtension))
            yield return "Sec-WebSocket-Extensions: permessage-bzip2";
        else if (terms is not null)
            yield return $"Sec-WebSocket-Extensions: {terms.ToAnswer(fault)}";
        if (Has(Fault.SaysExtensionsTwice) && terms is not null)
            yield return $"Sec-WebSocket-Extensions: {terms.ToAnswer(fault)}";
    }

    /// <summary>Answers an invalid request with an error and ends the transport.</summary>
    private void Refuse(int status)
    {
        if (Has(Fault.HangsOnBadRequest))
        {
            isDeaf = true;
            return;
        }

        string[] version = Has(Fault.SaysNoVersion) ? [] : ["Sec-WebSocket-Version: 13"];
        string[] more = status switch { 405 => ["Allow: GET"], 426 => ["Upgrade: websocket", .. version], _ => [] };
        SayHead([$"HTTP/1.1 {status} Refused", "Connection: close", "Content-Length: 0", .. more]);
        End();
    }
}
