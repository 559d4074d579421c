namespace Pure.WebSockets.Bench;

/// <summary>
/// Many server ends that have exchanged messages and wait for more. They need a process of their own, since the memory
/// of the process is measured.
/// </summary>
internal static class IdleConnections
{
    private const int Connections = 1000;
    private const int WarmUps = 100;
    private const int Messages = 5;
    private const int MessageBytes = 16 * 1024;

    public static IdleMemory Measure(IdleSide side, bool contextTakeover)
    {
        var documents = JsonDocuments.OfSize(MessageBytes);
        var wires = (ToServer: new Wire(), ToClient: new Wire());
        var idle = new object[Connections];

        // The first connections load code that all of them share. They are opened before the first reading, so that it is not counted.
        for (var connection = 0; connection < WarmUps; connection++) Exchange(connection).Drop();
        ProcessMemory.Settle();
        var before = ProcessMemory.Now();

        for (var connection = 0; connection < Connections; connection++)
            idle[connection] = Exchange(connection).Idle(side == IdleSide.Ours);
        ProcessMemory.Settle();
        var after = ProcessMemory.Now();
        GC.KeepAlive(idle);
        return new IdleMemory(
            (double)(after.Resident - before.Resident) / Connections,
            (double)(after.Managed - before.Managed) / Connections
        );

        End Exchange(int connection)
        {
            var make = side == IdleSide.Rival ? Side.Rival : Side.OursKernel;
            var pair = new EchoPair(make, make, contextTakeover, MessageBytes, wires.ToServer, wires.ToClient);
            for (var message = 0; message < Messages; message++) pair.EchoChecked(documents[(connection + message) % documents.Length]);
            pair.Client.Drop();
            return pair.Server;
        }
    }
}
