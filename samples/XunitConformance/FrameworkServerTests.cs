using Pure.WebSockets.Conformance;

namespace XunitConformance;

/// <summary>
/// Runs the catalogue against the server half of System.Net.WebSockets, in process, without the families of the opening handshake.
/// </summary>
public sealed class FrameworkServerTests
{
    private static readonly ConformanceSuite Suite = ConformanceSuite.OfServer(FrameworkServer.EchoAsync)
        .Only("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.*", "10.*", "12.*", "13.*", "C.*", "L.*", "M.*", "T.*", "U.*", "X.*")
        .KnownToFail("M.1.4", "RFC 6455 §5.1: an empty frame that is not masked is noticed only when more arrives")
        .KnownToFail("U.1.1", "RFC 6455 §8.1: text that ends within a code point is accepted if the last fragment is empty")
        .KnownToFail("X.1.7", "RFC 7692 §7.2.3: a compressed message may end with a final block (BFINAL)")
        .KnownToFail("X.1.9", "RFC 7692 §7.2.3: a compressed message may end with a final block (BFINAL), and another follow it")
        .KnownToFail("X.1.16", "RFC 7692 §7.2.1: a message may copy from one that ended with a final block (BFINAL)")
        .KnownToFail("X.3.1", "RFC 7692 §6: RSV1 on a ping is not noticed")
        .KnownToFail("X.3.2", "RFC 7692 §6: RSV1 on a pong is not noticed")
        .KnownToFail("X.3.3", "RFC 7692 §6: RSV1 on a close frame is not noticed");

    public static IEnumerable<object[]> Cases => Suite.Cases;

    [Theory, MemberData(nameof(Cases))]
    public Task Case(string id) => Suite.AssertAsync(id, TestContext.Current.CancellationToken);
}
