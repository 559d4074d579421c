using System.Globalization;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The parameters of permessage-deflate in an offer or an answer (RFC 7692 §7.1).</summary>
/// <param name="ServerIsFresh">Whether the server compresses each message on its own.</param>
/// <param name="ServerBits">The window of the server.</param>
/// <param name="ClientIsFresh">Whether the client compresses each message on its own.</param>
/// <param name="ClientBits">The window of the client; 0 if an offer has the parameter without a value.</param>
internal sealed partial record DeflateTerms(bool ServerIsFresh, int? ServerBits, bool ClientIsFresh, int? ClientBits)
{
    public const string Extension = "permessage-deflate";

    /// <summary>What our client offers.</summary>
    public const string Offer = "permessage-deflate; client_max_window_bits";

    private const string ServerTakeover = "server_no_context_takeover";
    private const string ServerWindow = "server_max_window_bits";
    private const string ClientTakeover = "client_no_context_takeover";
    private const string ClientWindow = "client_max_window_bits";
    private const int Widest = 15;

    // The value of client_max_window_bits in an offer without a value.
    private const int Any = 0;

    /// <summary>
    /// What a server agrees to: the first well-formed offer. None if it declines all of them. A malformed field rejects the connection. The
    /// client's own parameters are hints (§7.1.1.2, §7.1.2.2). This server does not rely on them, so it does not answer them.
    /// </summary>
    public static DeflateTerms? OfOffers(string[] values, Fault fault)
    {
        if (!IsList(values) && fault == Fault.TakesExtensionsOfNoList) return null;
        var offers = Elements(values) ?? throw new BrokenRuleException(400);
        var deflate = offers
            .Where(offer => offer.Name == Extension)
            .Select(offer => Read(offer.Parameters, isAnswer: false, fault))
            .ToArray();
        var agreed = deflate.FirstOrDefault(terms => terms is not null);
        if (fault == Fault.RefusesBadOffer && deflate.Contains(null)) throw new BrokenRuleException(400);
        return agreed is null ? null : agreed with { ClientIsFresh = false, ClientBits = agreed.ClientBits is null ? null : Any };
    }

    /// <summary>What a server answered to our offer; none if the answer is invalid.</summary>
    public static DeflateTerms? OfAnswer(string[] values, Fault fault) =>
        Elements(values) is [{ Name: Extension } only] ? Read(only.Parameters, isAnswer: true, fault) : null;

    /// <summary>Whether the values of Sec-WebSocket-Extensions are lists of extensions.</summary>
    public static bool IsList(string[] values) => Elements(values) is not null;

    /// <summary>The element that answers an offer.</summary>
    public string ToAnswer(Fault fault)
    {
        var answer = Extension;
        if (ServerIsFresh && fault != Fault.SaysNoTakeoverAnswer) answer += $"; {ServerTakeover}";
        if (ServerBits is { } bits) answer += $"; {ServerWindow}={(fault == Fault.SaysWiderWindow ? Widest : bits)}";
        if (fault == Fault.SaysUnaskedClientWindow && ClientBits is null) answer += $"; {ClientWindow}=10";
        if (fault == Fault.SaysBareClientWindow) answer += $"; {ClientWindow}";
        if (fault == Fault.SaysInventedParameter) answer += "; level=9";
        return fault == Fault.SaysDeflateTwice ? $"{answer}, {answer}" : answer;
    }

    public int WindowBits(Role sender) => (sender == Role.Server ? ServerBits : ClientBits is > Any ? ClientBits : null) ?? Widest;

    public bool TakesContextOver(Role sender) => !(sender == Role.Server ? ServerIsFresh : ClientIsFresh);

    private static DeflateTerms? Read(List<(string Name, string? Value)> parameters, bool isAnswer, Fault fault)
    {
        var terms = new DeflateTerms(ServerIsFresh: false, ServerBits: null, ClientIsFresh: false, ClientBits: null);
        var seen = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            if (!seen.Add(name) && fault is not (Fault.AgreesToRepeatedParameter or Fault.TakesRepeatedParameter)) return null;
            if (name is ServerTakeover or ClientTakeover && value is not null && fault != Fault.AgreesToValue) return null;
            switch (name)
            {
                case ServerTakeover:
                    terms = terms with { ServerIsFresh = true };
                    break;
                case ClientTakeover:
                    terms = terms with { ClientIsFresh = true };
                    break;
                case ClientWindow when value is null && (!isAnswer || fault == Fault.TakesBareWindow):
                    terms = terms with { ClientBits = Any };
                    break;
                case ServerWindow when value is null && fault is Fault.AgreesToBareWindow or Fault.TakesBareWindow:
                    break;
                case ServerWindow when Bits(value, fault) is { } bits:
                    terms = terms with { ServerBits = bits };
                    break;
                case ClientWindow when Bits(value, fault) is { } bits:
                    terms = terms with { ClientBits = bits };
                    break;
                default:
                    if (
                        name is ServerWindow or ClientWindow
                        || fault is not (Fault.AgreesToUnknownParameter or Fault.TakesUnknownParameter)
                    )
                        return null;
                    break;
            }
        }

        return terms;
    }

    /// <summary>"A decimal integer value without leading zeroes between 8 to 15 inclusive" (RFC 7692 §7.1.2).</summary>
    private static int? Bits(string? value, Fault fault) => value switch
    {
        "8" or "9" or "10" or "11" or "12" or "13" or "14" or "15" => int.Parse(value, CultureInfo.InvariantCulture),
        "16" when fault is Fault.AgreesToWindow16 or Fault.TakesWindow16 => Widest,
        "7" when fault == Fault.AgreesToWindow7 => 8,
        not null when fault == Fault.AgreesToLeadingZero && value.StartsWith('0') => Bits(value.TrimStart('0'), Fault.None),
        _ => null,
    };

    /// <summary>The elements of Sec-WebSocket-Extensions with their parameters; none if the field is malformed (RFC 6455 §9.1).</summary>
    private static List<(string Name, List<(string Name, string? Value)> Parameters)>? Elements(string[] values)
    {
        var elements = new List<(string, List<(string, string?)>)>();
        foreach (
            var element in values
                .SelectMany(value => Comma().Split(value))
                .Select(text => text.Trim(' ', '\t'))
                .Where(text => text.Length > 0)
        )
        {
            var match = Element().Match(element);
            if (!match.Success)
                return null;
            elements.Add(
                (match.Groups["extension"].Value, [.. match.Groups["parameter"].Captures.Select(capture => Parameter(capture.Value))])
            );
        }

        return elements;
    }

    private static (string, string?) Parameter(string text) =>
        text.Split('=', 2) is [var name, var value]
            ? (name.Trim(' ', '\t'), value.Trim(' ', '\t').Trim('"'))
            : (text.Trim(' ', '\t'), null);

    [GeneratedRegex(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", RegexOptions.None, 1000)]
    private static partial Regex Comma();

    [GeneratedRegex(
        "^(?<extension>[!#$%&'*+.^_`|~0-9A-Za-z-]+)([ \\t]*;[ \\t]*(?<parameter>[!#$%&'*+.^_`|~0-9A-Za-z-]+([ \\t]*=[ "
            + "\\t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+|\"[!#$%&'*+.^_`|~0-9A-Za-z-]+\"))?))*$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Element();
}
