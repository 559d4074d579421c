using System.Runtime.CompilerServices;

[assembly: AssemblyFixture(typeof(Pure.WebSockets.Host.Tests.Canaries))]

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// Makes the pool with canaries the source of all buffers of this process, and fails the run if a canary was overwritten.
/// </summary>
public sealed class Canaries : IDisposable
{
    internal static CanaryPool Pool { get; } = new();

    [ModuleInitializer]
    internal static void Begin() => BufferPool.Pool = Pool;

    public void Dispose() => Assert.Empty(Pool.Violations);
}
