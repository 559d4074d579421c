namespace Pure.WebSockets.Host.Tests;

/// <summary>The carrier of a connection under test, its role, and the interface that its application uses.</summary>
public enum Carrier
{
    ServerSockets,
    ServerEpoll,
    ServerTls,
    ServerStream,
    ServerPipes,
    ServerDropIn,
    AspNetCore,
    AspNetCoreHttp2,
    AspNetCoreDropIn,
    AspNetCoreDropInHttp2,
    ClientSockets,
    ClientTls,
    ClientStream,
    ClientHttp2,
    ClientDropIn,
}
