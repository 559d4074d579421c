namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A simple echo endpoint, written directly from the RFCs with lists of bytes, complete frames and complete messages. It is an independent
/// reading of the rules, and shares only the compressor with the core. Without a fault it keeps all rules; with a fault it breaks one.
/// </summary>
public sealed partial class EchoPeer : IMemoryPeer
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan HalfASecond = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WaitForServer = TimeSpan.FromSeconds(5);

    private readonly Role role;
    private readonly Fault fault;
    private readonly Application application;
    private readonly string host;
    private readonly string target;
    private readonly List<byte> incoming = [];
    private readonly List<byte> said = [];
    private readonly List<(TimeSpan At, Action Do)> agenda = [];
    private TimeSpan now;
    private State state;
    private uint random = 0x2545F491;

    /// <summary>An endpoint with a fault.</summary>
    /// <param name="role">Its role.</param>
    /// <param name="fault">The fault, or none.</param>
    /// <param name="host">The host that a client requests.</param>
    /// <param name="target">The target that a client requests.</param>
    /// <param name="application">How it reacts to messages.</param>
    public EchoPeer(
        Role role,
        Fault fault = Fault.None,
        string host = "localhost",
        string target = "/",
        Application application = Application.Echoes
    )
    {
        this.application = application;
        this.role = role;
        this.fault = fault;
        this.host = host;
        this.target = target;
    }

    /// <summary>How the endpoint reacts to messages.</summary>
    public enum Application
    {
        /// <summary>The endpoint sends each message back.</summary>
        Echoes,

        /// <summary>The endpoint accepts messages and sends no messages.</summary>
        Ignores,

        /// <summary>The endpoint accepts no messages, and closes the connection with 1003 (RFC 6455 §7.4.1).</summary>
        Refuses,

        /// <summary>The endpoint accepts no messages, and ends the transport.</summary>
        Drops,
    }

    private enum State
    {
        Opening,
        Open,

        /// <summary>The close frame is sent: nothing more is sent.</summary>
        Closed,
    }

    public Option<TimeSpan> Deadline => agenda.Count == 0 ? Option<TimeSpan>.None : agenda.Min(entry => entry.At);

    public bool HasEnded { get; private set; }

    public ByteString Begin(TimeSpan now) => Turn(now, () =>
    {
        if (role == Role.Client) Ask();
    });

    public ByteString Receive(ByteString octets, TimeSpan now) => Turn(now, () =>
    {
        if (octets.Length == 0)
        {
            if (!Has(Fault.HangsOnEndOfInput)) End();
            return;
        }

        incoming.AddRange(octets.Memory.Span);
        Read();
        WatchTheClock();
    });

    public ByteString Elapse(TimeSpan now) => Turn(now, () =>
    {
        foreach (var entry in agenda.Where(entry => entry.At <= now).OrderBy(entry => entry.At).ToArray())
        {
            agenda.Remove(entry);
            entry.Do();
        }
    });

    private bool Has(Fault which) => fault == which;

    private ByteString Turn(TimeSpan time, Action act)
    {
        if (HasEnded) return ByteString.Empty;
        now = time;
        try
        {
            act();
        }
        catch (BrokenRuleException broken)
        {
            Fail(broken.Code);
        }

        byte[] octets = [.. said];
        said.Clear();
        return octets;
    }

    private void Read()
    {
        while (!HasEnded && (state == State.Opening ? ReadHead() : ReadFrame()))
        {
            // One after the other.
        }
    }

    private void Say(byte[] octets) => said.AddRange(octets);

    private void Later(TimeSpan time, Action act) => agenda.Add((now + time, act));

    private void End()
    {
        HasEnded = true;
        agenda.Clear();
    }

    /// <summary>For faults of an impatient endpoint.</summary>
    private void WatchTheClock()
    {
        if (state != State.Open || fault is not (Fault.EndsIdle or Fault.EndsSlowFrame or Fault.EndsSlowHeader)) return;
        agenda.Clear();
        if (Has(Fault.EndsIdle) || (Has(Fault.EndsSlowFrame) && incoming.Count > 0) || (Has(Fault.EndsSlowHeader) && IsWithinHeader))
            Later(HalfASecond, End);
    }

    /// <summary>Whether the received part of the next frame ends within its header.</summary>
    private bool IsWithinHeader => incoming.Count == 1 || (incoming.Count > 1 && incoming.Count < HeaderLength);

    /// <summary>Real keys must be unpredictable; here they only have to differ.</summary>
    private byte[] Draw(int count)
    {
        var octets = new byte[count];
        for (var at = 0; at < count; at++)
        {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            octets[at] = (byte)(random >> 11);
        }

        return octets;
    }
}
