namespace Pure.WebSockets.Schedules.Tests;

/// <summary>What happens to a connection at the same time. Every schedule must keep what <see cref="Stage.Check"/> checks.</summary>
internal static partial class Scenarios
{
    public static IReadOnlyList<Scenario> All { get; } = [.. Sending, .. Receiving, .. Timing, .. Parts];
}
