using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

/// <summary>All combinations of the parameters of permessage-deflate (RFC 7692 §7.1), with several windows each.</summary>
/// <param name="ServerNoContextTakeover">server_no_context_takeover.</param>
/// <param name="ClientNoContextTakeover">client_no_context_takeover.</param>
/// <param name="ServerWindow">server_max_window_bits, if present.</param>
/// <param name="ClientWindow">client_max_window_bits, if present.</param>
internal sealed record DeflateCase(bool ServerNoContextTakeover, bool ClientNoContextTakeover, int? ServerWindow, int? ClientWindow)
{
    public DeflateParameters Parameters => new()
    {
        ServerNoContextTakeover = ServerNoContextTakeover,
        ClientNoContextTakeover = ClientNoContextTakeover,
        ServerMaxWindowBits = ServerWindow ?? 15,
        ClientMaxWindowBits = ClientWindow ?? 15,
    };

    /// <summary>The offer of a client for this case.</summary>
    public DeflateOffer Offer => new()
    {
        ServerNoContextTakeover = ServerNoContextTakeover,
        ClientNoContextTakeover = ClientNoContextTakeover,
        ServerMaxWindowBits = ServerWindow is { } server ? server : Option<int>.None,
        ClientMaxWindowBits = ClientWindow is { } client ? new ClientWindow.LimitedTo(client) : WebSockets.ClientWindow.Fixed.Instance,
    };

    /// <summary>The options of a server that insists on this case.</summary>
    public CompressionOptions Policy => new()
    {
        ServerNoContextTakeover = ServerNoContextTakeover,
        ClientNoContextTakeover = ClientNoContextTakeover,
        ServerMaxWindowBits = ServerWindow ?? 15,
        ClientMaxWindowBits = ClientWindow ?? 15,
    };

    public static IEnumerable<DeflateCase> All(params int?[] windows) =>
        from server in new[] { false, true }
        from client in new[] { false, true }
        from serverWindow in windows
        from clientWindow in windows
        select new DeflateCase(server, client, serverWindow, clientWindow);
}
