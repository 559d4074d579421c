namespace Pure.WebSockets;

/// <summary>
/// The negotiation of permessage-deflate for clients and servers (RFC 7692 §5, §7.1). The functions work with the elements of
/// Sec-WebSocket-Extensions.
/// </summary>
public static class DeflateNegotiation
{
    /// <summary>
    /// Negotiates on behalf of the server. The server accepts the first of the client's offers that the policy allows. Returns the agreed
    /// parameters and the element that answers the offer. If all offers are declined, returns None, and the connection opens without
    /// compression. Other extensions are ignored.
    /// </summary>
    /// <param name="offers">The extension elements that the client sent, in order of preference.</param>
    /// <param name="policy">The compression options of the server.</param>
    public static Option<(DeflateParameters Parameters, ExtensionOffer Answer)> Accept(
        IEnumerable<ExtensionOffer> offers,
        CompressionOptions policy
    ) => offers.AsSeq().Filter(DeflateElement.Is).Choose(offer => Accept(offer, policy)).HeadOrNone();

    /// <summary>Converts a client's offers to the extension elements of its request.</summary>
    public static Seq<ExtensionOffer> Offer(IEnumerable<DeflateOffer> offers) => offers.AsSeq().Map(DeflateElement.Write).Strict();

    /// <summary>
    /// Checks the server's answer on behalf of the client. Returns the agreed extension, or an empty list if the answer is empty. Returns
    /// an error if the answer breaks a rule. The restrictions that the client offered for itself apply even if the answer omits these
    /// restrictions. If the answer matches several offers, the client's restrictions from all these offers apply. The agreed extension can
    /// therefore have more parameters than the answer.
    /// </summary>
    /// <param name="answer">All extension elements of the response.</param>
    /// <param name="offers">The client's offers.</param>
    public static Either<HandshakeError, Seq<ExtensionOffer>> Check(IEnumerable<ExtensionOffer> answer, IEnumerable<DeflateOffer> offers)
    {
        var elements = answer.AsSeq();
        if (elements.IsEmpty) return elements;
        var offered = offers.AsSeq();
        var strange = elements.Filter(element => offered.IsEmpty || !DeflateElement.Is(element));
        if (!strange.IsEmpty)
            return new HandshakeError(400, "RFC 6455 §4.1", $"the server uses extension {strange[0].Name}, which was not offered");
        if (elements.Count > 1)
            return new HandshakeError(400, "RFC 6455 §4.1", $"the server uses extension {elements[0].Name} {elements.Count} times");
        return DeflateElement
            .Read(elements[0])
            .Bind(said => InForce(said, offered))
            .Map(said => Seq.create<ExtensionOffer>(new[] { DeflateElement.Write(said) }));
    }

    /// <summary>
    /// Returns the agreed compression parameters, or None if the extensions have no valid element for permessage-deflate.
    /// </summary>
    internal static Option<DeflateParameters> InForce(IEnumerable<ExtensionOffer> extensions) =>
        extensions.AsSeq().Find(DeflateElement.Is).Bind(element => DeflateElement.Read(element).ToOption())
            .Filter(said => said.ClientMaxWindowBits is not ClientWindow.Limitable).Map(said => said.ToParameters());

    private static Option<(DeflateParameters Parameters, ExtensionOffer Answer)> Accept(
        ExtensionOffer element,
        CompressionOptions policy
    ) =>
        DeflateElement
            .Read(element)
            .ToOption()
            .Filter(offer => policy.ClientMaxWindowBits == WindowSize.Most || offer.ClientMaxWindowBits is not ClientWindow.Fixed)
            .Map(offer => Answer(offer, policy))
            .Map(answer => (answer.ToParameters(), DeflateElement.Write(answer)));

    /// <summary>
    /// Returns the answer to an offer. The answer contains each server parameter that the client requested, even if its value is the
    /// default. The server accepts a requested parameter by including it in the answer (§7.1.1.1, §7.1.2.1).
    /// </summary>
    private static DeflateOffer Answer(DeflateOffer offer, CompressionOptions policy) =>
        new()
        {
            ServerNoContextTakeover = offer.ServerNoContextTakeover || policy.ServerNoContextTakeover,
            ClientNoContextTakeover = offer.ClientNoContextTakeover || policy.ClientNoContextTakeover,
            ServerMaxWindowBits =
                offer.ServerMaxWindowBits.IsSome || policy.ServerMaxWindowBits < WindowSize.Most
                    ? Math.Min(offer.ServerMaxWindowBits.IfNone(WindowSize.Most), policy.ServerMaxWindowBits)
                    : Option<int>.None,
            ClientMaxWindowBits = offer.ClientMaxWindowBits switch
            {
                ClientWindow.LimitedTo(var bits) => new ClientWindow.LimitedTo(Math.Min(bits, policy.ClientMaxWindowBits)),
                ClientWindow.Limitable when policy.ClientMaxWindowBits < WindowSize.Most => new ClientWindow.LimitedTo(
                    policy.ClientMaxWindowBits
                ),
                _ => ClientWindow.Fixed.Instance,
            },
        };

    /// <summary>
    /// Returns the agreed parameters for the offers that the answer matches. If the answer matches no offer, returns the error for the last
    /// offer, which usually has the fewest requirements. The server may rely on the client restrictions in the offer that it accepted
    /// (§7.1.1.2, §7.1.2.2). The client cannot know which of the matching offers the server accepted, so the client applies the
    /// restrictions from all matching offers. A client may restrict itself more than the server requires.
    /// </summary>
    private static Either<HandshakeError, DeflateOffer> InForce(DeflateOffer answer, Seq<DeflateOffer> offers)
    {
        var fits = offers.Map(offer => InForce(answer, offer)).Strict();
        var possible = fits.Choose(fit => fit.ToOption()).Strict();
        return possible.IsEmpty ? fits[^1] : possible.Tail.Fold(possible[0], Restricted);
    }

    /// <summary>
    /// Combines the client's restrictions from two matching offers. The parameters for the server come from the answer, so these parameters
    /// are the same in both arguments.
    /// </summary>
    private static DeflateOffer Restricted(DeflateOffer one, DeflateOffer other) =>
        one with
        {
            ClientNoContextTakeover = one.ClientNoContextTakeover || other.ClientNoContextTakeover,
            ClientMaxWindowBits = (one.ClientMaxWindowBits, other.ClientMaxWindowBits) switch
            {
                (ClientWindow.LimitedTo(var bits), ClientWindow.LimitedTo(var most)) when most < bits => other.ClientMaxWindowBits,
                (ClientWindow.LimitedTo, _) => one.ClientMaxWindowBits,
                _ => other.ClientMaxWindowBits,
            },
        };

    private static Either<HandshakeError, DeflateOffer> InForce(DeflateOffer answer, DeflateOffer offer) =>
        (answer.ClientMaxWindowBits, offer.ClientMaxWindowBits) switch
        {
            _ when offer.ServerNoContextTakeover && !answer.ServerNoContextTakeover => Bad(
                "§7.1.1.1",
                "server_no_context_takeover was requested, but is not in the response"
            ),
            _ when offer.ServerMaxWindowBits.IsSome && answer.ServerMaxWindowBits.IsNone => Bad(
                "§7.1.2.1",
                "server_max_window_bits was requested, but is not in the response"
            ),
            _ when answer.ServerMaxWindowBits.IfNone(WindowSize.Most) is var bits
                    && offer.ServerMaxWindowBits.Exists(most => bits > most) => Bad(
                "§7.1.2.1",
                $"server_max_window_bits is {bits}, but the client requested at most {offer.ServerMaxWindowBits.IfNone(bits)}"
            ),
            (ClientWindow.Limitable, _) => Bad("§7.1.2.2", "client_max_window_bits has no value in the response"),
            (ClientWindow.LimitedTo, ClientWindow.Fixed) =>
                Bad("§7.1.2.2", "client_max_window_bits is in the response, but was not offered"),
            (ClientWindow.LimitedTo(var bits), ClientWindow.LimitedTo(var most)) when bits > most => Bad(
                "§7.1.2.2",
                $"client_max_window_bits is {bits}, but was offered as {most}"
            ),
            (var answered, var offered) => answer with
            {
                ClientNoContextTakeover = answer.ClientNoContextTakeover || offer.ClientNoContextTakeover,
                ClientMaxWindowBits = (answered, offered) is (ClientWindow.Fixed, ClientWindow.LimitedTo) ? offered : answered,
            },
        };

    private static HandshakeError Bad(string section, string seen) => new(400, "RFC 7692 " + section, seen);
}
