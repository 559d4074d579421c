namespace Pure.WebSockets.Host.Tests;

/// <summary>What carries a connection under test, which end it is, and by which interface its application uses it.</summary>
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
