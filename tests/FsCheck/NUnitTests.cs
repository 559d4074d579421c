using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnitProperty = FsCheck.NUnit.PropertyAttribute;
using Property = FsCheck.Property;

namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>The ready properties as tests of NUnit, which NUnit's own runner executes.</summary>
public sealed class NUnitTests
{
    private static readonly Lazy<Dictionary<string, ITestResult>> Results = new(Run);

    [Theory]
    [InlineData(nameof(NUnitFixture.My_server_conforms))]
    [InlineData(nameof(NUnitFixture.A_frame_is_a_parameter))]
    public void A_property_that_holds_passes(string name)
    {
        var result = Results.Value[name];
        Assert.True(result.ResultState == ResultState.Success, $"{result.ResultState}: {result.Message}");
    }

    [Fact]
    public void A_property_that_does_not_hold_fails_with_its_rule()
    {
        var result = Results.Value[nameof(NUnitFixture.A_server_that_throws_conforms)];
        Assert.Equal(TestStatus.Failed, result.ResultState.Status);
        Assert.Contains("MUST, RFC 6455 §4", result.Message, StringComparison.Ordinal);
        Assert.Contains("not on Sundays", result.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, ITestResult> Run()
    {
        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        runner.Load(typeof(NUnitFixture).Assembly, new Dictionary<string, object>(StringComparer.Ordinal));
        return Leaves(runner.Run(TestListener.NULL, TestFilter.Empty)).ToDictionary(result => result.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<ITestResult> Leaves(ITestResult result) =>
        result.HasChildren ? result.Children.SelectMany(Leaves) : [result];
}

/// <summary>Tests for NUnit alone: xunit does not see them.</summary>
[NUnit.Framework.TestFixture]
public sealed class NUnitFixture
{
    [NUnitProperty(MaxTest = 50, QuietOnSuccess = true)]
    public Property My_server_conforms() => ConformanceProperties.OfServer(MyServer.EchoAsync);

    [NUnitProperty(Arbitrary = [typeof(WebSocketArbitraries)], QuietOnSuccess = true)]
    public bool A_frame_is_a_parameter(WireFrame frame) => frame.ToBytes().Length >= 2;

    [NUnitProperty(QuietOnSuccess = true)]
    public Property A_server_that_throws_conforms() =>
        ConformanceProperties.OfServer(_ => throw new NotSupportedException("not on Sundays"));
}
