using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Pure.WebSockets.Host;

/// <summary>
/// Opens tunnels through SOCKS version 5 proxies (RFC 1928). If the proxy requires authentication, the client sends a user name and a
/// password (RFC 1929).
/// </summary>
internal static class SocksTunnel
{
    private const byte Version = 5;
    private const byte Connect = 1;
    private const byte IPv4 = 1;
    private const byte DomainName = 3;
    private const byte IPv6 = 4;
    private const int IPv4Bytes = 4;
    private const byte NoAuthentication = 0;
    private const byte UserAndPassword = 2;
    private const byte NoAcceptableMethod = 0xFF;
    private const byte LoginVersion = 1;

    /// <summary>
    /// The maximum length, in bytes, of a host name, a user name or a password. SOCKS encodes each of these lengths in one byte.
    /// </summary>
    private const int Longest = byte.MaxValue;

    /// <summary>Requests a tunnel to a host and a port. When the method returns, the stream is connected to that host.</summary>
    /// <exception cref="ConnectException">The proxy did not open a tunnel.</exception>
    public static async Task OpenAsync(Stream stream, ClientProxy.Socks5 proxy, string host, int port, CancellationToken cancellationToken)
    {
        await stream
            .WriteAsync(
                proxy.Credentials is null ? new byte[] { Version, 1, NoAuthentication } : [Version, 2, NoAuthentication, UserAndPassword],
                cancellationToken
            )
            .ConfigureAwait(false);
        var method = await ReadAsync(2).ConfigureAwait(false);
        if (method[0] != Version)
            throw BadAnswer(proxy, $"its answer has version {method[0]} instead of 5 (RFC 1928 §3)");
        if (method[1] == UserAndPassword && proxy.Credentials is { } credentials)
            await LogIn(credentials).ConfigureAwait(false);
        else if (method[1] == NoAcceptableMethod)
            throw BadCredentials(
                proxy.Credentials is null
                    ? "it requires credentials (RFC 1928 §3)"
                    : "it accepts neither anonymous access nor username and password (RFC 1928 §3)"
            );
        else if (method[1] != NoAuthentication)
            throw BadAnswer(proxy, $"it chose method {method[1]}, which was not offered (RFC 1928 §3)");

        await stream.WriteAsync(Request(host, port), cancellationToken).ConfigureAwait(false);
        var reply = await ReadAsync(4).ConfigureAwait(false);
        if (reply[0] != Version) throw BadAnswer(proxy, $"its reply has version {reply[0]} instead of 5 (RFC 1928 §6)");
        if (reply[1] != 0) throw new ConnectException(new ConnectFailure.SocksRefused(proxy, (SocksReply)reply[1]));

        // The reply ends with the address and the port from which the proxy connects to the server. The client does not need the address
        // and the port, but must read them, because the server's bytes follow them.
        var address = reply[3] switch
        {
            IPv4 => IPv4Bytes,
            IPv6 => 16,
            DomainName => (await ReadAsync(1).ConfigureAwait(false))[0],
            _ => throw BadAnswer(proxy, $"its reply has an address of the unknown type {reply[3]} (RFC 1928 §5)"),
        };
        await ReadAsync(address + 2).ConfigureAwait(false);

        async Task LogIn(NetworkCredential who)
        {
            await stream
                .WriteAsync(
                    new byte[] { LoginVersion }
                        .Concat(LengthPrefixed(who.UserName))
                        .Concat(LengthPrefixed(who.Password))
                        .ToArray(),
                    cancellationToken
                )
                .ConfigureAwait(false);
            var answer = await ReadAsync(2).ConfigureAwait(false);
            if (answer[1] != 0) throw BadCredentials($"it rejected the username and password (status {answer[1]}, RFC 1929 §2)");
        }

        // This function must not read beyond the end of the proxy's answer, because the bytes after the answer come from the server.
        async Task<byte[]> ReadAsync(int count)
        {
            var bytes = new byte[count];
            try
            {
                await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
            catch (EndOfStreamException)
            {
                throw BadAnswer(proxy, "it closed the connection before its answer was complete");
            }

            return bytes;
        }

        ConnectException BadCredentials(string reason) => new(new ConnectFailure.ProxyFailed(proxy, ProxyFault.Credentials, reason));
    }

    /// <summary>Throws an exception if the credentials cannot be sent to a SOCKS proxy.</summary>
    /// <exception cref="ArgumentException">The user name or the password is empty or longer than 255 bytes.</exception>
    public static void Check(ClientProxy.Socks5 proxy)
    {
        if (proxy.Credentials is { } who && (!Fits(who.UserName) || !Fits(who.Password)))
            throw new ArgumentException(
                "The username and the password of a SOCKS proxy must have 1 to 255 bytes (RFC 1929 §2).",
                nameof(proxy)
            );
    }

    /// <summary>
    /// Returns whether the host name is short enough for a SOCKS request. A valid host name has at most 255 bytes (RFC 1035 §2.3.4).
    /// </summary>
    public static bool CanEncode(string host) => Encoding.UTF8.GetByteCount(host) <= Longest;

    private static bool Fits(string text) => Encoding.UTF8.GetByteCount(text) is > 0 and <= Longest;

    private static byte[] Request(string host, int port)
    {
        var bytes = IPAddress.TryParse(host, out var literal) ? HappyEyeballs.Unmap(literal).GetAddressBytes() : null;
        byte[] address = bytes is null ? [DomainName, .. LengthPrefixed(host)] : [bytes.Length == IPv4Bytes ? IPv4 : IPv6, .. bytes];
        var ending = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(ending, (ushort)port);
        return [Version, Connect, 0, .. address, .. ending];
    }

    private static byte[] LengthPrefixed(string text) => Encoding.UTF8.GetBytes(text) is var bytes ? [(byte)bytes.Length, .. bytes] : [];

    private static ConnectException BadAnswer(ClientProxy proxy, string reason) =>
        new(new ConnectFailure.ProxyFailed(proxy, ProxyFault.Answer, reason));
}
