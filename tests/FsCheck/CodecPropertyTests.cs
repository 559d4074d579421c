using System.Buffers.Binary;

namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>The ready property for codecs, on a simple codec that can have one fault.</summary>
public sealed class CodecPropertyTests
{
    /// <summary>The faults of the codec. Each is a rule of RFC 6455 §5 that is not kept.</summary>
    public enum Flaw
    {
        None,
        EncodesLongLengths,
        EncodesLength126InSevenBits,
        EncodesWithoutFin,
        MasksWithKeyBackwards,
        LosesPiecesOfHeaders,
        ReadsSixteenBitsBackwards,
        UnmasksEachPieceAnew,
        AcceptsReservedBits,
        AcceptsReservedOpcodes,
        AcceptsUnmasked,
        AcceptsMasked,
        AcceptsLongControlFrames,
    }

    public static TheoryData<Flaw> Flaws => [.. Enum.GetValues<Flaw>().Where(flaw => flaw != Flaw.None)];

    [Fact]
    public void A_codec_without_a_fault_conforms() => Checked.Holds(Of(Flaw.None), cases: 1000);

    [Theory]
    [MemberData(nameof(Flaws))]
    public void A_fault_is_found(Flaw flaw)
    {
        var failure = Checked.Fails(Of(flaw));
        Assert.Contains(", RFC 6455 §5", failure.Text, StringComparison.Ordinal);
        Assert.True(failure.Shrunk.Split("\n  ").Length <= 4, failure.Shrunk);
    }

    /// <summary>As many cases as the default of FsCheck.</summary>
    [Fact]
    public void The_lengths_at_which_the_header_changes_are_tried_early() =>
        Checked.Fails(Of(Flaw.EncodesLength126InSevenBits), cases: 100);

    [Fact]
    public void A_rule_that_binds_only_senders_fails_the_property_only_if_it_is_strict()
    {
        Checked.Holds(Of(Flaw.AcceptsLongControlFrames, ConformanceOptions.Default), cases: 1000);
        var failure = Checked.Fails(Of(Flaw.AcceptsLongControlFrames, ConformanceOptions.Default with { IsStrict = true }));
        Assert.Contains("SHOULD, RFC 6455 §5.5:", failure.Text, StringComparison.Ordinal);
    }

    private static global::FsCheck.Property Of(Flaw flaw, ConformanceOptions? options = null) =>
        ConformanceProperties.OfCodec(
            frame => Encode(frame, flaw),
            role => new Decoder(role, flaw).Decode,
            options ?? ConformanceOptions.Default with { IsStrict = true }
        );

    private static byte[] Encode(WireFrame frame, Flaw flaw)
    {
        var bytes = new List<byte> { (byte)((frame.Final && flaw != Flaw.EncodesWithoutFin ? 0x80 : 0) | frame.Opcode) };
        var masked = frame.Key is null ? 0 : 0x80;
        var length = frame.Payload.Length;
        if (flaw == Flaw.EncodesLength126InSevenBits && length == 126) bytes.Add((byte)(masked | length));
        else if (length < 126 && flaw != Flaw.EncodesLongLengths) bytes.Add((byte)(masked | length));
        else if (length <= ushort.MaxValue) bytes.AddRange([(byte)(masked | 126), (byte)(length >> 8), (byte)length]);
        else
            bytes.AddRange(
                [(byte)(masked | 127), 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]
            );
        var payload = frame.Payload.ToArray();
        if (frame.Key is { } key)
        {
            var octets = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(octets, key.Bits);
            if (flaw == Flaw.MasksWithKeyBackwards) System.Array.Reverse(octets);
            bytes.AddRange(octets);
            for (var at = 0; at < payload.Length; at++) payload[at] ^= octets[at % 4];
        }

        return [.. bytes, .. payload];
    }

    private sealed class Decoder(Role role, Flaw flaw)
    {
        private readonly List<byte> pending = [];

        public IEnumerable<WireFrame> Decode(byte[] piece)
        {
            if (flaw == Flaw.LosesPiecesOfHeaders && pending.Count == 1) pending.Clear();
            var before = pending.Count;
            pending.AddRange(piece);
            var frames = new List<WireFrame>();
            while (Next(before) is { } frame)
            {
                frames.Add(frame);
                before = 0;
            }

            return frames;
        }

        private WireFrame? Next(int before)
        {
            if (pending.Count < 2) return null;
            var (reserved, opcode, masked, mark) = ((pending[0] >> 4) & 7, pending[0] & 15, pending[1] >= 0x80, pending[1] & 127);
            if (reserved != 0 && flaw != Flaw.AcceptsReservedBits) throw new FormatException("reserved bits");
            if (opcode is (> 2 and < 8) or > 10 && flaw != Flaw.AcceptsReservedOpcodes) throw new FormatException("reserved opcode");
            if (masked && role == Role.Client && flaw != Flaw.AcceptsMasked) throw new FormatException("masked");
            if (!masked && role == Role.Server && flaw != Flaw.AcceptsUnmasked) throw new FormatException("not masked");
            if (opcode >= 8 && (pending[0] < 0x80 || mark > 125) && flaw != Flaw.AcceptsLongControlFrames)
                throw new FormatException("long or fragmented control frame");
            var extended = mark switch { 126 => 2, 127 => 8, _ => 0 };
            var start = 2 + extended + (masked ? 4 : 0);
            if (pending.Count < start) return null;
            ulong length = (ulong)mark;
            if (extended > 0) length = 0;
            for (var at = 0; at < extended; at++)
                length = (length << 8) | pending[2 + (flaw == Flaw.ReadsSixteenBitsBackwards && extended == 2 ? 1 - at : at)];
            if ((extended == 2 && length < 126) || (extended == 8 && length <= ushort.MaxValue) || length > int.MaxValue)
                if (flaw != Flaw.ReadsSixteenBitsBackwards) throw new FormatException("length");
            if ((ulong)(pending.Count - start) < length) return null;
            var payload = pending.Skip(start).Take((int)length).ToArray();
            var phase = flaw == Flaw.UnmasksEachPieceAnew ? before : 0;
            if (masked)
                for (var at = 0; at < payload.Length; at++) payload[at] ^= pending[start - 4 + ((at + phase) & 3)];
            var final = pending[0] >= 0x80;
            pending.RemoveRange(0, start + (int)length);
            return new WireFrame(final, reserved, opcode, payload);
        }
    }
}
