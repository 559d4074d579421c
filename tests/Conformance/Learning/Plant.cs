namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A machine that is planted in an echo server.</summary>
public enum Plant
{
    /// <summary>A ping between two fragments gets no pong.</summary>
    SwallowsPingInMessage,

    /// <summary>After the closing handshake, the transport stays open, and each further close frame is answered.</summary>
    AnswersSecondClose,

    /// <summary>After a ping, a pong and a ping in a row, no text message comes back any more.</summary>
    HasExtraStates,

    /// <summary>Every third ping, counted over all connections, gets no pong.</summary>
    ForgetsThirdPing,
}

/// <summary>An echo server with a planted machine, which sees each frame before the echo does.</summary>
internal sealed class PlantedPeer(Plant plant) : IMemoryPeer
{
    private static readonly byte[] CloseFrame = [0x88, 0x02, 0x03, 0xE8];
    private static readonly int[] Lock = [9, 10, 9];
    private static int pings;

    private readonly EchoPeer echo = new(Role.Server);
    private readonly List<byte> unread = [];
    private bool isOpen;
    private bool isInMessage;
    private bool hasClosed;
    private bool hasEnded;
    private int locked;

    public Option<TimeSpan> Deadline => hasClosed ? Option<TimeSpan>.None : echo.Deadline;

    public bool HasEnded => hasEnded || (echo.HasEnded && !hasClosed);

    public ByteString Begin(TimeSpan now) => echo.Begin(now);

    public ByteString Elapse(TimeSpan now) => echo.Elapse(now);

    public ByteString Receive(ByteString octets, TimeSpan now)
    {
        if (!isOpen)
        {
            var answer = echo.Receive(octets, now);
            isOpen = answer.Length > 0;
            return answer;
        }

        if (octets.Length == 0)
        {
            hasEnded = true;
            return ByteString.Empty;
        }

        unread.AddRange(octets.Memory.Span);
        var output = new List<byte>();
        while (unread.Count >= 2 && Size() is var size && size <= unread.Count && !HasEnded)
        {
            var frame = unread[..size].ToArray();
            unread.RemoveRange(0, size);
            output.AddRange(Frame(frame, now).Memory.Span);
        }

        return output.ToArray();
    }

    // The frames of the tests are short.
    private int Size() => 2 + (unread[1] >= 0x80 ? 4 : 0) + (unread[1] & 0x7F);

    private ByteString Frame(byte[] frame, TimeSpan now)
    {
        var (opcode, isFinal) = (frame[0] & 0x0F, frame[0] >= 0x80);
        var wasLocked = locked == Lock.Length;
        if (!wasLocked) locked = opcode == Lock[locked] ? locked + 1 : opcode == Lock[0] ? 1 : 0;
        var wasInMessage = isInMessage;
        if (opcode < 8) isInMessage = !isFinal;
        if (hasClosed) return opcode == 8 ? CloseFrame : ByteString.Empty;
        if (IsSwallowed(opcode, wasInMessage, wasLocked)) return ByteString.Empty;
        var answer = echo.Receive(frame, now);
        hasClosed = plant == Plant.AnswersSecondClose && opcode == 8 && echo.HasEnded;
        return answer;
    }

    private bool IsSwallowed(int opcode, bool wasInMessage, bool wasLocked) => plant switch
    {
        Plant.SwallowsPingInMessage => opcode == 9 && wasInMessage,
        Plant.HasExtraStates => opcode == 1 && wasLocked,
        Plant.ForgetsThirdPing => opcode == 9 && Interlocked.Increment(ref pings) % 3 == 0,
        _ => false,
    };
}
