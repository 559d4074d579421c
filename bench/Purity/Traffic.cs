using Pure.WebSockets.Host;

namespace Pure.WebSockets.Bench;

/// <summary>The kinds of frames that a server receives.</summary>
public enum Traffic
{
    /// <summary>Binary messages of 16 bytes.</summary>
    Binary16,

    /// <summary>Binary messages of 125 bytes.</summary>
    Binary125,

    /// <summary>Binary messages of 1 KiB.</summary>
    Binary1024,

    /// <summary>Pings of 16 bytes.</summary>
    Ping16,

    /// <summary>Binary messages in three fragments of 125 bytes each: every frame changes the state.</summary>
    Fragment125,
}

/// <summary>Creates the frames of each kind.</summary>
internal static class TrafficFrames
{
    private const int FragmentsInMessage = 3;

    public static int PayloadBytes(this Traffic traffic) => traffic switch
    {
        Traffic.Binary125 or Traffic.Fragment125 => 125,
        Traffic.Binary1024 => 1024,
        _ => 16,
    };

    /// <summary>The masked frames of the payloads, as a server receives them.</summary>
    public static byte[][] Of(Traffic traffic, byte[][] payloads)
    {
        var keys = new MaskKeys();
        return
        [
            .. payloads.Select(
                (payload, number) =>
                    FrameEncoder.Encode(
                        new Frame(OpcodeOf(traffic, number), EndsMessage(traffic, number), Rsv1: false, payload),
                        keys.Next()
                    )
            ),
        ];
    }

    private static Opcode OpcodeOf(Traffic traffic, int number) => traffic switch
    {
        Traffic.Ping16 => Opcode.Ping,
        Traffic.Fragment125 when number % FragmentsInMessage > 0 => Opcode.Continuation,
        _ => Opcode.Binary,
    };

    private static bool EndsMessage(Traffic traffic, int number) =>
        traffic != Traffic.Fragment125 || (number + 1) % FragmentsInMessage == 0;
}
