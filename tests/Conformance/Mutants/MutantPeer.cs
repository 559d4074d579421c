using System.Reflection;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A mutant of the core as a peer. If the mutant throws an exception, the transport ends, as in a host.</summary>
internal sealed class MutantPeer : IMemoryPeer
{
    private readonly object echo;
    private readonly Func<long, byte[]> begin;
    private readonly Func<byte[], long, byte[]> receive;
    private readonly Func<long, byte[]> elapse;
    private readonly Func<long> deadline;
    private readonly Func<bool> hasEnded;
    private bool hasThrown;

    /// <summary>Creates a peer before its opening handshake.</summary>
    /// <param name="core">The assembly of the core.</param>
    /// <param name="role">The role of the peer.</param>
    public MutantPeer(Assembly core, Role role)
    {
        var type = core.GetType(typeof(MutantEcho).FullName!, throwOnError: true)!;
        echo = Activator.CreateInstance(type, [role == Role.Server])!;
        begin = Bound<Func<long, byte[]>>(nameof(MutantEcho.Begin));
        receive = Bound<Func<byte[], long, byte[]>>(nameof(MutantEcho.Receive));
        elapse = Bound<Func<long, byte[]>>(nameof(MutantEcho.Elapse));
        deadline = Bound<Func<long>>($"get_{nameof(MutantEcho.Deadline)}");
        hasEnded = Bound<Func<bool>>($"get_{nameof(MutantEcho.HasEnded)}");

        T Bound<T>(string name)
            where T : Delegate => type.GetMethod(name)!.CreateDelegate<T>(echo);
    }

    public Option<TimeSpan> Deadline => hasThrown || deadline() < 0 ? Option<TimeSpan>.None : TimeSpan.FromTicks(deadline());

    public bool HasEnded => hasThrown || hasEnded();

    public ByteString Begin(TimeSpan now) => Guarded(() => begin(now.Ticks));

    public ByteString Receive(ByteString octets, TimeSpan now) => Guarded(() => receive(octets.Memory.ToArray(), now.Ticks));

    public ByteString Elapse(TimeSpan now) => Guarded(() => elapse(now.Ticks));

    private ByteString Guarded(Func<byte[]> act)
    {
        if (hasThrown) return ByteString.Empty;
        try
        {
            return act();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            hasThrown = true;
            return ByteString.Empty;
        }
    }
}
