namespace Pure.WebSockets.Conformance.Tests;

/// <content>Received text (RFC 6455 §5.6, §8.1).</content>
public sealed partial class EchoPeer
{
    /// <summary>Checks the beginning of an incomplete frame.</summary>
    private void CheckPart(Header header, byte[] payload)
    {
        if (header.Opcode == Text && (header.Reserved & Rsv1) == 0) CheckText([payload], isWhole: false);
        if (header.Opcode == 0 && kind == Text && !isCompressed) CheckText([.. fragments, payload], isWhole: false);
    }

    /// <summary>Checks the received part of an uncompressed message.</summary>
    private void CheckText(byte[][] parts, bool isWhole)
    {
        if (isCompressed || (kind == Binary && !Has(Fault.ChecksBinary))) return;
        if (Has(Fault.ChecksSingleFramesOnly) && (parts.Length > 1 || !isWhole)) return;
        if (Has(Fault.ForgetsAtBorder) && (parts.Length > 1 || !isWhole)) CheckBetweenBorders(parts[^1]);
        else if (Has(Fault.ChecksFragmentsAlone)) CheckText(parts[^1], isWhole: true);
        else CheckText([.. parts.SelectMany(part => part)], isWhole);
    }

    private void CheckText(byte[] octets, bool isWhole)
    {
        if (fault is Fault.TakesAnyText or Fault.ReplacesBadText) return;
        var soundness = Utf8Reading.Of(octets, fault);
        if (soundness == Soundness.Broken || (soundness == Soundness.Cut && isWhole && !Has(Fault.TakesCutText)))
            throw new BrokenRuleException(1007);
    }

    /// <summary>
    /// Code points that are cut by a fragment are not checked: drop continuation bytes at the beginning and an incomplete sequence at the
    /// end.
    /// </summary>
    private void CheckBetweenBorders(byte[] part)
    {
        var start = 0;
        while (start < part.Length && (part[start] & 0xC0) == 0x80) start++;
        CheckText(part[start..], isWhole: false);
    }
}
