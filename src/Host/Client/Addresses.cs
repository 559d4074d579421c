using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>TCP connections to a host that may have several addresses.</summary>
internal static class Addresses
{
    /// <summary>The time that an address has to itself before the next one is tried beside it (RFC 8305 §5).</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A socket to whichever address answers first. They are tried in the order in which the system gives them, IPv6 and IPv4 by turns;
    /// one that does not answer holds up the others only for a moment.
    /// </summary>
    /// <exception cref="SocketException">The name has no address, or none of them can be reached: then what the last one said.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken) =>
        await ConnectAsync(await LookUpAsync(host, cancellationToken).ConfigureAwait(false), port, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// The address that packets go to. An IPv6 address that stands for an IPv4 address (::ffff:127.0.0.1, RFC 4291 §2.5.5.2) is reached
    /// by IPv4: a socket of IPv6 alone has no route to it.
    /// </summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>
    /// The addresses with their families by turns, that of the first one first: where all of a family is unreachable, the other one is
    /// tried second (RFC 8305 §4). Each is there once.
    /// </summary>
    public static IEnumerable<IPAddress> ByTurns(IPAddress[] addresses) =>
        addresses.Select(Plain).Distinct().GroupBy(address => address.AddressFamily)
            .SelectMany(family => family.Select((address, turn) => (address, turn)))
            .OrderBy(one => one.turn).Select(one => one.address);

    /// <summary>The same for addresses that are known.</summary>
    public static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var untried = new Queue<IPAddress>(ByTurns(addresses));
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

                // What it said is not what will be told.
                await DropAsync(ended).ConfigureAwait(false);
            }
        }
        finally
        {
            await race.CancelAsync().ConfigureAwait(false);
            foreach (var loser in running) await DropAsync(loser).ConfigureAwait(false);
        }
    }

    // The framework refuses some hosts as arguments, a name of more than 255 characters among them. A server may send a client to such a
    // host by a redirect: no host of that name exists.
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

    /// <summary>The same for one end point, which may be a Unix domain socket's.</summary>
    public static async Task<Socket> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        if (endPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped)
            endPoint = new IPEndPoint(Plain(mapped.Address), mapped.Port);
        var socket = new Socket(
            endPoint.AddressFamily,
            SocketType.Stream,
            endPoint.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp
        );
        try
        {
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
            // It has freed its socket itself.
        }
    }
}
