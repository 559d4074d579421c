using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>The permessage-deflate parameters that a server agreed to (RFC 7692 §7.1).</summary>
/// <param name="ServerNoContextTakeover">Whether the server compresses each message without the context of earlier messages.</param>
/// <param name="ServerMaxWindowBits">
/// The base-2 logarithm of the maximum window size of the server's compressor, or None if the server has not agreed to a maximum.
/// </param>
/// <param name="ClientNoContextTakeover">Whether the client compresses each message without the context of earlier messages.</param>
/// <param name="ClientMaxWindowBits">
/// The base-2 logarithm of the maximum window size of the client's compressor, or None if no maximum is set.
/// </param>
internal sealed record AgreedDeflate(
    bool ServerNoContextTakeover,
    Option<int> ServerMaxWindowBits,
    bool ClientNoContextTakeover,
    Option<int> ClientMaxWindowBits
)
{
    /// <summary>The name of the extension in the Sec-WebSocket-Extensions header field.</summary>
    public const string Extension = "permessage-deflate";

    private const string ServerTakeover = "server_no_context_takeover";
    private const string ServerWindow = "server_max_window_bits";
    private const string ClientTakeover = "client_no_context_takeover";
    private const string ClientWindow = "client_max_window_bits";
    private const int WidestWindow = 15;

    private static readonly string[] Known = [ServerTakeover, ServerWindow, ClientTakeover, ClientWindow];

    /// <summary>
    /// Parses the agreed parameters from the extensions in a response. Returns None if the response contains no extensions, or an error if
    /// the extensions are invalid. This method does not compare the parameters with the client's offer (see <see cref="Fits"/>).
    /// </summary>
    public static Either<string, Option<AgreedDeflate>> OfResponse(Seq<ExtensionOffer> extensions) =>
        extensions.IsEmpty ? Option<AgreedDeflate>.None
        : extensions.Find(extension => extension.Name != Extension).Case is ExtensionOffer unknown
            ? $"the server uses extension {unknown.Name}, which was not offered"
        : extensions.Count > 1 ? $"the server uses {Extension} twice"
        : Read(extensions[0], mayBeBare: false).Map(parameters => (Option<AgreedDeflate>)parameters);

    /// <summary>
    /// Returns the base-2 logarithm of the maximum window size of the given sender's compressor (max_window_bits). If no maximum was
    /// agreed, the result is 15.
    /// </summary>
    public int WindowBits(Role sender) => (sender == Role.Server ? ServerMaxWindowBits : ClientMaxWindowBits).IfNone(WidestWindow);

    /// <summary>Returns whether the given sender keeps its compression context from one message to the next.</summary>
    public bool TakesContextOver(Role sender) => !(sender == Role.Server ? ServerNoContextTakeover : ClientNoContextTakeover);

    /// <summary>Returns these parameters as an element of the Sec-WebSocket-Extensions header field.</summary>
    public ExtensionOffer ToElement()
    {
        var parameters = new List<ExtensionParameter>();
        if (ServerNoContextTakeover) parameters.Add(new ExtensionParameter(ServerTakeover, Option<string>.None));
        ServerMaxWindowBits.IfSome(bits => parameters.Add(new ExtensionParameter(ServerWindow, $"{bits}")));
        if (ClientNoContextTakeover) parameters.Add(new ExtensionParameter(ClientTakeover, Option<string>.None));
        ClientMaxWindowBits.IfSome(bits => parameters.Add(new ExtensionParameter(ClientWindow, $"{bits}")));
        return new ExtensionOffer(Extension, Seq.create<ExtensionParameter>(parameters.ToArray()));
    }

    /// <summary>
    /// Returns whether the agreed parameters are a valid answer to an offer (RFC 7692 §7.1). A valid answer grants all parameters that the
    /// offer requests for the server's compressor. For the client's compressor, a valid answer sets only parameters that the offer allows.
    /// </summary>
    internal bool Fits(ExtensionOffer offer) =>
        Read(offer, mayBeBare: true).ToOption().Exists(asked =>
            (ServerNoContextTakeover || !asked.ServerNoContextTakeover)
            && asked.ServerMaxWindowBits.ForAll(most => ServerMaxWindowBits.Exists(bits => bits <= most))
            && (ClientMaxWindowBits.IsNone || KnowsClientWindow(offer))
            && ClientMaxWindowBits.ForAll(bits => asked.ClientMaxWindowBits.ForAll(most => bits <= most)));

    /// <summary>
    /// Returns these parameters with additional restrictions for the client's compressor. The restrictions come from the client's own
    /// offers. A client applies the restrictions even if the server's answer omits them (RFC 7692 §7.1.1.2, §7.1.2.2).
    /// </summary>
    /// <param name="offers">
    /// The offers to which these parameters are a valid answer. The restrictions of all these offers apply, because the client cannot know
    /// which offer the server accepted.
    /// </param>
    internal AgreedDeflate RestrictedBy(Seq<ExtensionOffer> offers) =>
        offers
            .Choose(offer => Read(offer, mayBeBare: true).ToOption())
            .Fold(this, (agreed, asked) => agreed.RestrictedBy(asked));

    /// <summary>
    /// Parses the parameters of an element of the Sec-WebSocket-Extensions header field. Returns an error if a parameter is unknown,
    /// malformed or repeated. If <paramref name="mayBeBare"/> is true, client_max_window_bits can have no value. An offer of this
    /// parameter without a value means only that the client supports the parameter.
    /// </summary>
    internal static Either<string, AgreedDeflate> Read(ExtensionOffer element, bool mayBeBare)
    {
        var parameters = Seq.create<ExtensionParameter>([.. element.Parameters]);
        if (parameters.Find(parameter => !Known.Contains(parameter.Name, StringComparer.Ordinal)).Case is ExtensionParameter unknown)
            return $"{unknown.Name} is not a parameter of {Extension}";
        if (parameters.Map(parameter => parameter.Name).Distinct().Count != parameters.Count)
            return $"a parameter of {Extension} occurs twice";
        if (parameters.Find(parameter => !IsWellFormed(parameter, mayBeBare)).Case is ExtensionParameter bad)
            return $"the value of {bad} is not valid";
        return new AgreedDeflate(
            Has(parameters, ServerTakeover),
            Bits(parameters, ServerWindow),
            Has(parameters, ClientTakeover),
            Bits(parameters, ClientWindow)
        );
    }

    internal static bool Has(IEnumerable<ExtensionParameter> parameters, string name) => parameters.Any(one => one.Name == name);

    /// <summary>Returns whether an offer allows the server to limit the window size of the client's compressor.</summary>
    internal static bool KnowsClientWindow(ExtensionOffer offer) => Has(offer.Parameters, ClientWindow);

    private AgreedDeflate RestrictedBy(AgreedDeflate asked) =>
        this with
        {
            ClientNoContextTakeover = ClientNoContextTakeover || asked.ClientNoContextTakeover,
            ClientMaxWindowBits = ClientMaxWindowBits.Exists(bits => asked.ClientMaxWindowBits.ForAll(most => bits <= most))
                ? ClientMaxWindowBits
                : asked.ClientMaxWindowBits,
        };

    private static bool IsWellFormed(ExtensionParameter parameter, bool mayBeBare) => parameter.Name switch
    {
        ServerTakeover or ClientTakeover => parameter.Value.IsNone,
        ClientWindow when mayBeBare && parameter.Value.IsNone => true,
        _ => parameter.Value.Exists(value => value is "8" or "9" or "10" or "11" or "12" or "13" or "14" or "15"),
    };

    private static Option<int> Bits(Seq<ExtensionParameter> parameters, string name) =>
        parameters
            .Find(parameter => parameter.Name == name)
            .Bind(parameter => parameter.Value)
            .Map(value => int.Parse(value, CultureInfo.InvariantCulture));
}
