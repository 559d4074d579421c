using System.Text.Json.Serialization;

namespace Pure.WebSockets.Bench;

/// <summary>What one idle connection holds.</summary>
/// <param name="ResidentBytes">Of the machine's memory: what the process took more, by connection.</param>
/// <param name="ManagedBytes">Of the managed heap; the rest is native memory.</param>
internal sealed record IdleMemory(double ResidentBytes, double ManagedBytes)
{
    /// <summary>
    /// What it holds at least: what lives on the heap, though it may stand in memory that the process had before; and native memory, of
    /// which the heap knows nothing.
    /// </summary>
    [JsonIgnore]
    public double HeldBytes => Math.Max(ResidentBytes, ManagedBytes);
}
