using System.Reflection;
using Pure.WebSockets.Properties;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The unions of every assembly above the core are closed.</summary>
public sealed class Unions
{
    [Theory]
    [InlineData("Pure.WebSockets.Host", 3)]
    [InlineData("Pure.WebSockets.AspNetCore", 0)]
    [InlineData("Pure.WebSockets.Conformance", 10)]
    [InlineData("purews", 0)]
    public void Every_union_of_an_assembly_is_closed(string assembly, int atLeast)
    {
        var types = Assembly.Load(assembly).GetTypes();
        Assert.InRange(UnionRules.UnionsAmong(types).Count(), atLeast, int.MaxValue);
        Assert.Empty(UnionRules.Violations(types));
    }
}
