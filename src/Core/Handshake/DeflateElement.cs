namespace Pure.WebSockets;

/// <summary>
/// The element for permessage-deflate in Sec-WebSocket-Extensions (RFC 7692 §7.1). The client's offers and the server's answer have the
/// same syntax, so this class reads and writes both offers and answers.
/// </summary>
internal static class DeflateElement
{
    // These names are compared case-sensitively. RFC 6455 lists the comparisons that ignore case, and the list does not include extension
    // names.
    private const string Name = "permessage-deflate";
    private const string ServerNoContextTakeover = "server_no_context_takeover";
    private const string ClientNoContextTakeover = "client_no_context_takeover";
    private const string ServerMaxWindowBits = "server_max_window_bits";
    private const string ClientMaxWindowBits = "client_max_window_bits";

    public static bool Is(ExtensionOffer element) => element.Name == Name;

    /// <summary>
    /// Parses the element. Returns an error if a parameter is invalid. After an error, a server must decline the offer, and a client must
    /// fail the connection (§7).
    /// </summary>
    public static Either<HandshakeError, DeflateOffer> Read(ExtensionOffer element)
    {
        var said = DeflateOffer.Plain;
        var names = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in element.Parameters)
        {
            if (!names.Add(parameter.Name)) return Bad("§7", $"{Name} has {parameter.Name} twice");
            var next = Read(said, parameter);
            if (next.IsNone) return Bad(Section(parameter.Name), $"{parameter} is not a valid parameter of {Name}");
            said = next.IfNone(said);
        }

        return said;
    }

    public static ExtensionOffer Write(DeflateOffer said)
    {
        var parameters = new List<ExtensionParameter>();
        if (said.ServerNoContextTakeover) parameters.Add(new ExtensionParameter(ServerNoContextTakeover, Option<string>.None));
        if (said.ClientNoContextTakeover) parameters.Add(new ExtensionParameter(ClientNoContextTakeover, Option<string>.None));
        said.ServerMaxWindowBits.IfSome(bits => parameters.Add(new ExtensionParameter(ServerMaxWindowBits, $"{bits}")));
        if (said.ClientMaxWindowBits is ClientWindow.Limitable)
            parameters.Add(new ExtensionParameter(ClientMaxWindowBits, Option<string>.None));
        if (said.ClientMaxWindowBits is ClientWindow.LimitedTo(var most))
            parameters.Add(new ExtensionParameter(ClientMaxWindowBits, $"{most}"));
        return new ExtensionOffer(Name, Seq.create<ExtensionParameter>(parameters.ToArray()));
    }

    private static Option<DeflateOffer> Read(DeflateOffer said, ExtensionParameter parameter) =>
        (parameter.Name, parameter.Value.IsSome) switch
        {
            (ServerNoContextTakeover, false) => said with { ServerNoContextTakeover = true },
            (ClientNoContextTakeover, false) => said with { ClientNoContextTakeover = true },
            (ServerMaxWindowBits, true) => parameter.Value.Bind(WindowSize.Read).Map(bits => said with { ServerMaxWindowBits = bits }),
            (ClientMaxWindowBits, true) => parameter
                .Value.Bind(WindowSize.Read)
                .Map(bits => said with { ClientMaxWindowBits = new ClientWindow.LimitedTo(bits) }),
            (ClientMaxWindowBits, false) => said with { ClientMaxWindowBits = ClientWindow.Limitable.Instance },
            _ => Option<DeflateOffer>.None,
        };

    private static string Section(string name) => name switch
    {
        ServerNoContextTakeover => "§7.1.1.1",
        ClientNoContextTakeover => "§7.1.1.2",
        ServerMaxWindowBits => "§7.1.2.1",
        ClientMaxWindowBits => "§7.1.2.2",
        _ => "§7",
    };

    private static HandshakeError Bad(string section, string seen) => new(400, "RFC 7692 " + section, seen);
}
