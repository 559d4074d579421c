namespace Pure.WebSockets.Conformance.Tests;

/// <summary>docs/faults.md matches the table of faults. PUREWS_RENEW=1 rewrites it.</summary>
public sealed class FaultDocumentTests
{
    [Fact]
    public void The_document_lists_the_faults() => KeptDocument.Compare("docs/faults.md", "<!-- the faults -->", FaultDocument.Write());

    [Fact]
    public void Each_fault_has_its_own_description()
    {
        var faults = FaultyEnd.All.DistinctBy(end => end.Fault).ToArray();
        Assert.Equal(faults.Length, faults.Select(fault => fault.Says).Distinct(StringComparer.Ordinal).Count());
    }
}
