namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The tests that share one browser and one folder of reports.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumTests : ICollectionFixture<Chromium>, ICollectionFixture<Reports>
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "Chromium";
}
