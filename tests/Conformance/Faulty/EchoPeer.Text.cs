namespace Pure.WebSockets.Conformance.Tests;

/// <content>Received text (RFC 6455 §5.6, §8.1).</content>
public sealed partial class EchoPeer
{
    // The number of fragments that end before the incomplete code point. Their text has been checked. Only a fault uses this number.
    private int checkedFragments;

    /// <summary>Returns whether the text must be complete after a frame, which is already among the fragments.</summary>
    private bool EndsText(Header header, byte[] payload) => fault switch
    {
        Fault.EndsTextAtEmptyFragment => header.Final || payload.Length == 0,
        Fault.TakesCutTextAtEmptyFragment => header.Final && (payload.Length > 0 || fragments.Count == 1),
        Fault.TakesCutTextInFragments => header.Final && fragments.Count == 1,
        _ => header.Final,
    };

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
        parts = parts[Math.Min(checkedFragments, parts.Length)..];
        if (Has(Fault.ForgetsAtBorder) && (parts.Length > 1 || !isWhole)) CheckBetweenBorders(parts[^1]);
        else if (Has(Fault.ChecksFragmentsAlone)) CheckText(parts[^1], isWhole: true);
        else CheckText([.. parts.SelectMany(part => part)], isWhole);
    }

    private void CheckText(byte[] octets, bool isWhole)
    {
        if (fault is Fault.TakesAnyText or Fault.ReplacesBadText) return;
        var soundness = Utf8Reading.Of(octets, fault);
        if (soundness == Soundness.Broken || (soundness == Soundness.Cut && isWhole && !MayBeCut(octets)))
            throw new BrokenRuleException(1007);
    }

    private bool MayBeCut(byte[] octets) =>
        Has(Fault.TakesCutText) || (Has(Fault.TakesThreeOfFour) && octets is [.., >= 0xF0, _, _]);

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
