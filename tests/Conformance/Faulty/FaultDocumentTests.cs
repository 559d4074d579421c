namespace Pure.WebSockets.Conformance.Tests;

/// <summary>docs/faults.md is what the table of faults says. PUREWS_RENEW=1 writes it anew.</summary>
public sealed class FaultDocumentTests
{
    [Fact]
    public void The_document_lists_the_faults() => KeptDocument.Compare("docs/faults.md", "<!-- the faults -->", FaultDocument.Write());

    [Fact]
    public void Each_fault_is_said_in_its_own_words()
    {
        var faults = FaultyEnd.All.DistinctBy(end => end.Fault).ToArray();
        Assert.Equal(faults.Length, faults.Select(fault => fault.Says).Distinct(StringComparer.Ordinal).Count());
    }
}
