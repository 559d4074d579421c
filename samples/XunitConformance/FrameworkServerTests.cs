using Pure.WebSockets.Conformance;

namespace XunitConformance;

/// <summary>The server half of System.Net.WebSockets, in process, case by case. It fails none of these; one that it failed would be declared with <see cref="ConformanceSuite.KnownToFail"/>.</summary>
public sealed class FrameworkServerTests
{
    private static readonly ConformanceSuite Suite = ConformanceSuite.OfServer(FrameworkServer.EchoAsync)
        .Only("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.*", "10.*", "12.*", "13.*");

    public static IEnumerable<object[]> Cases => Suite.Cases;

    [Theory, MemberData(nameof(Cases))]
    public Task Case(string id) => Suite.AssertAsync(id, TestContext.Current.CancellationToken);
}
