namespace Pure.WebSockets.Conformance.Tests;

/// <content>Text that comes (RFC 6455 §5.6, §8.1).</content>
public sealed partial class EchoPeer
{
    /// <summary>Looks at the beginning of a frame whose rest is still to come.</summary>
    private void CheckPart(Header header, byte[] payload)
    {
        if (header.Opcode == Text && (header.Reserved & Rsv1) == 0) CheckText([payload], isWhole: false);
        if (header.Opcode == 0 && kind == Text && !isCompressed) CheckText([.. fragments, payload], isWhole: false);
    }

    /// <summary>Looks at what is there of a message that is not compressed.</summary>
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

    /// <summary>What a border cuts is not looked at: continuation octets at the beginning, a beginning at the end.</summary>
    private void CheckBetweenBorders(byte[] part)
    {
        var start = 0;
        while (start < part.Length && (part[start] & 0xC0) == 0x80) start++;
        CheckText(part[start..], isWhole: false);
    }
}
