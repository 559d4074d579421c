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
}
