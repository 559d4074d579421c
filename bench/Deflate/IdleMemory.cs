namespace Pure.WebSockets.Bench;

/// <summary>What one idle connection holds.</summary>
/// <param name="ResidentBytes">Of the machine's memory: what the process took more, by connection.</param>
/// <param name="ManagedBytes">Of the managed heap; the rest is native memory.</param>
internal sealed record IdleMemory(double ResidentBytes, double ManagedBytes);
