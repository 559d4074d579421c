namespace Pure.WebSockets.Properties;

/// <summary>Connections with an agreement on permessage-deflate.</summary>
internal static class Agreed
{
    /// <summary>Context takeover in both directions, and windows of 32,768 bytes.</summary>
    public static Agreement Default { get; } = Agreement.Compressed(DeflateParameters.Default);

    /// <summary>The context of the peer of that side.</summary>
    public static DeflateContext PeerOf(Role role, DeflateParameters agreed, int level) => role == Role.Client
        ? DeflateContext.Create(agreed.ServerMaxWindowBits, !agreed.ServerNoContextTakeover, level)
        : DeflateContext.Create(agreed.ClientMaxWindowBits, !agreed.ClientNoContextTakeover, level);

    public static Scene Open(Role role, DeflateParameters? parameters = null, ConnectionOptions? options = null) =>
        Scene.Of(
            Connection.CreateOpen(role, Agreement.Compressed(parameters ?? DeflateParameters.Default), options ?? ConnectionOptions.Default)
        );
}
