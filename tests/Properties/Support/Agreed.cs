namespace Pure.WebSockets.Properties;

/// <summary>Connections with an agreement on permessage-deflate.</summary>
internal static class Agreed
{
    /// <summary>Context takeover in both directions, and windows of 32,768 bytes.</summary>
    public static Agreement Default { get; } = Agreement.Compressed(DeflateParameters.Default);

    public static Scene Open(Role role, DeflateParameters? parameters = null, ConnectionOptions? options = null) =>
        Scene.Of(
            Connection.CreateOpen(role, Agreement.Compressed(parameters ?? DeflateParameters.Default), options ?? ConnectionOptions.Default)
        );

    /// <summary>
    /// Both ends agreed on the same. The client does not know which of its offers the server accepted, so it also keeps to what other
    /// offers say of the client itself (RFC 7692 §7.1.1.2, §7.1.2.2).
    /// </summary>
    public static void Same(Agreement client, Agreement server, IEnumerable<DeflateOffer> offers)
    {
        if (client == server) return;
        Assert.Equal(server.Subprotocol, client.Subprotocol);
        var (ours, theirs) = (Assert.Single(client.Compression), Assert.Single(server.Compression));
        Assert.Equal(
            theirs with
            {
                ClientNoContextTakeover = ours.ClientNoContextTakeover,
                ClientMaxWindowBits = ours.ClientMaxWindowBits,
            },
            ours
        );
        if (ours.ClientNoContextTakeover != theirs.ClientNoContextTakeover)
            Assert.True(ours.ClientNoContextTakeover && offers.Any(offer => offer.ClientNoContextTakeover));
        if (ours.ClientMaxWindowBits == theirs.ClientMaxWindowBits) return;
        Assert.InRange(ours.ClientMaxWindowBits, 8, theirs.ClientMaxWindowBits);
        Assert.Contains(offers, offer => offer.ClientMaxWindowBits == new ClientWindow.LimitedTo(ours.ClientMaxWindowBits));
    }
}
