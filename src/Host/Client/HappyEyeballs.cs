using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>Connects to a host that can have several addresses (RFC 8305).</summary>
internal static class HappyEyeballs
{
    /// <summary>The delay after which the next address is tried in parallel (RFC 8305 §5).</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Connects to the address that answers first. The addresses are tried in the order in which the operating system lists them, with IPv6
    /// and IPv4 interleaved. If an address has not answered within 250 ms, the next address is tried in parallel. If an attempt fails, the
    /// next address is tried immediately.
    /// </summary>
    /// <exception cref="SocketException">
    /// The host name has no address, or all attempts to connect failed. If all attempts failed, the method throws the exception of the
    /// attempt that failed last.
    /// </exception>
    public static async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken) =>
        await ConnectAsync(await LookUpAsync(host, cancellationToken).ConfigureAwait(false), port, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Returns the address to connect to. An IPv4-mapped IPv6 address (::ffff:127.0.0.1, RFC 4291 §2.5.5.2) is converted to IPv4, because
    /// an IPv6-only socket cannot connect to such an address.
    /// </summary>
    public static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>
    /// Interleaves the address families, starting with the family of the first address (RFC 8305 §4). If the host has addresses of both
    /// families, the second attempt therefore uses a different family than the first attempt. Duplicate addresses are removed.
    /// </summary>
    public static IEnumerable<IPAddress> Interleave(IPAddress[] addresses) =>
        addresses.Select(Unmap).Distinct().GroupBy(address => address.AddressFamily)
            .SelectMany(family => family.Select((address, turn) => (address, turn)))
            .OrderBy(one => one.turn).Select(one => one.address);

    /// <summary>Connects to the given address that answers first.</summary>
    public static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var untried = new Queue<IPAddress>(Interleave(addresses));
        if (untried.Count == 0) throw new SocketException((int)SocketError.NoData);
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<Socket>>();
        try
        {
            while (true)
            {
                if (untried.TryDequeue(out var address)) running.Add(ConnectAsync(address, port, race.Token));
                var first = Task.WhenAny(running);
                if (untried.Count > 0 && !await first.CompletesWithin(HeadStart).ConfigureAwait(false)) continue;
                var ended = await first.ConfigureAwait(false);
                running.Remove(ended);
                if (
                    ended.IsCompletedSuccessfully
                    || cancellationToken.IsCancellationRequested
                    || (running.Count == 0 && untried.Count == 0)
                )
                    return await ended.ConfigureAwait(false);

                // This attempt failed, but other attempts are running or possible. Only the error of the last attempt is reported, so the
                // error of this attempt is discarded.
                await DropAsync(ended).ConfigureAwait(false);
            }
        }
        finally
        {
            await race.CancelAsync().ConfigureAwait(false);
            foreach (var loser in running) await DropAsync(loser).ConfigureAwait(false);
        }
    }

    // .NET throws an exception for some host names, such as names that are longer than 255 characters. The target of a redirect can contain
    // such a name. No host can have such a name, so the reported error is HostNotFound.
    private static async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal)) return [literal];
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }
    }

    private static Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken) =>
        ConnectAsync(new IPEndPoint(address, port), cancellationToken);

    /// <summary>Connects to an IP end point or a Unix domain socket.</summary>
    public static async Task<Socket> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        if (endPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped)
            endPoint = new IPEndPoint(Unmap(mapped.Address), mapped.Port);
        var socket = new Socket(
            endPoint.AddressFamily,
            SocketType.Stream,
            endPoint.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp
        );
        try
        {
            // The connection buffers its output itself, so Nagle's algorithm would only add a delay.
            if (endPoint.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task DropAsync(Task<Socket> loser)
    {
        try
        {
            (await loser.ConfigureAwait(false)).Dispose();
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The failed attempt has already freed its socket.
        }
    }
}
