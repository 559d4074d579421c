namespace Pure.WebSockets.Bench;

/// <summary>The memory of one server per open connection.</summary>
/// <param name="Server">The server, and the way in which its application waits.</param>
/// <param name="Deflate">Whether permessage-deflate was agreed to, with context takeover and windows of 32 KiB.</param>
/// <param name="Connections">The number of open connections.</param>
/// <param name="Memory">The memory of each connection.</param>
internal sealed record IdleServerRow(string Server, bool Deflate, int Connections, IdleMemory Memory)
{
    private const int WarmUps = 500;

    // Our idle connections are compacted after one second, which is checked every second.
    private static readonly TimeSpan UntilIdle = TimeSpan.FromSeconds(2.5);

    /// <summary>Measures one server with increasing numbers of connections. Empty if a requirement is missing.</summary>
    public static async Task<IReadOnlyList<IdleServerRow>> MeasureAsync(IdleServer which, int[] counts)
    {
        using var server = which.Start();
        if (server is null) return [];

        // The first connections load code and pools that all of them share. They are opened before the first reading and not counted.
        using (var warmUps = new IdleClients(server.Port, which.Form.Deflate)) await warmUps.OpenAsync(WarmUps);
        await Task.Delay(UntilIdle);
        var before = server.CollectedMemory();

        using var clients = new IdleClients(server.Port, which.Form.Deflate);
        var rows = new List<IdleServerRow>();
        foreach (var connections in counts.Where(count => Descriptors.Allow(count, server)))
        {
            await clients.OpenAsync(connections);
            await Task.Delay(UntilIdle);
            var after = server.CollectedMemory();
            rows.Add(
                new IdleServerRow(
                    which.Name,
                    which.Form.Deflate,
                    connections,
                    new IdleMemory(
                        (double)(after.Resident - before.Resident) / connections,
                        (double)(after.Managed - before.Managed) / connections
                    )
                )
            );
        }

        return rows;
    }
}
