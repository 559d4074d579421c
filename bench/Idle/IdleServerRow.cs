namespace Pure.WebSockets.Bench;

/// <summary>What one server holds for each of its open connections.</summary>
/// <param name="Server">The server, and how its application waits.</param>
/// <param name="Deflate">Whether permessage-deflate was agreed to, with context takeover and windows of 32 KiB.</param>
/// <param name="Connections">How many are open.</param>
/// <param name="Memory">What each holds.</param>
internal sealed record IdleServerRow(string Server, bool Deflate, int Connections, IdleMemory Memory)
{
    private const int WarmUps = 500;

    // Idle connections of ours rest after one second, and are looked for each second.
    private static readonly TimeSpan UntilIdle = TimeSpan.FromSeconds(2.5);

    /// <summary>One server with ever more connections; nothing where what it needs is not there.</summary>
    public static async Task<IReadOnlyList<IdleServerRow>> MeasureAsync(IdleServer which, int[] counts)
    {
        using var server = which.Start();
        if (server is null) return [];

        // What the first connections take for all of them, code and pools above all, is no part of any: they go before the first reading.
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
