namespace Pure.WebSockets.Conformance.Tests;

/// <summary>What is told of the faults is true.</summary>
public sealed class FaultDocumentTests
{
    [Fact]
    public void The_page_tells_the_table()
    {
        var page = Path.Combine(Root(), "docs", "faults.md");
        if (Environment.GetEnvironmentVariable("PUREWS_RENEW") == "1") File.WriteAllText(page, FaultDocument.Write());
        Assert.Equal(FaultDocument.Write(), File.ReadAllText(page));
    }

    [Fact]
    public void Each_fault_is_said_in_its_own_words()
    {
        var faults = FaultyEnd.All.DistinctBy(end => end.Fault).ToArray();
        Assert.Equal(faults.Length, faults.Select(fault => fault.Says).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Enum.GetValues<Area>(), area => Assert.Contains(faults, fault => fault.Area == area));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pure.WebSockets.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("no solution above the tests");
        return folder.FullName;
    }
}
