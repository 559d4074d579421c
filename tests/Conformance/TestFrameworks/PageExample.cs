using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The code of docs/testing.md, compiled here, and run for some cases. A test compares the lines with the page.</summary>
public sealed class PageExample
{
    private const int MaxAttempts = 5;

    [Fact]
    public async Task The_tests_of_the_page_pass()
    {
        Assert.Contains("7.1.1", TestingPage.MyServerTests.Cases.Select(row => (string)row[0]));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await new TestingPage.MyServerTests().Case("7.1.1");
                break;
            }
            catch (ConformanceException) when (attempt < MaxAttempts)
            {
                // The page's suite has the patience for a machine that is not busy.
            }
        }
    }
}

/// <summary>The class of the page. It is within one that is not public, so that it does not run the whole catalogue by itself.</summary>
internal static class TestingPage
{
    public sealed class MyServerTests
    {
        private static readonly ConformanceSuite Suite = ConformanceSuite.OfServer(MyServer.EchoAsync);

        public static IEnumerable<object[]> Cases => Suite.Cases;

        [Theory, MemberData(nameof(Cases))]
        public Task Case(string id) => Suite.AssertAsync(id, TestContext.Current.CancellationToken);
    }

    private static class MyServer
    {
        public static async Task EchoAsync(Stream stream)
        {
            var accepted = await WebSocketServer.TryAcceptAsync(stream);
            await accepted.Match(
                Left: _ => Task.CompletedTask,
                Right: async connection =>
                {
                    await using var held = connection;
                    await foreach (var message in connection.ReadAllAsync()) await connection.SendAsync(message.Kind, message.Data);
                }
            );
        }
    }
}
