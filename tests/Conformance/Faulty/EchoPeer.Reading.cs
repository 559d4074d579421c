using System.Buffers.Binary;

namespace Pure.WebSockets.Conformance.Tests;

/// <content>Received frames (RFC 6455 §5).</content>
public sealed partial class EchoPeer
{
    private const int Text = 1;
    private const int Binary = 2;
    private const int CloseFrame = 8;
    private const int Ping = 9;
    private const int Pong = 10;
    private const int Rsv1 = 4;
    private const int LongestControl = 125;
    private const ulong LongestPayload = 16 * 1024 * 1024;

    private int framesRead;
    private bool hasFailed;

    /// <summary>The header of a frame.</summary>
    private sealed record Header(bool Final, int Reserved, int Opcode, bool IsMasked, int Mark, ulong Length, int Size)
    {
        public bool IsControl => Opcode >= CloseFrame;
    }

    /// <summary>Reads a frame if it is complete; returns whether there may be more to read.</summary>
    private bool ReadFrame()
    {
        if (state == State.Closed && !ReadsOn && application != Application.Refuses)
            return false;
        if (incoming.Count == 1 && Has(Fault.NeedsHeaderAtOnce))
            throw new BrokenRuleException(1002);
        if (incoming.Count < 2)
            return false;
        var header = new Header(
            incoming[0] >= 0x80,
            (incoming[0] >> 4) & 7,
            incoming[0] & 15,
            incoming[1] >= 0x80,
            incoming[1] & 0x7F,
            0,
            0
        );
        if (!hasFailed)
            CheckStart(header);
        var extended = Extended(header.Mark);
        var size = HeaderLength;
        if (incoming.Count < size) return Has(Fault.NeedsHeaderAtOnce) ? throw new BrokenRuleException(1002) : false;
        header = header with { Size = size, Length = extended == 0 ? (ulong)header.Mark : LengthOf([.. incoming[2..(2 + extended)]]) };
        if (!hasFailed) CheckLength(header);
        var payload = Unmasked(header, (int)Math.Min(header.Length, (ulong)(incoming.Count - size)));
        if ((ulong)payload.Length < header.Length)
        {
            if (Has(Fault.NeedsFrameAtOnce)) throw new BrokenRuleException(1002);
            CheckPart(header, payload);
            return false;
        }

        incoming.RemoveRange(0, size + payload.Length);
        if (Has(Fault.LosesSecondFrame)) incoming.Clear();
        if (Has(Fault.StopsAfter32Frames) && ++framesRead > 32) return true;
        if (Has(Fault.EchoesOnNextFrame)) SayHeldBack();
        Take(header, payload);
        return true;
    }

    /// <summary>The length of the frame header, from its first two bytes.</summary>
    private int HeaderLength => 2 + Extended(incoming[1] & 0x7F) + (incoming[1] >= 0x80 ? 4 : 0);

    private static int Extended(int mark) => mark switch { 126 => 2, 127 => 8, _ => 0 };

    /// <summary>Decodes the first two bytes.</summary>
    private void CheckStart(Header header)
    {
        if (header.Reserved != 0 && !MayHave(header))
            throw new BrokenRuleException(1002);
        if (header.Opcode is >= 3 and < CloseFrame && fault is not (Fault.IgnoresDataOpcodes or Fault.TakesOpcodeForBinary))
            throw new BrokenRuleException(1002);
        if (header.Opcode > Pong && !Has(Fault.IgnoresControlOpcodes))
            throw new BrokenRuleException(1002);
        if (role == Role.Server && !header.IsMasked && !Has(Fault.TakesUnmasked) && !(header.IsControl && Has(Fault.TakesUnmaskedControl)))
            throw new BrokenRuleException(1002);
        if (role == Role.Client && header.IsMasked && !Has(Fault.TakesMasked))
            throw new BrokenRuleException(1002);
        if (header.IsControl)
            CheckControl(header);
        if (header.Opcode == 0 && kind == 0 && !Has(Fault.TakesStrayContinuation))
            throw new BrokenRuleException(1002);
        if (header.Opcode is Text or Binary && kind != 0 && !Has(Fault.TakesMessageWithin))
            throw new BrokenRuleException(1002);
    }

    private void CheckControl(Header header)
    {
        var mayBeFragmented =
            (header.Opcode == Ping && Has(Fault.TakesFragmentedPing))
            || (header.Opcode == Pong && Has(Fault.TakesFragmentedPong))
            || (header.Opcode == CloseFrame && Has(Fault.TakesFragmentedClose));
        if (!header.Final && !mayBeFragmented)
            throw new BrokenRuleException(1002);
        var mayBeLong =
            (header.Opcode == Ping && Has(Fault.TakesLongPing))
            || (header.Opcode == CloseFrame && Has(Fault.TakesLongClose))
            || Has(Fault.TakesControlLengthIn16Bits);
        if (header.Mark > LongestControl && !mayBeLong)
            throw new BrokenRuleException(1002);
        if (header is { Opcode: Ping, Mark: > 100 } && Has(Fault.RefusesLargePings))
            throw new BrokenRuleException(1009);
    }

    private bool MayHave(Header header) =>
        (header.Reserved == Rsv1 && terms is not null && header.Opcode is Text or Binary)
        || (
            header.Reserved == Rsv1
            && terms is not null
            && ((header.Opcode == Ping && Has(Fault.TakesRsv1OnPing)) || (header.Opcode == 0 && Has(Fault.TakesRsv1OnContinuation)))
        )
        || (header.IsControl && Has(Fault.TakesReservedOnControl))
        || fault switch
        {
            Fault.TakesRsv1 => header.Reserved == 4,
            Fault.TakesRsv2 => header.Reserved == 2,
            Fault.TakesRsv3 => header.Reserved == 1,
            _ => false,
        };

    private ulong LengthOf(byte[] octets)
    {
        if (Has(Fault.ReadsLengthsBackwards)) Array.Reverse(octets);
        if (octets.Length == 2)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(octets);
            return length > short.MaxValue && Has(Fault.ReadsSignedLengths) ? throw new BrokenRuleException(1002) : length;
        }

        return fault switch
        {
            Fault.ReadsLowHalfOfLength => BinaryPrimitives.ReadUInt32BigEndian(octets.AsSpan(4)),
            Fault.IgnoresTopBit => BinaryPrimitives.ReadUInt64BigEndian(octets) & long.MaxValue,
            _ => BinaryPrimitives.ReadUInt64BigEndian(octets),
        };
    }

    /// <summary>
    /// "The minimal number of bytes MUST be used to encode the length", and the most significant bit of eight bytes MUST be 0 (RFC 6455
    /// §5.2).
    /// </summary>
    private void CheckLength(Header header)
    {
        var length = header.Length;
        if (header is { Mark: 126, IsControl: true } && length <= LongestControl && !Has(Fault.TakesControlLengthIn16Bits))
            throw new BrokenRuleException(1002);
        if (header.IsControl && length > LongestControl && Has(Fault.TakesControlLengthIn16Bits))
            throw new BrokenRuleException(1002);
        if (header is { Mark: 126, IsControl: false } && length < 126 && !Has(Fault.TakesShortLengthIn16Bits))
            throw new BrokenRuleException(1002);
        if (header.Mark == 127 && length <= ushort.MaxValue && !Has(Fault.TakesMiddleLengthIn64Bits))
            throw new BrokenRuleException(1002);
        if (length > long.MaxValue && !Has(Fault.TakesTopBit))
            throw new BrokenRuleException(1002);
        if (length > LongestPayload && length <= long.MaxValue)
            throw new BrokenRuleException(1009);
        if (length > ushort.MaxValue && Has(Fault.RefusesLargeMessages))
            throw new BrokenRuleException(1009);
    }

    private byte[] Unmasked(Header header, int count)
    {
        var payload = incoming.GetRange(header.Size, count).ToArray();
        if (!header.IsMasked) return payload;
        var last = Has(Fault.UnmasksWholeGroups) ? count / 4 * 4 : count;
        for (var at = 0; at < last; at++) payload[at] ^= incoming[header.Size - 4 + (at % 4)];
        return payload;
    }

    private void Take(Header header, byte[] payload)
    {
        switch (header.Opcode)
        {
            case CloseFrame when state == State.Open:
                TakeClose(payload);
                break;
            case CloseFrame when application == Application.Refuses:
                End();
                break;
            case Ping when state == State.Open || fault is Fault.PongsAfterClose or Fault.GoesOnAfterFailing:
                TakePing(payload);
                break;
            case Pong when state == State.Open:
                TakePong(payload);
                break;
            case 0 or Text or Binary when !Has(Fault.PongsAfterClose) || state == State.Open:
                TakeData(header, payload);
                break;
            case > Binary and < CloseFrame when Has(Fault.TakesOpcodeForBinary):
                TakeData(header with { Opcode = Binary }, payload);
                break;
        }
    }
}
