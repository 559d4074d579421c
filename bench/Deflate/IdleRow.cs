namespace Pure.WebSockets.Bench;

/// <summary>The memory of idle connections, all sides beside each other.</summary>
/// <param name="ContextTakeover">Whether messages may refer to those before them, both ways.</param>
/// <param name="Rival">System.Net.WebSockets.</param>
/// <param name="Ours">Ours at rest.</param>
/// <param name="OursAwake">Ours before it rests.</param>
internal sealed record IdleRow(bool ContextTakeover, IdleMemory Rival, IdleMemory Ours, IdleMemory OursAwake)
{
    /// <summary>Below 1: less of the machine's memory than the rival.</summary>
    public double Ratio => Ours.ResidentBytes / Rival.ResidentBytes;

    public static IdleRow Of(bool contextTakeover) => new(
        contextTakeover,
        IdleProcess.Measure(IdleSide.Rival, contextTakeover),
        IdleProcess.Measure(IdleSide.Ours, contextTakeover),
        IdleProcess.Measure(IdleSide.OursAwake, contextTakeover));
}
