using System.Buffers.Binary;

namespace Pure.WebSockets.Conformance.Tests;

/// <content>Sent frames (RFC 6455 §5).</content>
public sealed partial class EchoPeer
{
    private static readonly byte[] OneKey = [0x37, 0xFA, 0x21, 0x3D];

    private readonly List<byte[]> heldBack = [];
    private uint counter = 0x01020304;

    private void Send(int opcode, byte[] payload, bool final = true, int reserved = 0)
    {
        var told = fault switch
        {
            Fault.SetsRsv1 when opcode is Text or Binary => 4,
            Fault.SetsRsv2 when opcode is Text or Binary => 2,
            Fault.SetsRsv3OnPong when opcode == Pong => 1,
            Fault.SetsRsv1OnPong when opcode == Pong && terms is not null => Rsv1,
            Fault.SetsRsv1OnContinuation when opcode == 0 && terms is not null => Rsv1,
            _ => reserved,
        };
        var named = fault switch
        {
            Fault.SendsReservedOpcode when opcode is Text or Binary => opcode + 2,
            Fault.SendsStrayContinuation when opcode is Text or Binary => 0,
            _ => opcode,
        };
        var isFinal = final && !(Has(Fault.NeverFinishes) && opcode is Text or Binary);
        Say([(byte)((isFinal ? 0x80 : 0) | (told << 4) | named), .. Rest(opcode, payload)]);
    }

    /// <summary>Sends a message, in one frame unless a fault needs several.</summary>
    private void SendMessage(int opcode, byte[] payload, int reserved = 0)
    {
        var isCut = fault is Fault.RepeatsOpcode || (Has(Fault.SetsRsv1OnContinuation) && reserved == Rsv1);
        if (!isCut || payload.Length < 2)
        {
            Send(opcode, payload, reserved: reserved);
            return;
        }

        Send(opcode, payload[..1], final: false, reserved);
        Send(Has(Fault.RepeatsOpcode) ? opcode : 0, payload[1..]);
    }

    /// <summary>The header after its first byte.</summary>
    private byte[] Rest(int opcode, byte[] payload)
    {
        var length = payload.Length;
        var form = length < 126 ? 0 : length <= ushort.MaxValue ? 2 : 8;
        if (Has(Fault.SaysShortLengthsIn16Bits) && form == 0 && opcode is Text or Binary) form = 2;
        if (Has(Fault.SaysMiddleLengthsIn64Bits) && form == 2) form = 8;
        if (Has(Fault.SaysMarksAsLengths) && length is 126 or 127) form = 0;
        var extended = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(extended, (ulong)length);
        var isMasked =
            role == Role.Client
                ? !Has(Fault.DoesNotMask)
                    && !(Has(Fault.DoesNotMaskControl) && opcode >= CloseFrame)
                    && !(Has(Fault.DoesNotMaskEmpty) && length == 0)
                : Has(Fault.Masks);
        var mark = form switch
        {
            0 => length,
            2 => 126,
            _ => 127,
        };
        byte[] start = [(byte)((isMasked ? 0x80 : 0) | mark), .. extended[(8 - form)..]];
        if (!isMasked) return [.. start, .. payload];
        var key = NextKey();
        return [.. start, .. key, .. payload.Select((octet, at) => (byte)(octet ^ key[at % 4]))];
    }

    /// <summary>"A fresh masking key" for each frame (RFC 6455 §5.3).</summary>
    private byte[] NextKey()
    {
        if (!Has(Fault.CountsKeys)) return Has(Fault.MasksWithOneKey) ? OneKey : Has(Fault.MasksWithZeros) ? new byte[4] : Draw(4);
        var key = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(key, counter++);
        return key;
    }

    private void SayHeldBack()
    {
        foreach (var octets in heldBack) Say(octets);
        heldBack.Clear();
    }
}
