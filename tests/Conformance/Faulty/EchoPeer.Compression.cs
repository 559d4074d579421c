using System.IO.Compression;

namespace Pure.WebSockets.Conformance.Tests;

/// <content>permessage-deflate (RFC 7692 §6, §7).</content>
public sealed partial class EchoPeer
{
    private const int Widest = 15;

    private DeflateTerms? terms;
    private Inflating inflation = Inflating.For(Widest, takesOver: true);
    private DeflateContext deflation = DeflateContext.Create(Widest, contextTakeover: true);

    private void BeginCompression()
    {
        if (terms is null) return;
        BeginInflation();
        deflation = DeflateContext.Create(
            Has(Fault.UsesWiderWindow) ? Widest : terms.WindowBits(role),
            Has(Fault.KeepsContext) || terms.TakesContextOver(role)
        );
    }

    private void BeginInflation()
    {
        var other = role == Role.Server ? Role.Client : Role.Server;
        inflation = Inflating.For(terms!.WindowBits(other), terms.TakesContextOver(other));
    }

    /// <summary>A message as it is sent, with its reserved bits.</summary>
    private (byte[] Payload, int Reserved) Compressed(byte[] message)
    {
        if (terms is null && !Has(Fault.CompressesUnasked)) return (message, 0);
        if (Has(Fault.SetsRsv1OnPlain)) return (message, Rsv1);
        (deflation, var compressed) = deflation.Compress(message);
        byte[] payload = fault switch
        {
            Fault.CutsTooMuch => compressed[..^1].ToArray(),
            Fault.LeavesHalfTheTail => [.. compressed.Span, 0x00, 0x00],
            Fault.LeavesTheTail => [.. compressed.Span, 0x00, 0x00, 0xff, 0xff],
            _ => compressed.ToArray(),
        };
        return (payload, Has(Fault.CompressesWithoutRsv1) ? 0 : Rsv1);
    }

    /// <summary>The inflated message; none if a fault ignores it.</summary>
    private byte[]? Inflated(int opcode, byte[] payload)
    {
        CheckBlocks(payload);
        var message = Has(Fault.InflatesFragments) ? [.. fragments.SelectMany(fragment => Inflated(fragment) ?? [])] : Inflated(payload);
        if (message is null && !Has(Fault.EchoesGarbage)) return null;
        message ??= payload;
        var mayBeCut = Has(Fault.TakesCutCompressedText) && fragments is [_, .., []];
        if (opcode == Text && !Has(Fault.TakesAnyCompressedText)) CheckText(message, isWhole: !mayBeCut);
        return message;
    }

    private byte[]? Inflated(byte[] payload)
    {
        if (IsFinal(payload) && Has(Fault.StopsAtFinalBlock))
            return FirstBlocks(payload);
        var inflated = inflation.Message(payload, Has(Fault.InflatesWithoutLimit) ? int.MaxValue : (int)LongestPayload);
        if (inflated is not { Read: Conformance.Inflated.Whole, IsBeyondWindow: false, IsBeyondMessage: false })
            return fault is Fault.EchoesGarbage or Fault.IgnoresGarbage ? null : throw new BrokenRuleException(1007);
        if (!Has(Fault.ForgetsContext)) inflation = inflated.Next;
        if (IsFinal(payload) && Has(Fault.ForgetsContextAtFinalBlock)) BeginInflation();
        return inflated.Message.ToArray();
    }

    /// <summary>For faults that reject a kind of block, which is in the first three bits of a payload (RFC 1951 §3.2.3).</summary>
    private void CheckBlocks(byte[] payload)
    {
        if (IsFinal(payload) && Has(Fault.RefusesFinalBlock)) throw new BrokenRuleException(1007);
        if (payload.Length > 1 && (payload[0] & 6) == 0 && Has(Fault.RefusesStoredBlock)) throw new BrokenRuleException(1007);
        if (payload.Length == 1 && Has(Fault.RefusesEmptyCompressed)) throw new BrokenRuleException(1007);
    }

    private static bool IsFinal(byte[] payload) => payload.Length > 0 && (payload[0] & 1) != 0;

    /// <summary>The data up to the first final block, where the framework's reader stops.</summary>
    private static byte[] FirstBlocks(byte[] payload)
    {
        using var plain = new MemoryStream();
        using var stream = new DeflateStream(new MemoryStream(payload), CompressionMode.Decompress);
        try
        {
            stream.CopyTo(plain);
        }
        catch (InvalidDataException)
        {
            throw new BrokenRuleException(1007);
        }

        return plain.ToArray();
    }
}
