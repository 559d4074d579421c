using System.Runtime.CompilerServices;

[assembly: AssemblyFixture(typeof(Pure.WebSockets.Host.Tests.Canaries))]

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// Puts the pool with canaries below every connection of this process, and fails the run where one was harmed, whoever swallowed it.
/// </summary>
public sealed class Canaries : IDisposable
{
    internal static CanaryPool Pool { get; } = new();

    [ModuleInitializer]
    internal static void Begin() => Buffers.Pool = Pool;

    public void Dispose() => Assert.Empty(Pool.Violations);
}
