namespace Pure.WebSockets.Conformance;

/// <summary>Changes the frames of a conversation at random, so that the conversation becomes unusual or invalid.</summary>
internal static class FrameChanges
{
    private const int LongControl = 126;

    /// <summary>Makes one random change to a list of frames. The list must not be empty.</summary>
    public static void Apply(Dice dice, List<RawFrame> frames, bool isCompressing)
    {
        var at = dice.Below(frames.Count);
        var frame = frames[at];
        switch (dice.Below(20))
        {
            case 0 or 1 or 2:
                frames[at] = frame with { Reserved = frame.Reserved ^ dice.Of<int>([1, 2, 4, 4, 3, 7]) };
                break;
            case 3 or 4:
                frames[at] = frame with { Opcode = dice.Of<int>([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) };
                break;
            case 5 or 6:
                frames[at] = frame with { Final = !frame.Final };
                break;
            case 7:
                frames[at] = Lengthened(dice, frame);
                break;
            case 8:
                frames[at] = frame with { MasksWrongly = true };
                break;
            case 9:
                // The 8-byte encoding of the length has a most significant bit that must be 0. Only a payload whose length needs that
                // encoding reveals a peer that ignores this bit.
                if (dice.Chance(20)) frame = frame with { Payload = Payload.Repeat("x", 65_536) };
                frames[at] = frame with { DeclaredLength = Declared(dice, frame.Payload.Length) };
                break;
            case 10 or 11:
                frames[at] = frame with { Opcode = dice.Of<int>([0, 0, 1, 2, 8, 9, 10]) };
                break;
            case 12:
                // In a close frame, the first two bytes of this payload are the valid status code 3598.
                frames[at] = new RawFrame(
                    dice.Of<int>([8, 9, 10]),
                    Payload.RepeatHex("0e0e", dice.Of<int>([LongControl, 127, 200, 300]))
                );
                break;
            case 13:
                frames[at] = frame with { Payload = Corrupted(dice, frame.Payload) };
                break;
            case 14:
                frames.Insert(at, frame);
                break;
            case 15 when frames.Count > 1:
                frames.RemoveAt(at);
                break;
            case 16 when at > 0:
                (frames[at], frames[at - 1]) = (frames[at - 1], frames[at]);
                break;
            case 17:
                frames.Insert(at, new RawFrame(0, frame.Payload, Final: dice.Chance(50)));
                break;
            case 18:
                frames.Insert(
                    at,
                    new RawFrame(
                        8,
                        Payload.Of(GeneratedPayloads.Close(dice, isValid: dice.Chance(50))),
                        Reserved: isCompressing && dice.Chance(10) ? FrameRule.Compressed : 0
                    )
                );
                break;
            default:
                frames[at] = frame with { Payload = Payload.Of(GeneratedPayloads.BrokenText(dice, 12)) };
                break;
        }
    }

    private static RawFrame Lengthened(Dice dice, RawFrame frame) =>
        frame with { LengthOctets = frame.Payload.Length <= ushort.MaxValue ? dice.Of<int>([2, 8]) : 8 };

    private static ulong Declared(Dice dice, int length) => dice.Below(8) switch
    {
        0 => (ulong)length + 1,
        1 => (ulong)Math.Max(0, length - 1),
        2 => (1UL << 63) + (ulong)length,
        3 => (1UL << 32) + (ulong)length,
        4 => ulong.MaxValue,
        5 => long.MaxValue,
        6 => (1UL << 63) + dice.Bits() % 1000,
        _ => 1UL << 40,
    };

    private static Payload Corrupted(Dice dice, Payload payload)
    {
        var octets = payload.ToOctets().ToArray();
        if (octets.Length == 0) return Payload.Of(dice.Octets(dice.Between(1, 8)));
        for (var count = dice.Between(1, 2); count > 0; count--) octets[dice.Below(octets.Length)] ^= (byte)(1 << dice.Below(8));
        return Payload.Of(octets);
    }
}
