using System.Text.Json.Serialization;

namespace Pure.WebSockets.Bench;

/// <summary>The memory of one idle connection.</summary>
/// <param name="ResidentBytes">The growth of the process's memory per connection.</param>
/// <param name="ManagedBytes">The growth of the managed heap per connection. The remainder is native memory.</param>
internal sealed record IdleMemory(double ResidentBytes, double ManagedBytes)
{
    /// <summary>
    /// A lower bound: the larger of the managed bytes, which may be in memory that the process already had, and of the resident bytes,
    /// which include native memory.
    /// </summary>
    [JsonIgnore]
    public double HeldBytes => Math.Max(ResidentBytes, ManagedBytes);
}
