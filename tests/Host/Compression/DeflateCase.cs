using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Every way that the parameters of permessage-deflate (RFC 7692 §7.1) combine, in a number of windows each.</summary>
/// <param name="ServerNoContextTakeover">server_no_context_takeover.</param>
/// <param name="ClientNoContextTakeover">client_no_context_takeover.</param>
/// <param name="ServerWindow">server_max_window_bits, there or not.</param>
/// <param name="ClientWindow">client_max_window_bits, there or not.</param>
internal sealed record DeflateCase(bool ServerNoContextTakeover, bool ClientNoContextTakeover, int? ServerWindow, int? ClientWindow)
{
    public DeflateParameters Parameters => new()
    {
        ServerNoContextTakeover = ServerNoContextTakeover,
        ClientNoContextTakeover = ClientNoContextTakeover,
        ServerMaxWindowBits = ServerWindow ?? 15,
        ClientMaxWindowBits = ClientWindow ?? 15,
    };

    /// <summary>The case as a client asks for it.</summary>
    public DeflateOffer Offer => new()
    {
        ServerNoContextTakeover = ServerNoContextTakeover,
        ClientNoContextTakeover = ClientNoContextTakeover,
        ServerMaxWindowBits = ServerWindow is { } server ? server : Option<int>.None,
        ClientMaxWindowBits = ClientWindow is { } client ? new ClientWindow.LimitedTo(client) : WebSockets.ClientWindow.Fixed.Instance,
    };

    /// <summary>The case as a server insists on it.</summary>
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
