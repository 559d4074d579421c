namespace Pure.WebSockets.Bench;

/// <summary>The memory of idle connections of all sides.</summary>
/// <param name="ContextTakeover">Whether messages may refer to earlier ones, in both directions.</param>
/// <param name="Rival">System.Net.WebSockets.</param>
/// <param name="Ours">Ours, compacted.</param>
/// <param name="OursAwake">Ours before it is compacted.</param>
internal sealed record IdleRow(bool ContextTakeover, IdleMemory Rival, IdleMemory Ours, IdleMemory OursAwake)
{
    /// <summary>Below 1: less resident memory than the rival.</summary>
    public double Ratio => Ours.ResidentBytes / Rival.ResidentBytes;

    public static IdleRow Of(bool contextTakeover) => new(
        contextTakeover,
        IdleProcess.Measure(IdleSide.Rival, contextTakeover),
        IdleProcess.Measure(IdleSide.Ours, contextTakeover),
        IdleProcess.Measure(IdleSide.OursAwake, contextTakeover));
}
