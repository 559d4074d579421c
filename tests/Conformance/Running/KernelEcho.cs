namespace Pure.WebSockets.Conformance.Tests;

/// <summary>An echo on the kernel, as a host would drive it: each message is sent back before the following input is read.</summary>
internal sealed class KernelEcho(Connection connection) : IMemoryPeer
{
    private readonly MutantEcho echo = new(connection);

    public Option<TimeSpan> Deadline => echo.Deadline < 0 ? Option<TimeSpan>.None : TimeSpan.FromTicks(echo.Deadline);

    public bool HasEnded => echo.HasEnded;

    public ByteString Begin(TimeSpan now) => echo.Begin(now.Ticks);

    public ByteString Receive(ByteString octets, TimeSpan now) => echo.Receive(octets.ToArray(), now.Ticks);

    public ByteString Elapse(TimeSpan now) => echo.Elapse(now.Ticks);
}
